import { algorithmChangesTable, algorithmVersionsTable } from '../derived/algorithm.js';
import { candidatesTable } from '../derived/candidates.js';
import { counterfactualsTable } from '../derived/counterfactuals.js';
import { decisionTracesTable } from '../derived/decision-traces.js';
import { decisionsTable } from '../derived/decisions.js';
import { matchesTable } from '../derived/matches.js';
import { metricsTable } from '../derived/metrics.js';
import { lotsTable, outcomesTable } from '../derived/outcomes.js';
import { modelEvaluationsTable } from '../derived/model-evaluations.js';
import { patternsTable } from '../derived/patterns.js';
import { predictionsTable } from '../derived/predictions.js';
import { preferencesTable } from '../derived/preferences.js';
import { rolloutsTable } from '../derived/rollouts.js';
import { featuresTable, rewardsTable, scenariosTable } from '../derived/scenarios.js';
import { weeklySummariesTable } from '../derived/weeks.js';
import type { ExportedTable } from '../exported-table.js';
import { cashTable } from '../lake/cash.js';
import { sourcesTable } from '../lake/sources.js';
import { datasetTables } from '../staging/dataset-tables.js';

/** The tables that can be exported. */
export const EXPORTED: readonly ExportedTable[] = [
  ...datasetTables,
  sourcesTable,
  matchesTable,
  lotsTable,
  outcomesTable,
  counterfactualsTable,
  cashTable,
  weeklySummariesTable,
  patternsTable,
  candidatesTable,
  decisionsTable,
  algorithmVersionsTable,
  algorithmChangesTable,
  metricsTable,
  scenariosTable,
  featuresTable,
  rewardsTable,
  preferencesTable,
  predictionsTable,
  modelEvaluationsTable,
  decisionTracesTable,
  rolloutsTable,
];

/** Those that are made when they are asked for, of what is stored then. */
export const MADE_WHEN_ASKED: ReadonlySet<string> = new Set(
  [
    ...[scenariosTable, featuresTable, rewardsTable, preferencesTable, predictionsTable],
    ...[decisionTracesTable, rolloutsTable],
  ].map(({ name }) => name),
);

/** Their names. */
export const EXPORT_TABLES: readonly string[] = EXPORTED.map(({ name }) => name);

/** Those that are made of the home's models too, which change without a commit. */
export const MADE_OF_MODELS: ReadonlySet<string> = new Set([rolloutsTable.name]);

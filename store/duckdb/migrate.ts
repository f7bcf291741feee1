import { StoreCorrupt } from '../../domain/errors.js';
import * as first from './migrations/0001-first.js';
import * as stepRules from './migrations/0002-step-rules.js';
import * as stale from './migrations/0003-stale.js';
import * as offScale from './migrations/0004-off-scale.js';
import * as supersededExecutions from './migrations/0005-superseded-executions.js';
import * as episodes from './migrations/0006-episodes.js';
import * as lakeFileDays from './migrations/0007-lake-file-days.js';
import * as patterns from './migrations/0008-patterns.js';
import * as factsAboutMatches from './migrations/0009-facts-about-matches.js';
import * as fromJournal from './migrations/0010-from-journal.js';
import * as candidates from './migrations/0011-candidates.js';
import * as said from './migrations/0012-said.js';
import * as scenarios from './migrations/0013-scenarios.js';
import * as predictions from './migrations/0014-predictions.js';
import * as keptOrder from './migrations/0015-kept-order.js';
import * as scenarioResults from './migrations/0016-scenario-results.js';
import * as perturbedScenarios from './migrations/0017-perturbed-scenarios.js';
import * as scenarioInputs from './migrations/0018-scenario-inputs.js';
import type { Warehouse } from './warehouse.js';

export interface Migration {
  name: string;
  statements: readonly string[];
}

/** The migrations in the order of their numbers; a new one goes to the end and none is ever changed. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  stepRules,
  stale,
  offScale,
  supersededExecutions,
  episodes,
  lakeFileDays,
  patterns,
  factsAboutMatches,
  fromJournal,
  candidates,
  said,
  scenarios,
  predictions,
  keptOrder,
  scenarioResults,
  perturbedScenarios,
  scenarioInputs,
];

/**
 * Applies those migrations, in the order of their numbers, that a warehouse lacks, each in a transaction of its own:
 * broken off, the schema is that of the one before. A new warehouse has nothing to stop at, and gets all of them in
 * one, which takes less than half the time. Throws StoreCorrupt on a schema that is newer than the last of them.
 */
export async function migrate(warehouse: Warehouse, migrations: readonly Migration[]): Promise<void> {
  await warehouse.run('CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, name VARCHAR)');
  const [applied] = await warehouse.rows<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM schema_migrations',
  );
  const version = applied?.version ?? 0;
  if (version > migrations.length)
    throw new StoreCorrupt(
      `the warehouse has schema version ${version}, this program knows ${migrations.length}: update tradeloop`,
    );
  const numbered = migrations.map(({ name, statements }, index) => ({
    version: index + 1,
    name,
    statements,
  }));
  if (version === 0) await apply(warehouse, numbered);
  else for (const one of numbered.slice(version)) await apply(warehouse, [one]);
}

function apply(warehouse: Warehouse, some: readonly (Migration & { version: number })[]): Promise<void> {
  return warehouse.transaction(async () => {
    await warehouse.run(some.flatMap(({ statements }) => statements).join(';\n'));
    await warehouse.insert('schema_migrations', some);
  });
}

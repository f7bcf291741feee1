import { nextSession } from '../../domain/time/calendar.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { plainDecimal } from '../duckdb/plain-decimal.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { latestRevision } from './latest-revision.js';
import { COPIES_WITH_PARENTS } from './perturbed-scenarios.js';
import { weightsByAgreement } from './preference-weights.js';
import { ASKED, KNOWN, knownMs } from './scenario-times.js';
import { scenariosMadeBy } from './scenarios.js';

/**
 * What was preferred to what: by taste, which is what the human did, and by hindsight, which is what came of it, apart.
 * Made of the scenarios as they are.
 */
export const preferencesTable: ExportedTable = {
  name: 'preferences',
  columns: {
    preference_id: 'text',
    kind: 'text',
    basis: 'text',
    scenario_id: 'text',
    prompt: 'text',
    chosen: 'text',
    rejected: 'text',
    completion: 'text',
    label: 'boolean',
    margin: 'double',
    weight: 'double',
    fold: 'text',
    synthetic: 'boolean',
  },
  order: ['preference_id'],
  async rows({ warehouse }) {
    return preferencesQuery(await featureNames(warehouse), await nextSessions(warehouse));
  },
};

/** Of the advice, by the columns of its record: what stands in every prompt that has it. */
const ADVISED = [
  'action',
  'underlying',
  'right',
  'from_strike',
  'from_expiration',
  'strike',
  'expiration',
  'legs',
] as const;
const PRICED = ['quantity', 'premium', 'bid', 'ask', 'underlying_price'] as const;
const DECIMALS: ReadonlySet<string> = new Set(['from_strike', 'strike', ...PRICED]);

/** The latest days that make at most such a share of what is preferred by a basis are the test. */
const TESTED = 5;

/**
 * SQL of the preferences, a relation in brackets. Following is compared with leaving it, whose reward is 0. Taste is
 * known where it was the human's to choose and there was something to choose; hindsight where the reward is determined
 * and beyond the neutral band. A choice is known at the end of the next session. A copy with jittered features has its
 * parent's preferences, in the training fold alone.
 */
function preferencesQuery(features: readonly string[], next: ReadonlyMap<IsoDate, IsoDate>): string {
  const dates = (days: Iterable<IsoDate>) =>
    `unnest([${Array.from(days, (day) => `'${day}'`).join(', ')}]::VARCHAR[])`;
  return `(
    WITH latest AS (SELECT * FROM recommendations AS r ${latestRevision('r')}),
    snapshots AS (
      SELECT scenario_id, scenario_id AS parent, missing, "values" FROM scenario_features UNION ALL
      SELECT copy.scenario_id, copy.parent_scenario_id, f.missing, copy."values"
      FROM ${COPIES_WITH_PARENTS} JOIN scenario_features AS f ON f.scenario_id = s.scenario_id),
    sessions AS (SELECT ${dates(next.keys())}::DATE AS trading_date, ${dates(next.values())} AS next_session),
    asked AS (
      SELECT s.* EXCLUDE (weight), ${ASKED} AS asked, next_session FROM scenarios AS s LEFT JOIN sessions USING (trading_date)),
    judged AS (
      SELECT *, 'taste' AS basis, chosen = 'follow' AS follows, ${knownMs('next_session')} AS known FROM asked
      WHERE chosen IS NOT NULL AND NOT list_contains(flags, 'no_trade')
      UNION ALL
      SELECT *, 'hindsight', label = 1, ${KNOWN} FROM asked WHERE status = 'labelled' AND label IS NOT NULL),
    days AS (
      SELECT basis, trading_date, sum(count(*)) OVER (PARTITION BY basis ORDER BY trading_date DESC) AS since,
        sum(count(*)) OVER (PARTITION BY basis) AS total
      FROM judged GROUP BY basis, trading_date),
    tested AS (SELECT basis, min(trading_date) AS first FROM days WHERE ${TESTED} * since <= total GROUP BY basis),
    compared AS (
      SELECT snapshots.scenario_id, s.basis, follows, weight, snapshots.scenario_id <> s.scenario_id AS synthetic, ${promptOf(features)} AS prompt,
        CASE WHEN follows THEN s.reward ELSE 0 - s.reward END AS margin,
        CASE WHEN s.trading_date >= tested.first THEN 'test' ELSE 'train' END AS fold
      FROM snapshots JOIN judged AS s ON s.scenario_id = snapshots.parent
      JOIN ${weightsByAgreement('judged')} AS weights ON weights.scenario_id = s.scenario_id AND weights.basis = s.basis
      JOIN latest AS r ON r.recommendation_id = s.recommendation_id
      LEFT JOIN tested ON tested.basis = s.basis)
    SELECT sha256(concat('["', scenario_id, '","', kind, '","', basis, '"]')) AS preference_id, kind, basis, scenario_id, prompt,
      CASE WHEN kind = 'paired' THEN CASE WHEN follows THEN 'follow' ELSE 'skip' END END AS chosen,
      CASE WHEN kind = 'paired' THEN CASE WHEN follows THEN 'skip' ELSE 'follow' END END AS rejected,
      CASE WHEN kind = 'unpaired' THEN 'follow' END AS completion, CASE WHEN kind = 'unpaired' THEN follows END AS label,
      margin, weight, fold, synthetic
    FROM compared CROSS JOIN (VALUES ('paired'), ('unpaired')) AS kinds(kind)
    WHERE NOT (synthetic AND fold = 'test'))`;
}

/** What was known when the advice came, as `r` and the snapshot have it, in a fixed text. */
function promptOf(features: readonly string[]): string {
  const advised = [...ADVISED, ...PRICED].map((name) => {
    const value = DECIMALS.has(name) ? plainDecimal(`r."${name}"`) : `r."${name}"::VARCHAR`;
    return `'${name} ' || ${value}`;
  });
  const names = `([${features.map((name) => `'${name}'`).join(', ')}]::VARCHAR[])`;
  const known = `[${names}[i] || ' ' || format('{:.6g}', "values"[i] + 0.0) FOR i IN range(1, ${features.length + 1})
    IF NOT list_contains(missing, ${names}[i])]`;
  return `concat_ws(chr(10), 'Advice: ' || concat_ws(', ', ${advised.join(', ')}),
    'Known: ' || nullif(array_to_string(${known}, ', '), ''), 'Not known: ' || nullif(array_to_string(missing, ', '), ''), 'Follow or skip?')`;
}

async function featureNames(warehouse: Reader): Promise<string[]> {
  return ((await scenariosMadeBy(warehouse))?.specification.features ?? []).map(({ name }) => name);
}

/** The session after each day on which something was asked. */
async function nextSessions(warehouse: Reader): Promise<Map<IsoDate, IsoDate>> {
  const days = await warehouse.rows<{ trading_date: IsoDate }>(
    'SELECT DISTINCT trading_date FROM scenarios ORDER BY trading_date',
  );
  return new Map(days.map(({ trading_date }) => [trading_date, nextSession(trading_date)]));
}

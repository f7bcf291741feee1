import { monthMetrics, type Measured, type MeasuredWeek } from '../../domain/metrics/month-metrics.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { sqlText } from '../staging/datasets.js';

const COLUMNS = {
  month: 'text',
  recommendations: 'integer',
  active: 'integer',
  divergence_rate: 'double',
  divergence_chosen: 'double',
  divergence_chosen_low: 'double',
  divergence_chosen_high: 'double',
  consent_rate_active: 'double',
  candidates_opened: 'integer',
  candidates_implemented: 'integer',
  candidates_implemented_total: 'integer',
  rolled_back: 'integer',
  patterns_found: 'integer',
  review_minutes: 'double',
  weeks: 'integer',
} as const satisfies ExportedTable['columns'];

/** What each month came to. It is summed up whenever it is asked for: nothing is stored that could be behind. */
export const metricsTable: ExportedTable = {
  name: 'metrics',
  columns: COLUMNS,
  order: ['month'],
  day: `(exported.month || '-01')::DATE`,
  rows: async ({ warehouse }) => {
    const rows = monthMetrics(await measured(warehouse));
    const types = { text: 'VARCHAR', integer: 'INTEGER', double: 'DOUBLE' };
    const structure = Object.entries(COLUMNS).map(([name, type]) => [name, types[type]]);
    const json = [JSON.stringify(rows), JSON.stringify([Object.fromEntries(structure)])].map(sqlText);
    return `(SELECT unnest(from_json(${json.join(', ')}), recursive := true))`;
  },
};

/** What months are measured by: every published week in its latest revision, and what was done and said when. */
export async function measured(warehouse: Reader): Promise<Measured> {
  const weeks = await warehouse.rows<MeasuredWeek>(
    `SELECT year, week, recommendations, consent, consent_passive, modify, reject, active, active_modified, active_refused
     FROM weekly_summaries QUALIFY row_number() OVER (PARTITION BY year, week ORDER BY revision DESC) = 1
     ORDER BY year, week`,
  );
  const textsOf = async (sql: string) =>
    (await warehouse.rows<{ text: string }>(`${sql} ORDER BY text`)).map(({ text }) => text);
  return {
    weeks,
    candidatesOpened: await textsOf('SELECT as_of AS text FROM candidates WHERE revision = 1'),
    implementedOn: (
      await textsOf(`SELECT decided_at AS text FROM decisions WHERE decision = 'implement'`)
    ).map(newYorkDay),
    rolledBackOn: (
      await textsOf(`SELECT "at" AS text FROM algorithm_changes WHERE kind IN ('rollback', 'auto_revert')`)
    ).map(newYorkDay),
    firstFound: await textsOf(
      `SELECT any_value(first_found_week) AS text FROM patterns WHERE first_found_week IS NOT NULL GROUP BY pattern_id`,
    ),
    factTimes: await textsOf('SELECT "at" AS text FROM said'),
  };
}

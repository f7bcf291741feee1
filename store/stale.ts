import type { DerivingStep } from '../domain/restatement/step-rules.js';
import type { Warehouse } from './duckdb/warehouse.js';

/** Steps whose rows can be stale; `links` names the matches in outcomes. */
export type StaleStep = DerivingStep | 'links';

/** The steps that read a step's rows: whoever changes rows marks these. */
export const READERS_OF = {
  match: ['links', 'counterfactuals', 'scenarios', 'week'],
  /** What people said of a match. */
  said: ['scenarios', 'week'],
  outcomes: ['counterfactuals', 'scenarios'],
  counterfactuals: ['scenarios', 'week'],
} as const satisfies Partial<Record<StaleStep | 'said', readonly StaleStep[]>>;

const SPANS =
  'SELECT account, underlying, min(from_date) AS from_date, max(to_date) AS to_date FROM changed GROUP BY ALL';

/** How finely a step asks: what it makes anew at the least. */
const MARKS: Readonly<Record<StaleStep, string>> = {
  match: 'SELECT DISTINCT account, underlying, from_date, to_date FROM changed',
  links: SPANS,
  outcomes: SPANS,
  counterfactuals: SPANS,
  // Later scenarios look back on earlier ones of all accounts: all from the first day on are looked at again.
  scenarios: `SELECT NULL AS account, NULL AS underlying, min(from_date) AS from_date, DATE '9999-12-31' AS to_date
    FROM changed HAVING count(*) > 0`,
  week: `SELECT DISTINCT NULL AS account, NULL AS underlying, date_trunc('week', from_date)::DATE AS from_date,
    date_trunc('week', to_date)::DATE + 6 AS to_date FROM changed`,
};

/**
 * Marks what steps have to make anew. `changed` is SQL of (account, underlying, from_date, to_date): the trading dates
 * on which what they read changed, came or went; the account is null where all of them read it. What is not stale comes
 * to the same rows when it is made again, so too much costs time and no more.
 */
export async function markStale(
  warehouse: Warehouse,
  steps: readonly StaleStep[],
  changed: string,
  values: Parameters<Warehouse['run']>[1] = {},
): Promise<void> {
  const marks = steps.map(
    (step) => `SELECT '${step}' AS step, account, underlying, from_date, to_date FROM (${MARKS[step]})`,
  );
  // One statement for all of them: what changed is looked for once.
  await warehouse.run(
    `INSERT INTO stale (step, account, underlying, from_date, to_date)
     WITH changed AS (${changed})
     FROM (${marks.join(' UNION ALL ')}) EXCEPT SELECT step, account, underlying, from_date, to_date FROM stale`,
    values,
  );
}

/** SQL of what is stale for a step, as (account, underlying, from_date, to_date): a relation in brackets. */
export function staleOf(step: StaleStep): string {
  return `(SELECT account, underlying, from_date, to_date FROM stale WHERE step = '${step}')`;
}

/** Notes that a step has made anew whatever was stale for it; to be called once its rows are written. */
export async function clearStale(warehouse: Warehouse, step: StaleStep): Promise<void> {
  await warehouse.run('DELETE FROM stale WHERE step = ?', [step]);
}

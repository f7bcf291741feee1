import { STEP_RULES, type DerivingStep } from '../../domain/restatement/step-rules.js';
import { markStale } from '../stale.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/** SQL of all that a step has made, or would make, as (account, underlying, from_date, to_date). */
const ALL: Readonly<Record<DerivingStep, string>> = {
  match: `
    SELECT NULL AS account, underlying, min(trading_date) AS from_date, max(trading_date) AS to_date FROM (
      SELECT underlying, trading_date FROM executions UNION ALL SELECT underlying, trading_date FROM recommendations
      UNION ALL SELECT underlying, trading_date FROM matches) GROUP BY underlying`,
  outcomes: `
    SELECT account, underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date FROM (
      SELECT account, underlying FROM executions UNION SELECT account, underlying FROM outcomes UNION SELECT account, underlying FROM lots)`,
  counterfactuals: `
    SELECT NULL AS account, underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date FROM (
      SELECT underlying FROM recommendations UNION SELECT unit_id FROM counterfactuals)`,
  scenarios: `SELECT NULL AS account, NULL AS underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date FROM scenarios`,
  week: `SELECT NULL AS account, NULL AS underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date FROM weekly_summaries`,
};

/**
 * Compares the rules that a warehouse's rows were made by with those of this program, and marks as stale what was made
 * by others: the next run of the step makes it anew.
 */
export async function followRules(warehouse: Warehouse): Promise<void> {
  const changed = await stepsByOtherRules(warehouse);
  if (changed.length === 0) return;
  await warehouse.transaction(async () => {
    for (const step of changed) await markStale(warehouse, [step], ALL[step]);
    await warehouse.run('DELETE FROM step_rules WHERE list_contains(?, step)', [changed]);
    await warehouse.insert(
      'step_rules',
      changed.map((step) => ({ step, rules: STEP_RULES[step] })),
    );
  });
}

/** The steps whose rows were made by other rules than those of this program, and are not marked for that yet. */
export async function stepsByOtherRules(warehouse: Reader): Promise<DerivingStep[]> {
  const noted = await warehouse.rows<{ step: string; rules: string }>('SELECT step, rules FROM step_rules');
  const before = new Map(noted.map((row) => [row.step, row.rules]));
  return (Object.keys(STEP_RULES) as DerivingStep[]).filter((step) => before.get(step) !== STEP_RULES[step]);
}

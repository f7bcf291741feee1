import { STEP_RULES, type DerivingStep } from '../../domain/restatement/step-rules.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** SQL that marks all that a step has made as stale. */
const ALL_STALE: Readonly<Record<Exclude<DerivingStep, 'week'>, string>> = {
  match: `
    INSERT INTO dirty (step, underlying, from_date, to_date)
    SELECT 'match', underlying, min(trading_date), max(trading_date) FROM (
      SELECT underlying, trading_date FROM executions UNION ALL SELECT underlying, trading_date FROM recommendations
      UNION ALL SELECT underlying, trading_date FROM matches) GROUP BY underlying`,
  outcomes: `
    INSERT INTO dirty (step, account, underlying, from_date, to_date)
    SELECT 'lots', account, underlying, DATE '1900-01-01', DATE '9999-12-31' FROM (
      SELECT account, underlying FROM executions UNION SELECT account, underlying FROM outcomes)`,
  counterfactuals: `
    INSERT INTO dirty (step, underlying, from_date, to_date)
    SELECT DISTINCT 'counterfactual', underlying, DATE '1900-01-01', DATE '9999-12-31' FROM recommendations`,
};

/**
 * Compares the rules that a warehouse's rows were made by with those of this program, and marks as stale what was made by others: the next
 * run of the step makes it anew. A published week carries its rules in its hash, and is found stale by that.
 */
export async function followRules(
  warehouse: Warehouse,
  rules: Readonly<Record<DerivingStep, string>> = STEP_RULES,
): Promise<void> {
  const noted = await warehouse.rows<{ step: string; rules: string }>('SELECT step, rules FROM step_rules');
  const before = new Map(noted.map((row) => [row.step, row.rules]));
  const changed = (Object.keys(rules) as DerivingStep[]).filter((step) => before.get(step) !== rules[step]);
  if (changed.length === 0) return;
  await warehouse.transaction(async () => {
    for (const step of changed) {
      if (step !== 'week') await warehouse.run(ALL_STALE[step]);
      await warehouse.run('DELETE FROM step_rules WHERE step = ?', [step]);
      await warehouse.run('INSERT INTO step_rules VALUES (?, ?)', [step, rules[step]]);
    }
  });
}

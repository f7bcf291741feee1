/**
 * What was done about advice: the fills that answered it and what became of them, and of what it wanted closed. Of the
 * advice in the temporary table `answered_advice` that {@link takeStaleCounterfactuals} makes.
 */
import type { AnsweringFill, OutcomeAfter } from '../../domain/counterfactual/answers-and-exits.js';
import { isBeforeAdvice, type WhenAdvised } from '../../domain/positions/held-when-advised.js';
import type { Execution } from '../../domain/records/records.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { heldLots } from './held-lots.js';

/** With the advice that it answered. */
export type AdvisedFill = AnsweringFill & { recommendation_id: string };

const OF_FILL = [
  'record_id',
  'executed_at',
  'action',
  'right',
  'strike',
  'expiration',
  'multiplier',
  'quantity',
  'price',
  'amount',
  'fees',
  'currency',
] as const satisfies readonly (keyof AnsweringFill)[];

/** With the advice that it came after. */
export type AdvisedOutcome = OutcomeAfter & { recommendation_id: string };

/** So many are looked at together: their executions are in memory at once. */
const CLOSING_AT_A_TIME = 20_000;

/**
 * Makes the table `held_lots (recommendation_id, lot_id)` of what was held, when it came, of the contract that advice
 * to be judged wants closed.
 */
export async function keepHeldLots(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE held_lots (recommendation_id VARCHAR, lot_id VARCHAR)',
  );
  const [count] = await warehouse.rows<{ advice: number }>(
    `SELECT count(*) AS advice FROM answered_advice ${JUDGED_CLOSING}`,
  );
  const parts = Math.ceil((count?.advice ?? 0) / CLOSING_AT_A_TIME);
  for (let part = 0; part < parts; part++) {
    await warehouse.run(
      `CREATE OR REPLACE TEMPORARY TABLE closing_advice AS
       SELECT recommendation_id AS id, account, underlying, "right", strike, expiration, trading_date, sent_at
       FROM answered_advice ${JUDGED_CLOSING} AND hash(underlying) % $parts = $part`,
      { parts, part },
    );
    const held = await heldLots(warehouse, 'closing_advice');
    await warehouse.insertColumns('held_lots', {
      recommendation_id: [...held].flatMap(([id, lots]) => lots.map(() => id)),
      lot_id: [...held.values()].flatMap((lots) => lots.map(({ lot_id }) => lot_id)),
    });
  }
}

const JUDGED_CLOSING = `SEMI JOIN (SELECT recommendation_id FROM due_advice WHERE judged) USING (recommendation_id) WHERE closes`;

/**
 * Names the advice that {@link answersTo} and {@link outcomesAfter} are about, in a table; of what is judged, what came
 * after is read too.
 */
export async function beginAnswers(
  warehouse: Warehouse,
  advice: readonly { recommendation_id: string; judged: boolean }[],
): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE answered_now (recommendation_id VARCHAR, judged BOOLEAN)',
  );
  await warehouse.insert('answered_now', advice);
}

/** The executions that answered the named advice; none lies before `since`. */
export function answersTo(warehouse: Warehouse, since: IsoDate): Promise<AdvisedFill[]> {
  return warehouse.rows<AdvisedFill>(
    `SELECT recommendation_id, owned, ${OF_FILL.map((name) => `"${name}"`).join(', ')}
     FROM (${ANSWERS}) JOIN executions AS e USING (record_id) WHERE e.trading_date >= $since::DATE
     ORDER BY recommendation_id, e.executed_at, record_id`,
    { since },
  );
}

/**
 * What became of the answers to the named advice that is judged, and of the contracts that it wanted closed; in the
 * order of their ends. No answer lies before `since`.
 */
export async function outcomesAfter(warehouse: Warehouse, since: IsoDate): Promise<AdvisedOutcome[]> {
  type Row = Omit<AdvisedOutcome, 'closing'> & {
    closed_at: string | null;
    closing_action: Execution['action'];
    closing_direction: Execution['direction'];
    closing_quantity: bigint;
    closing_price: bigint | null;
    closing_amount: bigint | null;
    closing_fees: bigint | null;
  } & WhenAdvised;
  const rows = await warehouse.rows<Row>(
    `WITH answers AS (${ANSWERS} WHERE answered_now.judged),
     opened AS (
       SELECT a.recommendation_id, FALSE AS held, first.quantity AS opening_quantity, a.owned AS opening_owned, o.*
       FROM answers AS a JOIN executions AS first USING (record_id)
       JOIN outcomes AS o ON o.opening_record_id = a.record_id
       WHERE first.trading_date >= $since::DATE AND o.opened_at >= $since),
     kept AS (
       SELECT h.recommendation_id, TRUE AS held, NULL, NULL, o.*
       FROM held_lots AS h JOIN outcomes AS o USING (lot_id)
       WHERE h.recommendation_id IN (SELECT recommendation_id FROM answered_now WHERE judged)
         AND NOT EXISTS (SELECT 1 FROM answers AS a
           WHERE a.recommendation_id = h.recommendation_id AND a.record_id = o.opening_record_id))
     SELECT p.recommendation_id, p.held, a.trading_date, a.sent_at, p.opening_quantity, p.opening_owned, p.outcome_id, p."right", p.strike, p.expiration, p.multiplier, p.side, p.quantity,
       p.close_kind, p.closing_record_id, p.currency, e.executed_at AS closed_at, e.action AS closing_action, e.direction AS closing_direction, e.quantity AS closing_quantity, e.price AS closing_price,
       e.amount AS closing_amount, e.fees AS closing_fees
     FROM (SELECT * FROM opened UNION ALL SELECT * FROM kept) AS p JOIN answered_advice AS a USING (recommendation_id)
     LEFT JOIN executions AS e ON e.record_id = p.closing_record_id AND e.trading_date >= $since::DATE
     WHERE NOT p.held OR p.closing_record_id IS NULL OR e.record_id IS NOT NULL
     ORDER BY p.recommendation_id, closed_at, p.outcome_id`,
    { since },
  );
  return rows.flatMap((row): AdvisedOutcome[] => {
    const { closed_at, closing_action: action, closing_direction: direction } = row;
    if (closed_at === null) return [Object.assign(row, { closing: null })];
    if (row.held && isBeforeAdvice({ executed_at: closed_at, action, direction }, row)) return [];
    const closing = {
      executed_at: closed_at,
      quantity: row.closing_quantity,
      price: row.closing_price,
      amount: row.closing_amount,
      fees: row.closing_fees,
    };
    return [Object.assign(row, { closing })];
  });
}

/**
 * SQL of (recommendation_id, record_id, owned) of the answers to the named advice, with what of each fill is the
 * answer's.
 */
const ANSWERS = `
  SELECT recommendation_id, unnest(fill_record_ids) AS record_id, unnest(fill_quantities) AS owned
  FROM answered_advice JOIN answered_now USING (recommendation_id)`;

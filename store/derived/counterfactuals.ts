import type { HeldAdvice } from '../../domain/advice/asked-terms.js';
import type { Counterfactual } from '../../domain/counterfactual/counterfactual.js';
import { STEP_RULES } from '../../domain/restatement/step-rules.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Execution, Recommendation } from '../../domain/records/records.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { OutcomeRow } from '../../domain/outcomes/outcomes.js';
import type { ExportedTable } from '../exported-table.js';
import { isBeforeAdvice, type WhenAdvised } from '../../domain/positions/held-when-advised.js';
import { canonicalColumns } from '../staging/datasets.js';
import { heldLots, TO_CLOSE } from './held-lots.js';
import { markStale, READERS_OF, staleOf } from '../stale.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** What following each advice would have come to, beside what the human did. */
export const counterfactualsTable: ExportedTable = {
  name: 'counterfactuals',
  columns: {
    recommendation_id: 'text',
    match_id: 'text',
    horizon: 'date',
    pnl_low: 'decimal',
    pnl_mid: 'decimal',
    pnl_high: 'decimal',
    human_pnl: 'decimal',
    difference_low: 'decimal',
    difference_mid: 'decimal',
    difference_high: 'decimal',
    difference_delta_hedged: 'decimal',
    source: 'text',
    verdict: 'text',
    participation: 'decimal',
    strike: 'decimal',
    expiration: 'decimal',
    size: 'decimal',
    delay: 'decimal',
    execution: 'decimal',
    exit: 'decimal',
    fees: 'decimal',
    currency: 'text',
    episode_id: 'text',
  },
  order: ['recommendation_id', 'match_id'],
  day: 'exported.horizon',
};

/** Advice that asked for a trade and has been answered one way or another, with its match. */
export type JudgedAdvice = HeldAdvice<Recommendation> & {
  trading_date: IsoDate;
  match_id: string;
  episode_id: string;
  /** Whether it is the advice of its episode that is compared with what the human did. */
  judged: boolean;
  /** What of advice and match the counterfactual is made from. */
  input_hash: string;
};

/** An execution that answered a piece of advice, and how much of it is that answer's: the rest is another decision's. */
export type AnsweringFill = StoredExecution & { recommendation_id: string; owned: Decimal };

/**
 * A closed or open outcome of what answered a piece of advice, or of the contract that it wanted closed and that was held when it came. The
 * closing execution's own quantity and money stand beside it.
 */
export type OutcomeAfter = Pick<
  OutcomeRow,
  | 'outcome_id'
  | 'right'
  | 'strike'
  | 'expiration'
  | 'multiplier'
  | 'side'
  | 'quantity'
  | 'close_kind'
  | 'closing_record_id'
> & {
  recommendation_id: string;
  /** True where it was held when the advice came, false where the answer opened it. */
  held: boolean;
  /** The fill that opened what the answer opened: its quantity, and how much of it is the answer's; null of what was held. */
  opening_quantity: Decimal | null;
  opening_owned: Decimal | null;
  closing: Pick<StoredExecution, 'executed_at' | 'quantity' | 'price' | 'amount' | 'fees'> | null;
};

/** A row as the table has it. */
export interface CounterfactualRow extends Counterfactual {
  recommendation_id: string;
  match_id: string;
  currency: string;
  episode_id: string;
  unit_id: string;
  input_hash: string;
}

/**
 * Takes away the rows whose advice, match, bars or lots have changed, and gives the underlyings with advice up to `through` that has none now, and
 * how much: {@link dueAdvice} reads it.
 * Among it is what waits for its horizon. `told` is the day of the time before. To be called before what is stale is noted as told.
 */
export async function takeStaleCounterfactuals(
  warehouse: Warehouse,
  { told, through }: { told: IsoDate | null; through: IsoDate },
): Promise<{ underlying: string; advice: number }[]> {
  await removeCounterfactuals(
    warehouse,
    `SELECT recommendation_id FROM counterfactuals AS c JOIN (${STALE_SINCE}) AS s ON c.unit_id = s.underlying WHERE horizon >= since`,
  );
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE touched_advice AS ${TOUCHED_ADVICE}`, {
    told: told ?? '0001-01-01',
    through,
  });
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE answered_advice AS ${answered('touched_advice')}`, {
    through,
  });
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE due_advice AS
     SELECT record_id, recommendation_id, trading_date, match_id, held_side, episode_id, judged,
       md5(json_array('${STEP_RULES.counterfactuals}', content_hash, match_id, account, held_side, fill_record_ids, fill_quantities::VARCHAR, episode_id, judged)::VARCHAR)
         AS input_hash
     FROM answered_advice`,
  );
  await removeCounterfactuals(
    warehouse,
    `SELECT recommendation_id FROM counterfactuals SEMI JOIN touched_advice USING (recommendation_id)
     ANTI JOIN due_advice USING (recommendation_id, input_hash)`,
  );
  await warehouse.run(
    'DELETE FROM due_advice WHERE recommendation_id IN (SELECT recommendation_id FROM counterfactuals)',
  );
  await keepHeldLots(warehouse);
  return warehouse.rows(
    `SELECT underlying, count(*) AS advice FROM due_advice JOIN recommendations USING (record_id)
     GROUP BY underlying ORDER BY underlying`,
  );
}

/** The advice of some underlyings that has no row, by underlying. */
export async function dueAdvice(
  warehouse: Warehouse,
  underlyings: readonly string[],
): Promise<JudgedAdvice[]> {
  const [first] = await warehouse.rows<{ date: IsoDate | null }>(
    'SELECT min(trading_date) AS date FROM due_advice',
  );
  return warehouse.rows<JudgedAdvice>(
    `SELECT ${canonicalColumns('recommendations').join(', ')}, extra, r.trading_date, match_id, held_side, episode_id, judged, input_hash
     FROM recommendations AS r JOIN (SELECT record_id, match_id, held_side, episode_id, judged, input_hash FROM due_advice) USING (record_id)
     WHERE r.trading_date >= $first::DATE AND r.underlying IN (SELECT unnest($underlyings)) ORDER BY underlying, recommendation_id`,
    { first: first?.date ?? '9999-12-31', underlyings },
  );
}

/** The table `held_lots (recommendation_id, lot_id)` of what was held, when it came, of the contract that advice to be judged wants closed. */
async function keepHeldLots(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE held_lots (recommendation_id VARCHAR, lot_id VARCHAR)',
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE closing_advice AS
     SELECT recommendation_id AS id, account, underlying, "right", strike, expiration, trading_date, sent_at FROM answered_advice
     SEMI JOIN (SELECT recommendation_id FROM due_advice WHERE judged) USING (recommendation_id) WHERE closes`,
  );
  const held = await heldLots(warehouse, 'closing_advice');
  await warehouse.insert(
    'held_lots',
    [...held].flatMap(([recommendation_id, lots]) =>
      lots.map(({ lot_id }) => ({ recommendation_id, lot_id })),
    ),
  );
}

/** Some advice, and a day before which neither it nor its answers lie. */
export interface AdviceOf {
  ids: readonly string[];
  since: IsoDate;
}

/** The executions that answered some advice. */
export function answersTo(warehouse: Warehouse, advice: AdviceOf): Promise<AnsweringFill[]> {
  return warehouse.rows<AnsweringFill>(
    `SELECT recommendation_id, record_id, owned, extra, ${canonicalColumns('executions')
      .map((name) => `e.${name}`)
      .join(', ')}
     FROM ${ANSWERS} JOIN executions AS e USING (record_id) WHERE e.trading_date >= $since::DATE
     ORDER BY recommendation_id, e.executed_at, record_id`,
    { ...advice },
  );
}

/** What became of the answers to some advice, and of the contracts that it wanted closed; in the order of their ends. */
export async function outcomesAfter(warehouse: Warehouse, advice: AdviceOf): Promise<OutcomeAfter[]> {
  type Row = Omit<OutcomeAfter, 'closing'> & {
    closed_at: string | null;
    closing_action: Execution['action'];
    closing_direction: Execution['direction'];
    closing_quantity: bigint;
    closing_price: bigint | null;
    closing_amount: bigint | null;
    closing_fees: bigint | null;
  } & WhenAdvised;
  const rows = await warehouse.rows<Row>(
    `WITH answers AS (SELECT * FROM ${ANSWERS}),
     opened AS (
       SELECT a.recommendation_id, FALSE AS held, first.quantity AS opening_quantity, a.owned AS opening_owned, o.*
       FROM answers AS a JOIN executions AS first USING (record_id)
       JOIN outcomes AS o ON o.opening_record_id = a.record_id
       WHERE first.trading_date >= $since::DATE AND o.opened_at >= $since),
     kept AS (
       SELECT h.recommendation_id, TRUE AS held, NULL, NULL, o.*
       FROM held_lots AS h JOIN outcomes AS o USING (lot_id)
       WHERE h.recommendation_id IN (SELECT unnest($ids))
         AND NOT EXISTS (SELECT 1 FROM answers AS a
           WHERE a.recommendation_id = h.recommendation_id AND a.record_id = o.opening_record_id))
     SELECT p.recommendation_id, p.held, a.trading_date, a.sent_at, p.opening_quantity, p.opening_owned, p.outcome_id, p."right", p.strike, p.expiration, p.multiplier, p.side, p.quantity,
       p.close_kind, p.closing_record_id, e.executed_at AS closed_at, e.action AS closing_action, e.direction AS closing_direction, e.quantity AS closing_quantity, e.price AS closing_price,
       e.amount AS closing_amount, e.fees AS closing_fees
     FROM (SELECT * FROM opened UNION ALL SELECT * FROM kept) AS p JOIN answered_advice AS a USING (recommendation_id)
     LEFT JOIN executions AS e ON e.record_id = p.closing_record_id AND e.trading_date >= $since::DATE
     WHERE NOT p.held OR p.closing_record_id IS NULL OR e.record_id IS NOT NULL
     ORDER BY p.recommendation_id, closed_at, p.outcome_id`,
    { ...advice },
  );
  return rows.flatMap((row): OutcomeAfter[] => {
    const { trading_date, sent_at, closed_at, closing_action, closing_direction, closing_quantity, ...more } =
      row;
    const { closing_price, closing_amount, closing_fees, ...outcome } = more;
    if (closed_at === null) return [{ ...outcome, closing: null }];
    const closing = { executed_at: closed_at, action: closing_action, direction: closing_direction };
    if (row.held && isBeforeAdvice(closing, { trading_date, sent_at })) return [];
    const money = { price: closing_price, amount: closing_amount, fees: closing_fees };
    return [{ ...outcome, closing: { executed_at: closed_at, quantity: closing_quantity, ...money } }];
  });
}

/** The last daily bar of each symbol that has any. */
export async function lastBars(
  warehouse: Warehouse,
  symbols: readonly string[],
): Promise<Map<string, IsoDate>> {
  const rows = await warehouse.rows<{ symbol: string; date: IsoDate }>(
    `SELECT symbol, max(trading_date) AS date FROM bars
     WHERE "interval" = '1d' AND symbol IN (SELECT unnest($symbols)) GROUP BY symbol ORDER BY symbol`,
    { symbols },
  );
  return new Map(rows.map(({ symbol, date }) => [symbol, date]));
}

/** Adds rows and marks what reads them. */
export async function addCounterfactuals(
  warehouse: Warehouse,
  rows: readonly CounterfactualRow[],
): Promise<void> {
  await warehouse.insert('counterfactuals', rows);
  const judged = rows.filter(({ horizon }) => horizon !== null);
  await markStale(
    warehouse,
    READERS_OF.counterfactuals,
    `SELECT NULL AS account, unnest($underlyings) AS underlying, unnest($days)::DATE AS from_date, unnest($days)::DATE AS to_date`,
    {
      underlyings: judged.map(({ unit_id }) => unit_id),
      days: judged.map(({ horizon }) => horizon) as IsoDate[],
    },
  );
}

/** Removes the rows of advice that `which` selects the ids of, and marks what reads them. */
async function removeCounterfactuals(warehouse: Warehouse, which: string): Promise<void> {
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE unjudged AS ${which}`);
  await markStale(
    warehouse,
    READERS_OF.counterfactuals,
    `SELECT NULL AS account, unit_id AS underlying, horizon AS from_date, horizon AS to_date
     FROM counterfactuals SEMI JOIN unjudged USING (recommendation_id) WHERE horizon IS NOT NULL`,
  );
  await warehouse.run(
    'DELETE FROM counterfactuals WHERE recommendation_id IN (SELECT recommendation_id FROM unjudged)',
  );
}

const CLOSES = `r.action IN ('roll', 'buy_to_close', 'sell_to_close')`;

/** SQL of (underlying, since): the first day from which counterfactuals are stale. */
const STALE_SINCE = `SELECT underlying, min(from_date) AS since FROM ${staleOf('counterfactuals')} GROUP BY underlying`;

/**
 * SQL of (recommendation_id) of the advice that may have to be judged anew: what is stale, and what was sent in the session before;
 * what was not known the last time, what has no row, and rows whose advice is gone.
 */
const TOUCHED_ADVICE = `
  SELECT recommendation_id FROM recommendations JOIN (${STALE_SINCE}) USING (underlying)
    WHERE trading_date BETWEEN since - ${NEXT_SESSION_DAYS} AND $through::DATE
  UNION SELECT recommendation_id FROM recommendations WHERE trading_date > $told::DATE AND trading_date <= $through::DATE
  UNION SELECT recommendation_id FROM recommendations WHERE trading_date <= $through::DATE AND action NOT IN ('hold', 'wait')
    AND recommendation_id NOT IN (SELECT recommendation_id FROM counterfactuals)
  UNION SELECT recommendation_id FROM counterfactuals WHERE recommendation_id NOT IN (SELECT recommendation_id FROM recommendations)`;

/** SQL of the latest revision of advice of a relation that asked for a trade and is not pending, with its match, up to `$through`. */
function answered(relation: string): string {
  return `
    SELECT r.record_id, r.recommendation_id, r.underlying, r.trading_date, r.sent_at, r.content_hash,
      r.action, ${CLOSES} AS closes, ${TO_CLOSE},
      m.match_id, coalesce(m.decision_account, m.account) AS account, m.held_side, m.episode_id, m.judged,
      m.fill_record_ids, m.fill_quantities
    FROM ${relation} JOIN recommendations AS r USING (recommendation_id) JOIN matches AS m USING (recommendation_id)
    WHERE r.trading_date <= $through::DATE AND r.action NOT IN ('hold', 'wait') AND m.match_type <> 'pending'
    QUALIFY row_number() OVER (PARTITION BY r.recommendation_id ORDER BY rtrim(r.sent_at, 'Z') DESC, r.record_id DESC) = 1`;
}

/** SQL of (recommendation_id, record_id, owned) of the answers to the advice of `$ids`, with what of each fill is the answer's. */
const ANSWERS = `(
  SELECT recommendation_id, unnest(fill_record_ids) AS record_id, unnest(fill_quantities) AS owned FROM answered_advice
  WHERE recommendation_id IN (SELECT unnest($ids)))`;

import { COMPARED, type ComparedAdvice } from '../../domain/counterfactual/counterfactual-case.js';
import type { Counterfactual } from '../../domain/counterfactual/counterfactual.js';
import { STEP_RULES } from '../../domain/restatement/step-rules.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { ExportedTable } from '../exported-table.js';
import { keepHeldLots } from './answers.js';
import { TO_CLOSE } from './held-lots.js';
import { markStale, READERS_OF, staleOf } from '../stale.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { latestRevision } from './latest-revision.js';

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
export type JudgedAdvice = ComparedAdvice & {
  recommendation_id: string;
  underlying: string;
  match_id: string;
  episode_id: string;
  /** Whether it is the advice of its episode that is compared with what the human did. */
  judged: boolean;
  /** What of advice and match the counterfactual is made from. */
  input_hash: string;
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
 * Takes away the rows whose advice, match, bars or lots have changed, and gives the underlyings with advice up to
 * `through` that has none now, and how much: {@link dueAdvice} reads it. Among it is what waits for its horizon. `told`
 * is the day of the run before. To be called before what is stale is noted as computed.
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
  if (await isEmpty(warehouse, 'touched_advice')) return [];
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE answered_advice AS ${answeredAdvice('touched_advice')}`,
    {
      through,
    },
  );
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
    `SELECT recommendation_id, underlying, r.trading_date, held_side, match_id, episode_id, judged, input_hash,
       ${COMPARED.map((name) => `"${name}"`).join(', ')}
     FROM recommendations AS r JOIN (SELECT record_id, match_id, held_side, episode_id, judged, input_hash FROM due_advice) USING (record_id)
     WHERE r.trading_date >= $first::DATE AND r.underlying IN (SELECT unnest($underlyings)) ORDER BY underlying, recommendation_id`,
    { first: first?.date ?? '9999-12-31', underlyings },
  );
}

/** Adds rows and marks what reads them. */
export async function addCounterfactuals(
  warehouse: Warehouse,
  rows: readonly CounterfactualRow[],
): Promise<void> {
  await warehouse.insert('counterfactuals', rows);
  const ends = new Map<string, { underlying: string; day: IsoDate }>();
  for (const { unit_id, horizon } of rows)
    if (horizon !== null) ends.set(`${unit_id} ${horizon}`, { underlying: unit_id, day: horizon });
  await markStale(
    warehouse,
    READERS_OF.counterfactuals,
    `SELECT NULL AS account, unnest($underlyings) AS underlying, unnest($days)::DATE AS from_date, unnest($days)::DATE AS to_date`,
    {
      underlyings: [...ends.values()].map(({ underlying }) => underlying),
      days: [...ends.values()].map(({ day }) => day),
    },
  );
}

/** Removes the rows of advice that `which` selects the ids of, and marks what reads them. */
async function removeCounterfactuals(warehouse: Warehouse, which: string): Promise<void> {
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE unjudged AS ${which}`);
  if (await isEmpty(warehouse, 'unjudged')) return;
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

async function isEmpty(warehouse: Reader, table: string): Promise<boolean> {
  return (await warehouse.rows(`SELECT 1 AS there FROM ${table} LIMIT 1`)).length === 0;
}

const CLOSES = `r.action IN ('roll', 'buy_to_close', 'sell_to_close')`;

/** SQL of (underlying, since): the first day from which counterfactuals are stale. */
const STALE_SINCE = `SELECT underlying, min(from_date) AS since FROM ${staleOf('counterfactuals')} GROUP BY underlying`;

/**
 * SQL of (recommendation_id) of the advice that may have to be judged anew: what is stale, and what was sent in the
 * session before; what was not known the last time, what has no row, and rows whose advice is gone.
 */
const TOUCHED_ADVICE = `
  SELECT recommendation_id FROM recommendations JOIN (${STALE_SINCE}) USING (underlying)
    WHERE trading_date BETWEEN since - ${NEXT_SESSION_DAYS} AND $through::DATE
  UNION SELECT recommendation_id FROM recommendations WHERE trading_date > $told::DATE AND trading_date <= $through::DATE
  UNION SELECT recommendation_id FROM recommendations WHERE trading_date <= $through::DATE AND action NOT IN ('hold', 'wait')
    AND recommendation_id NOT IN (SELECT recommendation_id FROM counterfactuals)
  UNION SELECT recommendation_id FROM counterfactuals WHERE recommendation_id NOT IN (SELECT recommendation_id FROM recommendations)`;

/**
 * SQL of the latest revision of advice of a relation that asked for a trade and is not pending, with its match, up to
 * `$through`.
 */
function answeredAdvice(relation: string): string {
  return `
    SELECT r.record_id, r.recommendation_id, r.underlying, r.trading_date, r.sent_at, r.content_hash,
      r.action, ${CLOSES} AS closes, ${TO_CLOSE},
      m.match_id, coalesce(m.decision_account, m.account) AS account, m.held_side, m.episode_id, m.judged,
      m.fill_record_ids, m.fill_quantities
    FROM ${relation} JOIN recommendations AS r USING (recommendation_id) JOIN matches AS m USING (recommendation_id)
    WHERE r.trading_date <= $through::DATE AND r.action NOT IN ('hold', 'wait') AND m.match_type <> 'pending'
    ${latestRevision('r')}`;
}

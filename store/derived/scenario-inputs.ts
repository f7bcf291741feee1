/**
 * What scenarios were made from, a hash for each piece of advice: a cache beside them, which a new warehouse lacks and
 * which is filled again when they are made.
 */
import type { Labelled } from '../../domain/learning/features/labelled-past.js';
import type { JudgedDecision } from '../../domain/learning/scenarios/judged-decision.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { staleOf } from '../stale.js';
import { DECISIONS, judgedDecisions } from './judged-decisions.js';

/**
 * Fills are matched to advice that came some days later at the most: so much earlier than it came nothing is known of a
 * decision.
 */
const DAYS_BEFORE = 7;

/** The advice whose scenarios may be others than those stored. */
export interface ToMake {
  /** By the ids of the advice: what it was matched with, or what came of it, is not what it was. */
  changed: ReadonlySet<string>;
  /** All advice that was sent on this day or later may have seen other bars, or other results, before it. */
  since: IsoDate;
}

/**
 * Finds what has changed since scenarios were made. All that a scenario is made from beside its own advice and what
 * came of it was known before the advice came: so nothing that was sent before the first change is another. But for
 * the currency of the first outcome of all, and of its underlying: where an import of earlier trades changes it, the
 * hash is another of every piece of advice to which that makes a difference.
 */
export async function findChangedInputs(warehouse: Warehouse): Promise<ToMake> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE inputs_now AS
     SELECT recommendation_id, hash(d) AS input_hash FROM ${DECISIONS} AS d`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE changed_inputs AS
     SELECT recommendation_id FROM inputs_now ANTI JOIN scenario_inputs USING (recommendation_id, input_hash)
     UNION SELECT recommendation_id FROM scenario_inputs ANTI JOIN inputs_now USING (recommendation_id, input_hash)`,
  );
  const changed = await warehouse.rows<{ recommendation_id: string }>(
    'SELECT recommendation_id FROM changed_inputs ORDER BY recommendation_id',
  );
  const [first] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT min(day) AS day FROM (
       SELECT from_date AS day FROM ${staleOf('scenarios')}
       UNION ALL SELECT left(sent_at, 10)::DATE FROM scenarios SEMI JOIN changed_inputs USING (recommendation_id)
       UNION ALL SELECT left(sent_at, 10)::DATE FROM recommendations SEMI JOIN changed_inputs USING (recommendation_id))`,
  );
  return {
    changed: new Set(changed.map(({ recommendation_id }) => recommendation_id)),
    since: first?.day ? addDays(first.day, -DAYS_BEFORE) : LAST_DAY,
  };
}

/** After every day that there is. */
const LAST_DAY: IsoDate = '9999-12-31';

/** The decisions that may have changed: those that were found, and those that were sent on a day or later. */
export async function decisionsToMake(warehouse: Warehouse, since: IsoDate): Promise<JudgedDecision[]> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE advice_to_make AS
     SELECT recommendation_id FROM changed_inputs
     UNION SELECT recommendation_id FROM scenarios WHERE left(sent_at, 10) >= $since`,
    { since },
  );
  return judgedDecisions(warehouse, 'recommendation_id IN (SELECT recommendation_id FROM advice_to_make)');
}

/** The first day of any decision; null where there are none. */
export async function firstDecisionDay(warehouse: Reader): Promise<IsoDate | null> {
  const [first] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT min(trading_date) AS day FROM matches WHERE match_type IN ('consent', 'modify', 'reject', 'pending')`,
  );
  return first?.day ?? null;
}

/**
 * The labelled scenarios that stay as they are, after {@link decisionsToMake}: as far as whatever is asked from a day
 * on may look back on the last `window` of an underlying, of an account or of all.
 */
export function labelledThatStay(
  warehouse: Reader,
  { since, window }: { since: IsoDate; window: number },
): Promise<Labelled[]> {
  const stays = 'scenarios ANTI JOIN advice_to_make USING (recommendation_id)';
  return lookedBackOn(warehouse, { scenarios: stays, since, through: LAST_DAY, window });
}

/** The same of all scenarios: what is asked from one day to another may look back on. */
export function labelledBefore(
  warehouse: Reader,
  range: { since: IsoDate; through: IsoDate; window: number },
): Promise<Labelled[]> {
  return lookedBackOn(warehouse, { scenarios: 'scenarios', ...range });
}

/** `scenarios`: SQL of a relation. */
function lookedBackOn(
  warehouse: Reader,
  {
    scenarios,
    since,
    through,
    window,
  }: { scenarios: string; since: IsoDate; through: IsoDate; window: number },
): Promise<Labelled[]> {
  // A bare date is known at its end, so that days are in order but for the one before.
  const lastDays = (by: string) => `(SELECT ${by} AS place, min(day) - 1 AS day FROM (
     SELECT ${by}, day FROM early QUALIFY row_number() OVER (PARTITION BY ${by} ORDER BY day DESC) <= ${window}) GROUP BY ALL)`;
  return warehouse.rows<Labelled>(
    `WITH labelled AS (
       SELECT scenario_id, recommendation_id, account, underlying, labelled_at, label, reward, left(labelled_at, 10)::DATE AS day
       FROM ${scenarios}
       WHERE status = 'labelled' AND labelled_at IS NOT NULL AND reward IS NOT NULL),
     early AS (FROM labelled WHERE day < $since::DATE - 2),
     firsts AS (
       SELECT (SELECT min(day) FROM ${lastDays('1')}) AS of_all)
     SELECT scenario_id, l.account, l.underlying, labelled_at, label, reward, match_type <> 'consent' AS diverged
     FROM labelled AS l CROSS JOIN firsts
     JOIN (SELECT recommendation_id, match_type FROM matches WHERE match_type IN ('consent', 'modify', 'reject', 'pending'))
       USING (recommendation_id)
     LEFT JOIN ${lastDays('underlying')} AS u ON u.place = l.underlying
     LEFT JOIN ${lastDays('account')} AS a ON a.place IS NOT DISTINCT FROM l.account
     WHERE (l.day >= $since::DATE - 2 OR l.day >= u.day OR l.day >= a.day OR l.day >= of_all) AND l.day <= $through::DATE
     ORDER BY scenario_id`,
    { since, through },
  );
}

/** Notes what scenarios are made from now; in the transaction that writes them, after {@link findChangedInputs}. */
export async function noteInputs(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    'DELETE FROM scenario_inputs WHERE recommendation_id IN (SELECT recommendation_id FROM changed_inputs)',
  );
  await warehouse.run(
    `INSERT INTO scenario_inputs
     SELECT recommendation_id, input_hash FROM inputs_now SEMI JOIN changed_inputs USING (recommendation_id)
     ORDER BY recommendation_id`,
  );
}

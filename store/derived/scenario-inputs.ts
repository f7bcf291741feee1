/**
 * What scenarios were made from, a hash for each piece of advice: a cache beside them, which a new warehouse lacks and
 * which is filled again when they are made.
 */
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { staleOf } from '../stale.js';
import { DECISIONS } from './judged-decisions.js';

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
 * came of it was known before the advice came: so nothing that was sent before the first change is another.
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

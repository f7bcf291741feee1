import type { EpisodeAdvice } from '../../domain/advice/episode.js';
import type { JudgeableAdvice } from '../../domain/advice/judged-once.js';
import { heldLots, HELD_SINCE, TO_CLOSE } from './held-lots.js';
import { markStale } from '../stale.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { latestRevision } from './latest-revision.js';

/**
 * A match of advice with what its episode is made of, and with the place in it that is stored; null where there is none
 * yet.
 */
export type PlacedAdvice = EpisodeAdvice &
  JudgeableAdvice & { match_id: string; episode_id: string | null; judged: boolean | null };

/** Makes ready for {@link noteEpisodes}: at the beginning of a step that changes matches. */
export async function beginEpisodes(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE changed_subjects (subject VARCHAR, trading_date DATE)',
  );
}

/**
 * Notes of which subjects and from which day on advice came, went or was answered in another way. `changed` is a table
 * of matches.
 */
export async function noteEpisodes(warehouse: Warehouse, changed: string): Promise<void> {
  await warehouse.run(
    `INSERT INTO changed_subjects SELECT subject, min(trading_date) AS trading_date FROM ${changed}
     WHERE subject IS NOT NULL GROUP BY subject`,
  );
}

/** Actions of advice about a position: its episodes depend on what is held. */
const ABOUT_A_POSITION = `action IN ('roll', 'buy_to_close', 'sell_to_close', 'hold')`;

/**
 * Notes of advice about positions that may be others than they were, whether or not its matches changed: while matches
 * are still stale.
 */
export async function noteHeldOtherwise(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `INSERT INTO changed_subjects
     WITH RECURSIVE ${HELD_SINCE}
     SELECT m.subject, min(m.trading_date) FROM matches AS m JOIN held_since USING (underlying)
     WHERE m.trading_date >= since AND m.subject IS NOT NULL AND m.${ABOUT_A_POSITION} GROUP BY m.subject`,
  );
}

const ADVICE_AT_A_TIME = 50_000;

/**
 * The advice whose episodes may be others, subject by subject: all from the noted day on, and of the episode that runs
 * until then what its end and its judging depend on (its first advice, the first that stands, its answered one, the
 * judged one). So what is read follows from what changed and not from the length of an episode.
 */
export async function* changedEpisodes(warehouse: Warehouse): AsyncGenerator<PlacedAdvice[]> {
  await warehouse.run(`CREATE OR REPLACE TEMPORARY TABLE changed_advice AS ${CHANGED_ADVICE}`);
  const [count] = await warehouse.rows<{ advice: number }>('SELECT count(*) AS advice FROM changed_advice');
  const parts = Math.ceil((count?.advice ?? 0) / ADVICE_AT_A_TIME);
  for (let part = 0; part < parts; part++) {
    const advice = await warehouse.rows<Omit<PlacedAdvice, 'held'>>(
      `SELECT match_id, recommendation_id, subject, asked, gone_on, trading_date, window_opens, window_ends, answered_at,
         excluded, exclusion_reason, episode_id, judged
       FROM changed_advice WHERE hash(subject) % $parts = $part ORDER BY match_id, trading_date`,
      { parts, part },
    );
    const held = await heldOfPart(warehouse, { parts, part });
    yield advice.map((one) => ({
      ...one,
      held: (held.get(one.recommendation_id) ?? []).map(({ lot_id }) => lot_id),
    }));
  }
}

/**
 * The lots of the positions that changed advice is about. A position asked about once says nothing of where an episode
 * ends.
 */
async function heldOfPart(warehouse: Warehouse, part: { parts: number; part: number }) {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE advice_on_positions AS
     WITH asked_again AS (
       SELECT recommendation_id, trading_date FROM changed_advice WHERE hash(subject) % $parts = $part AND ${ABOUT_A_POSITION}
       QUALIFY count(*) OVER (PARTITION BY subject) > 1)
     SELECT r.recommendation_id AS id, r.account, r.underlying, ${TO_CLOSE}, r.trading_date, r.sent_at
     FROM recommendations AS r JOIN asked_again USING (recommendation_id, trading_date)
     ${latestRevision('r')}`,
    part,
  );
  return heldLots(warehouse, 'advice_on_positions');
}

const CHANGED_ADVICE = `
  WITH changed AS (SELECT subject, min(trading_date) AS since FROM changed_subjects GROUP BY subject),
  running AS (
    SELECT subject, max_by(episode_id, (window_opens, recommendation_id)) AS episode_id
    FROM matches JOIN changed USING (subject) WHERE trading_date < since GROUP BY subject),
  before AS (
    SELECT m.* FROM matches AS m JOIN running USING (subject, episode_id) JOIN changed USING (subject) WHERE trading_date < since
    QUALIFY answered_at IS NOT NULL OR judged
      OR row_number() OVER (PARTITION BY subject ORDER BY window_opens, recommendation_id) = 1
      OR row_number() OVER (PARTITION BY subject, coalesce(excluded, false) AND exclusion_reason IS DISTINCT FROM 'superseded'
        ORDER BY window_opens, recommendation_id) = 1)
  SELECT * FROM before UNION ALL
  SELECT m.* FROM matches AS m JOIN changed USING (subject) WHERE trading_date >= since`;

/**
 * True where matches of advice have no place in an episode: an earlier version made them, and they are restated by the
 * next `reconcile`.
 */
export async function hasUnplacedAdvice(warehouse: Warehouse): Promise<boolean> {
  const [first] = await warehouse.rows(
    'SELECT match_id FROM matches WHERE recommendation_id IS NOT NULL AND episode_id IS NULL LIMIT 1',
  );
  return first !== undefined;
}

/** Writes the places that are others than those stored and marks what reads them. */
export async function placeAdvice(warehouse: Warehouse, placed: readonly PlacedAdvice[]): Promise<void> {
  if (placed.length === 0) return;
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE placed AS SELECT match_id, trading_date, episode_id, judged FROM matches LIMIT 0`,
  );
  await warehouse.insert('placed', placed);
  await warehouse.run(
    `UPDATE matches SET episode_id = placed.episode_id, judged = placed.judged FROM placed
     WHERE matches.match_id = placed.match_id AND matches.trading_date = placed.trading_date`,
  );
  await markStale(
    warehouse,
    ['counterfactuals', 'week'],
    `SELECT coalesce(decision_account, account) AS account, underlying, trading_date AS from_date, trading_date AS to_date
     FROM matches SEMI JOIN placed USING (match_id, trading_date)`,
  );
}

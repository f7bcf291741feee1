import type { ToldMatch } from '../domain/matching/match-words.js';
import { questionsOf, type Question } from '../domain/matching/review-questions.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { ALIKE_WEEKS, type Alike } from '../domain/matching/why-asked.js';
import { answersAlike, QUEUES, type Queue } from '../store/derived/review-queue.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows, type Row, type RowQuery } from '../store/exports/table-rows.js';
import type { Home } from '../store/home/home.js';

/** Of each queue so many of the newest are looked at. */
const LOOKED_AT = 50;

/** A list that was never written is an empty one. */
const NO_LISTS = { execution_ids: [], flags: [], modified_fields: [] };

function withoutNulls(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !(name in NO_LISTS) || value !== null),
  );
}

/** What a person is asked about the matches of some days, without a first one of all before. */
export async function reviewQuestions(
  store: { warehouse: Reader; home: Home },
  days: { from?: IsoDate | undefined; to: IsoDate },
): Promise<Question[]> {
  const newest = (queue: Queue) => toldMatches(store, { also: [QUEUES[queue]], limit: LOOKED_AT, ...days });
  return questionsOf({
    doubtful: await newest('doubtful'),
    unexplained: await newest('unexplained'),
    lately: await alikeBy(store.warehouse, days.to),
  });
}

/** Rows of matches as words need them, the newest first. */
export async function toldMatches(
  store: { warehouse: Reader; home: Home },
  which: Omit<RowQuery, 'table'>,
): Promise<ToldMatch[]> {
  const { rows } = await tableRows(store, { table: 'matches', ...which });
  return rows.map((row) => ({ ...NO_LISTS, ...withoutNulls(row) }) as unknown as ToldMatch);
}

/**
 * Counts, of the weeks up to a day, what is like a match: answers of its type to advice of its action, in the same
 * fields.
 */
async function alikeBy(warehouse: Reader, to: IsoDate): Promise<(match: ToldMatch) => Alike> {
  const counts = await answersAlike(warehouse, { from: addDays(to, 1 - 7 * ALIKE_WEEKS), to });
  const sum = (some: typeof counts) => some.reduce((total, { count }) => total + count, 0);
  return ({ action, match_type, modified_fields }) => {
    const same = counts.filter((one) => one.action === action);
    const fields = modified_fields.toSorted().join();
    return {
      alike: sum(
        same.filter((one) => one.match_type === match_type && one.modified_fields.join() === fields),
      ),
      of: sum(same),
    };
  };
}

import type { ToldMatch } from '../domain/matching/match-words.js';
import { questionsOf, type Question } from '../domain/matching/review-questions.js';
import type { IsoDate } from '../domain/time/dates.js';
import { QUEUES, type Queue } from '../store/derived/review-queue.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows, type Row } from '../store/exports/table-rows.js';
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

/** What a person is asked about the matches of some days, without any about all. */
export async function reviewQuestions(
  store: { warehouse: Reader; home: Home },
  days: { from?: IsoDate | undefined; to?: IsoDate | undefined } = {},
): Promise<Question[]> {
  const newest = async (queue: Queue) => {
    const query = { table: 'matches', also: [QUEUES[queue]], limit: LOOKED_AT, ...days };
    return (await tableRows(store, query)).rows.map(
      (row) => ({ ...NO_LISTS, ...withoutNulls(row) }) as unknown as ToldMatch,
    );
  };
  return questionsOf({ doubtful: await newest('doubtful'), unexplained: await newest('unexplained') });
}

import type { Split } from '../market/split-adjust.js';
import type { StoredExecution } from '../records/execution-order.js';
import { newYorkDay } from '../time/calendar.js';
import { bookOf } from './book.js';

/**
 * The splits that one account's dealings in one underlying's shares, in any order, show without stating a ratio: what
 * was held and what was added make it, where they make one.
 */
export function splitsByPosition(executions: readonly StoredExecution[]): Split[] {
  const { book, lead } = bookOf(executions);
  lead(() => true);
  return book.unstatedSplits.flatMap(({ split, ratio }) =>
    ratio === undefined ? [] : [{ date: newYorkDay(split.executed_at), ratio }],
  );
}

import { newYorkDay } from '../time/calendar.js';
import { divide, sum, ZERO, type Decimal } from '../number/decimal.js';
import { groupBy } from '../group-by.js';
import { applyMovement, inOrderOfTheDay, type HoldingsBook, type Movement } from './holdings.js';
import type { Execution } from '../records/records.js';
import type { Split } from '../market/split-adjust.js';

/** Shares are split 20 for 1 and 3 for 2; what looks like 5 for 4 is more often a dividend paid in shares, on what was held weeks before. */
const MOST_OLD_SHARES = 2n;

/**
 * The ratio of a split that made one position of another, exact; undefined where the two are in no ratio that shares are split by, since
 * part of the position is not known, or since it was a dividend paid in shares.
 */
export function ratioBetween(before: Decimal, after: Decimal): Decimal | undefined {
  if (before <= ZERO || after <= before) return undefined;
  for (let old = 1n; old <= MOST_OLD_SHARES; old++)
    if ((after * old) % before === 0n) return divide(after, before);
  return undefined;
}

/** True for a split that tells only the shares it added. */
export function isWithoutRatio({ action, ratio }: Pick<Execution, 'action' | 'ratio'>): boolean {
  return action === 'split' && ratio === null;
}

/**
 * The splits that one account's dealings in one underlying's shares, in any order, tell without a ratio: what was held and what was added
 * on the day make it, where they make one.
 */
export function splitsByPosition(movements: readonly Movement[]): Split[] {
  const book: HoldingsBook = new Map();
  const held = () => sum([...book.values()].map(({ quantity }) => quantity));
  const days = groupBy(movements.toSorted(inOrderOfTheDay), ({ trading_date }) => trading_date);
  return [...days.values()].flatMap((day) => {
    const [split] = day.filter(isWithoutRatio);
    const before = held();
    for (const movement of day.filter(isWithoutRatio)) applyMovement(book, movement);
    const ratio = ratioBetween(before, held());
    for (const movement of day.filter((one) => !isWithoutRatio(one))) applyMovement(book, movement);
    return split === undefined || ratio === undefined ? [] : [{ date: newYorkDay(split.executed_at), ratio }];
  });
}

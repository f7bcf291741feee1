import { divide, ZERO, type Decimal } from '../number/decimal.js';
import type { Execution } from '../records/records.js';

/**
 * Shares are split 20 for 1 and 3 for 2; what looks like 5 for 4 is more often a dividend paid in shares, on what was
 * held weeks before.
 */
const MOST_OLD_SHARES = 2n;

/**
 * The ratio of a split that made one position of another, exact; undefined where the two are in no ratio that shares
 * are split by, since part of the position is not known, or since it was a dividend paid in shares.
 */
export function ratioBetween(before: Decimal, after: Decimal): Decimal | undefined {
  if (before <= ZERO || after <= before) return undefined;
  return (after * MOST_OLD_SHARES) % before === 0n ? divide(after, before) : undefined;
}

/** True for a split with only the number of shares that it added. */
export function isWithoutRatio({ action, ratio }: Pick<Execution, 'action' | 'ratio'>): boolean {
  return action === 'split' && ratio === null;
}

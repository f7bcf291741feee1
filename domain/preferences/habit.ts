import type { Occasion } from './occasions.js';
import type { Evidence } from './saturday.js';

/** A hypothesis with the occasions of its habit, as one Saturday knows them. */
export interface Habit {
  evidence: Evidence;
  occasions: readonly Occasion[];
}

/**
 * Shares are of so many weeks up to the one that is looked at, those by underlying of more, since each has fewer
 * decisions.
 */
export const SHARE_WEEKS = 8;
export const UNDERLYING_WEEKS = 13;

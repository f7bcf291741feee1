import { logSum } from './log-sum.js';

/** A habit may begin at any time: an e-process begins again every so many weeks. */
export const RESTART_WEEKS = 13;

/** How many starts there are by a week; the first week is 1. */
export function startsBy(week: number): number {
  return Math.ceil(week / RESTART_WEEKS);
}

/** ln of the weights of the starts after `before`, up to `starts`: 2^−before − 2^−starts. */
export function logWeightsBegun(before: number, starts: number): number {
  return starts === before ? -Infinity : -before * Math.LN2 + Math.log1p(-(2 ** (before - starts)));
}

/**
 * ln E of an e-process that begins again every 13 weeks, from ln E of each start: the j-th has the weight 2^−j, and
 * what is left of the weights is held back for those to come (2^−J with J begun), so that it is an e-process as well.
 */
export function logRestarted(logOfStarts: ArrayLike<number>): number {
  const starts = logOfStarts.length;
  const weighted = new Float64Array(starts + 1);
  for (let j = 0; j < starts; j++) weighted[j] = (logOfStarts[j] as number) - (j + 1) * Math.LN2;
  weighted[starts] = -starts * Math.LN2;
  return logSum(weighted);
}

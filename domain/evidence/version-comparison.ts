import type { Divergence } from './divergence-guard.js';
import { logMean } from './log-sum.js';
import { logStratumFactors, ODDS_RATIOS } from './stratum-evidence.js';

/** What was decided in one stratum, a week, on advice of either version. */
export interface ComparedWeek {
  before: Divergence;
  after: Divergence;
}

/**
 * ln E that advice of the later version diverges more often than that of the earlier one in the same weeks, and ln E
 * that it does so less often: means over odds ratios of exact stratified likelihood ratios. Advice has to be drawn for
 * either version by chance.
 */
export function logVersionEvidence(weeks: readonly ComparedWeek[]): { more: number; less: number } {
  return {
    more: logOf(weeks.map(({ before, after }) => ({ cell: after, other: before }))),
    less: logOf(weeks.map(({ before, after }) => ({ cell: before, other: after }))),
  };
}

function logOf(weeks: readonly { cell: Divergence; other: Divergence }[]): number {
  const logs = ODDS_RATIOS.map(() => 0);
  for (const { cell, other } of weeks)
    logStratumFactors({
      decisions: cell.decisions + other.decisions,
      refused: cell.diverged + other.diverged,
      inCell: cell.decisions,
      refusedInCell: cell.diverged,
    }).forEach((log, i) => (logs[i] = (logs[i] as number) + log));
  return logMean(logs);
}

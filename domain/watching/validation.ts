import { COST_TOLERANCE, type Cost } from '../evidence/cost-sequence.js';
import { LOG_BREACH, type Divergence } from '../evidence/divergence-guard.js';
import { levelChange } from '../evidence/interrupted-series.js';
import { logVersionEvidence, type ComparedWeek } from '../evidence/version-comparison.js';
import { differenceOfShares, wilson } from '../number/intervals.js';
import type { IsoWeek } from '../time/iso-week.js';

/** What a change of the algorithm did to the divergence on the advice that it changes, and what it cost. */
export interface Validation {
  /** Weeks with decisions since the change. */
  weeks: number;
  design: 'holdout' | 'interrupted_series';
  /** Null, as the next three, where too little is known. */
  divergence_before: number | null;
  divergence_after: number | null;
  difference: number | null;
  /** 95 %. */
  low: number | null;
  high: number | null;
  /** Of the new advice beside the old, % of the underlying's price a decision; below 0 is a loss. */
  cost: number | null;
  cost_low: number | null;
  cost_high: number | null;
  proposal: 'keep' | 'roll_back' | 'insufficient';
  as_of: IsoWeek;
}

/** What is known of a watched change: weekly counts of the decisions whose advice it changes. */
export interface Watched {
  /** Under the version before, oldest first. */
  before: readonly Divergence[];
  /** Since, on advice of the new version, … */
  after: readonly Divergence[];
  /** … and, of the same weeks, on what was held out for the version before. */
  heldOut: readonly Divergence[];
  cost: Cost | null;
  as_of: IsoWeek;
}

const LEAST_HELD_OUT = 20;

/**
 * By what was held out where that is twenty decisions or more, drawn by chance and so free of regression to the mean;
 * else by the course of the weeks.
 */
export function validationOf({ before, after, heldOut, cost, as_of }: Watched): Validation {
  const design = total(heldOut).decisions >= LEAST_HELD_OUT ? 'holdout' : 'interrupted_series';
  const { change, verdict } = design === 'holdout' ? byHoldout(heldOut, after) : bySeries(before, after);
  return {
    weeks: after.filter(({ decisions }) => decisions > 0).length,
    design,
    ...change,
    cost: cost?.mean ?? null,
    cost_low: cost?.low ?? null,
    cost_high: cost?.high ?? null,
    proposal: proposalOf(verdict, cost),
    as_of,
  };
}

type Change = Pick<Validation, 'divergence_before' | 'divergence_after' | 'difference' | 'low' | 'high'>;
type Verdict = 'more' | 'less' | 'unknown';

const NOT_KNOWN: Change = {
  divergence_before: null,
  divergence_after: null,
  difference: null,
  low: null,
  high: null,
};

function byHoldout(
  heldOut: readonly Divergence[],
  after: readonly Divergence[],
): { change: Change; verdict: Verdict } {
  const [old, now] = [total(heldOut), total(after)];
  if (now.decisions === 0) return { change: NOT_KNOWN, verdict: 'unknown' };
  const weeks = after.map((week, i): ComparedWeek => ({ before: heldOut[i] ?? NOTHING, after: week }));
  const { more, less } = logVersionEvidence(weeks);
  const [shareBefore, shareAfter] = [
    wilson(old.diverged, old.decisions),
    wilson(now.diverged, now.decisions),
  ];
  return {
    change: {
      divergence_before: shareBefore.rate,
      divergence_after: shareAfter.rate,
      ...differenceOfShares(shareBefore, shareAfter),
    },
    verdict: more >= LOG_BREACH ? 'more' : less >= LOG_BREACH ? 'less' : 'unknown',
  };
}

/** The ends are those of the share just after, from the share just before and the interval of the change. */
function bySeries(
  before: readonly Divergence[],
  after: readonly Divergence[],
): { change: Change; verdict: Verdict } {
  const change = levelChange(before, after);
  if (change === null) return { change: NOT_KNOWN, verdict: 'unknown' };
  const odds = Math.log(change.before / (1 - change.before));
  const differenceAt = (logit: number) => 1 / (1 + Math.exp(-odds - logit)) - change.before;
  return {
    change: {
      divergence_before: change.before,
      divergence_after: change.after,
      difference: change.after - change.before,
      low: differenceAt(change.low),
      high: differenceAt(change.high),
    },
    verdict: change.low > 0 ? 'more' : change.high < 0 ? 'less' : 'unknown',
  };
}

function proposalOf(verdict: Verdict, cost: Cost | null): Validation['proposal'] {
  if (verdict === 'more' || (cost?.high ?? 0) < -COST_TOLERANCE) return 'roll_back';
  return verdict === 'less' && cost?.status !== 'costly' ? 'keep' : 'insufficient';
}

const NOTHING: Divergence = { diverged: 0, decisions: 0 };

function total(weeks: readonly Divergence[]): Divergence {
  return weeks.reduce(
    (sum, { diverged, decisions }) => ({
      diverged: sum.diverged + diverged,
      decisions: sum.decisions + decisions,
    }),
    NOTHING,
  );
}

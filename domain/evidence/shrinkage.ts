import { betaCdf } from './beta-distribution.js';

/** Decisions, and how many of them changed. */
export interface ChangedShare {
  changed: number;
  answered: number;
}

/** What one underlying showed, over long, and lately (over the weeks of the pooled share). */
export interface UnderlyingShare extends ChangedShare {
  underlying: string;
  lately: ChangedShare;
}

const HALF = 0.5;
/** How much the pooled share weighs, in decisions. */
const PRIOR_WEIGHT = 2;
const LEAST_CHANGES = 3;
const SURE = 0.9;
const SURE_OF_ALL = 0.95;
const LEAST_OF_ALL = 10;
const DOUBTFUL = 0.2;
const LEAST_TO_DOUBT = 4;
/** How much the pooled size weighs, in decisions. */
const SIZE_WEIGHT = 5;

/**
 * The Beta posterior of a share, whose prior is the pooled share μ = (K + ½) ÷ (N + 1), which is never 0 or 1, with the
 * weight of two decisions.
 */
function posterior({ changed, answered }: ChangedShare, pooled: ChangedShare): { a: number; b: number } {
  const prior = PRIOR_WEIGHT * ((pooled.changed + 0.5) / (pooled.answered + 1));
  return { a: prior + changed, b: PRIOR_WEIGHT - prior + answered - changed };
}

/** P(share ≥ ½) of what one underlying showed. */
export function chanceOfHabit(share: ChangedShare, pooled: ChangedShare): number {
  const { a, b } = posterior(share, pooled);
  return betaCdf(1 - HALF, b, a);
}

/** The share of one underlying, drawn to the pooled one. */
export function shrunkShare(share: ChangedShare, pooled: ChangedShare): number {
  const { a, b } = posterior(share, pooled);
  return a / (a + b);
}

/**
 * The underlyings that a habit is of: `all`, or those that show it enough by themselves. It is of all where all
 * together show it and none that was answered often enough lately shows the opposite.
 */
export function scopeOf(underlyings: readonly UnderlyingShare[], pooled: ChangedShare): 'all' | string[] {
  const isOfAll =
    pooled.answered >= LEAST_OF_ALL &&
    chanceOfHabit(pooled, pooled) >= SURE_OF_ALL &&
    !underlyings.some(
      ({ lately }) => lately.answered >= LEAST_TO_DOUBT && chanceOfHabit(lately, pooled) < DOUBTFUL,
    );
  if (isOfAll) return 'all';
  return underlyings.filter((one) => showsHabit(one, pooled)).map(({ underlying }) => underlying);
}

/** Whether an underlying shows a habit by itself. */
function showsHabit(share: ChangedShare, pooled: ChangedShare): boolean {
  return share.changed >= LEAST_CHANGES && chanceOfHabit(share, pooled) >= SURE;
}

/** A size of one underlying from n changes, drawn to the pooled one with the weight of five. */
export function shrunkSize({ size, changes }: { size: number; changes: number }, pooled: number): number {
  return (changes * size + SIZE_WEIGHT * pooled) / (changes + SIZE_WEIGHT);
}

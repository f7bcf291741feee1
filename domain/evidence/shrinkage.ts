import { betaCdf } from './beta-distribution.js';
import { logSum } from './log-sum.js';

/** Decisions, and how many of them changed. */
export interface ChangedShare {
  changed: number;
  answered: number;
}

/**
 * What one underlying showed, over long, and lately: in those weeks of the pooled share in which most showed it. A mind
 * that changed in the middle of them is no habit of some.
 */
export interface UnderlyingShare extends ChangedShare {
  underlying: string;
  lately: ChangedShare;
}

const HALF = 0.5;
/** How much the pooled share weighs, in decisions. */
const PRIOR_WEIGHT = 2;
/** Where underlyings are told apart: from hardly anything, where each has its own way, to a lot, where all agree. */
const PRIOR_WEIGHTS = [0.25, 0.5, 1, 2, 4, 8];
const LEAST_CHANGES = 2;
const SURE = 0.9;
const SURE_OF_ALL = 0.95;
const LEAST_OF_ALL = 10;
const DOUBTFUL = 0.35;
const LEAST_TO_DOUBT = 2;
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
 * together show it and none by itself is likely not to, by what all of them were answered lately.
 */
export function scopeOf(underlyings: readonly UnderlyingShare[], pooled: ChangedShare): 'all' | string[] {
  if (isOfAll(underlyings, pooled)) return 'all';
  const candidates = underlyings.filter(({ changed }) => changed >= LEAST_CHANGES);
  if (candidates.length === 0) return [];
  const chanceOf = chanceAmong(underlyings, pooled);
  return candidates.filter((one) => chanceOf(one) >= SURE).map(({ underlying }) => underlying);
}

function isOfAll(underlyings: readonly UnderlyingShare[], pooled: ChangedShare): boolean {
  if (pooled.answered < LEAST_OF_ALL || chanceOfHabit(pooled, pooled) < SURE_OF_ALL) return false;
  const lately = underlyings.map((one) => one.lately).filter(({ answered }) => answered > 0);
  const chanceOf = chanceAmong(lately, pooled);
  return !lately.some((one) => one.answered >= LEAST_TO_DOUBT && chanceOf(one) < DOUBTFUL);
}

/**
 * Gives P(share ≥ ½) of one of these underlyings, where how much the pooled share says of each is learnt from all: a
 * mixture of Beta priors whose mean is the pooled share, each with the weight that the underlyings together give it.
 * Some that always change beside others that never do leave the pooled share little to say, so that two changes of two
 * are enough; where all change now and then they are not.
 */
export function chanceAmong(
  underlyings: readonly ChangedShare[],
  pooled: ChangedShare,
): (share: ChangedShare) => number {
  const mean = (pooled.changed + 0.5) / (pooled.answered + 1);
  const logs = PRIOR_WEIGHTS.map((weight) =>
    underlyings.reduce((sum, share) => sum + logChanceOf(share, { mean, weight }), 0),
  );
  const all = logSum(logs);
  const priors = PRIOR_WEIGHTS.map((weight, i) => ({ weight, likely: Math.exp((logs[i] as number) - all) }));
  return ({ changed, answered }) =>
    priors.reduce(
      (sum, { weight, likely }) =>
        sum + likely * betaCdf(1 - HALF, weight * (1 - mean) + answered - changed, weight * mean + changed),
      0,
    );
}

/** ln of the chance of these changes in their order, where the share is drawn from a Beta distribution. */
function logChanceOf(
  { changed, answered }: ChangedShare,
  { mean, weight }: { mean: number; weight: number },
): number {
  let log = 0;
  for (let i = 0; i < answered; i++) {
    const [prior, seen] = i < changed ? [mean, i] : [1 - mean, i - changed];
    log += Math.log((weight * prior + seen) / (weight + i));
  }
  return log;
}

/** A size of one underlying from n changes, drawn to the pooled one with the weight of five. */
export function shrunkSize({ size, changes }: { size: number; changes: number }, pooled: number): number {
  return (changes * size + SIZE_WEIGHT * pooled) / (changes + SIZE_WEIGHT);
}

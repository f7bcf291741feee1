import { compare } from '../compare.js';
import { medianOf, sizesFrom, type Sizes } from '../evidence/effect-intervals.js';
import {
  scopeOf,
  shrunkShare,
  shrunkSize,
  type ChangedShare,
  type UnderlyingShare,
} from '../evidence/shrinkage.js';
import { groupBy } from '../group-by.js';
import { SHARE_WEEKS, type Habit } from './habit.js';
import { isDirection } from './hypothesis.js';
import { sizeOf, type Occasion } from './occasions.js';
import { shownSince } from './shown-since.js';
import { rounded } from '../number/rounded.js';

/** What one underlying shows of a habit. */
export interface UnderlyingPart {
  underlying: string;
  changed: number;
  answered: number;
  /** Drawn to that of all, as its size is. */
  share: number;
  effect: number | null;
  in_pattern: boolean;
}

/**
 * The underlyings of the last 13 weeks, in alphabetical order, and which of them the habit is of: by what was done
 * since a mind changed, where one did. A shift of opens and the same of rolls are looked at together where both are
 * found and mostly shown. `at` is the position of the week that is looked at.
 */
export function underlyingParts(
  habit: Habit,
  { at, partner }: { at: number; partner: Habit | null },
): UnderlyingPart[] {
  const isLate = (occasion: Occasion) => occasion.at > at - SHARE_WEEKS;
  const own = shownSince(habit, at).occasions;
  const ofPartner = partner === null ? [] : shownSince(partner, at).occasions;
  const isMostlyShown = (occasions: readonly Occasion[]) => isMost(shareOf(occasions.filter(isLate)));
  const other = isMostlyShown(own) && isMostlyShown(ofPartner) ? partner : null;
  const long = [...habit.lately, ...(other?.lately ?? [])];
  const pooled = shareOf(long.filter(isLate));
  const effectOf = effects(habit, other);
  const since = [...own, ...(other === null ? [] : ofPartner)];
  const scope = scopeOf(sharesOf(since, isLate), shareOf(since.filter(isLate)));
  return [...groupBy(long, ({ decision }) => decision.underlying)]
    .map(([underlying, occasions]) => ({
      underlying,
      ...shareOf(occasions),
      share: rounded(shrunkShare(shareOf(occasions), pooled)),
      effect: effectOf(occasions),
      in_pattern: scope === 'all' || scope.includes(underlying),
    }))
    .sort((a, b) => compare(a.underlying, b.underlying));
}

function sharesOf(
  occasions: readonly Occasion[],
  isLate: (occasion: Occasion) => boolean,
): UnderlyingShare[] {
  const isShown = weeksShown(occasions);
  return [...groupBy(occasions, ({ decision }) => decision.underlying)].map(([underlying, own]) => ({
    underlying,
    ...shareOf(own),
    lately: shareOf(own.filter((one) => isLate(one) && isShown(one))),
  }));
}

/** Gives whether most occasions of an occasion's week showed the habit. */
function weeksShown(occasions: readonly Occasion[]): (occasion: Occasion) => boolean {
  const weeks = new Map(
    [...groupBy(occasions, ({ at }) => at)].map(([at, own]) => [at, isMost(shareOf(own))]),
  );
  return ({ at }) => weeks.get(at) === true;
}

function isMost({ changed, answered }: ChangedShare): boolean {
  return 2 * changed >= answered;
}

function shareOf(occasions: readonly Occasion[]): ChangedShare {
  return { changed: occasions.filter(({ shown }) => shown).length, answered: occasions.length };
}

/** Gives the effect of some of a shift's occasions; null of what has no size and where nothing was changed. */
function effects({ evidence: { hypothesis, direction }, tally }: Habit, partner: Habit | null) {
  const { kind } = hypothesis;
  const pooled = isDirection(kind) ? medianOf(bothOf(tally.sizes, partner?.tally.sizes)) : null;
  const base = kind === 'quantity_share' ? 1 : 0;
  return (occasions: readonly Occasion[]): number | null => {
    if (!isDirection(kind) || pooled === null || direction === null) return null;
    const own = occasions.filter(({ shown }) => shown).map((one) => sizeOf(kind, one));
    const size = shrunkSize({ size: medianOf(sizesFrom(own)) ?? pooled, changes: own.length }, pooled);
    return rounded(base + direction * size);
  };
}

function bothOf(sizes: Sizes, others: Sizes | undefined): Sizes {
  const both = new Map(sizes);
  for (const [size, count] of others ?? []) both.set(size, (both.get(size) ?? 0) + count);
  return both;
}

import { counted } from '../counted.js';
import { UNDERLYING_WEEKS, type Habit } from './habit.js';
import { isDirection } from './hypothesis.js';
import type { Occasion } from './occasions.js';

/** What habits come to in a month, as often as they were followed lately. */
export interface Month {
  decisions: number;
  /** What these are about: contracts × multiplier × price, in dollars; null where no price is known. */
  notional: number | null;
}

const WEEKS_A_MONTH = 365.25 / 12 / 7;

/**
 * A month of the decisions that can cost something: shifts that showed, refusals that were left undone to the end.
 * Counted over the last 13 weeks, or those since the first decision in scope; `at` is the position of the last one,
 * `since` that of the first week of which the occasions are, where a mind changed. Decisions without a price count as
 * the others do.
 */
export function monthOf(
  habits: readonly Habit[],
  occasions: readonly Occasion[],
  { at, since }: { at: number; since: number | null },
): Month {
  const first = since ?? Math.min(...habits.map(({ evidence: { inScope } }) => inScope[0]?.at ?? at));
  const weeks = Math.min(UNDERLYING_WEEKS, at - first + 1);
  const shifts = habits.some(({ evidence: { hypothesis } }) => isDirection(hypothesis.kind));
  const shown = occasions.filter((one) => one.shown && (shifts || one.decision.refused));
  const decisions = (shown.length / weeks) * WEEKS_A_MONTH;
  const known = shown.flatMap(({ decision: { notional } }) => notional ?? []);
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  return { decisions, notional: known.length === 0 ? null : decisions * mean };
}

/** Fewer than one in two months round to none, and are told by the months that one takes. */
function often(decisions: number): string {
  return decisions >= 0.5
    ? counted(Math.round(decisions), 'such decision')
    : `one such decision in ${counted(Math.round(1 / decisions), 'month')}`;
}

/**
 * `It costs 0.40 % of the price each time (0.31 to 0.49), about 1240 USD a month at 14 such decisions.` Of costs below
 * 0, in % of the price a decision.
 */
export function costlyText(
  { cost, low, high }: { cost: number; low: number; high: number },
  { decisions, notional }: Month,
): string {
  const [mean, least, most] = [cost, high, low].map((percent) => (-percent).toFixed(2));
  const price =
    notional === null
      ? ''
      : `, about ${((-cost / 100) * notional).toFixed(0)} USD a month at ${often(decisions)}`;
  return `It costs ${mean} % of the price each time (${least} to ${most})${price}.`;
}

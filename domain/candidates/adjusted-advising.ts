import type { Adjustments } from '../algorithm/adjustments.js';
import { strikeStepsFrom } from '../algorithm/listed-strikes.js';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { adviceParts } from '../counterfactual/advice-parts.js';
import { viewOf } from '../counterfactual/advised-package.js';
import { markInSession } from '../counterfactual/counterfactual-model.js';
import type { DailyBars } from '../market/daily-bars.js';
import { weeklyExpirations } from '../market/option-listing.js';
import { decimal, multiply, type Decimal } from '../number/decimal.js';
import { addDays, daysBetween, weekday, type IsoDate } from '../time/dates.js';
import type { Piece } from './advice-piece.js';
import type { Advising } from './advising.js';
import type { LoggedAnswer } from './stretch.js';

/** What adjustments there are of an underlying in the regimes of its advice. */
type Effective = Pick<
  Adjustments,
  | 'minimumPremium'
  | 'profitTarget'
  | 'strikeSteps'
  | 'quantityShare'
  | 'minimumBuyBack'
  | 'advises'
  | 'shiftDays'
  | 'roll'
  | 'quiet'
>;

const ONE = decimal(1);
const WEEK_DAYS = 7;

/**
 * A version of an algorithm that is not ours: the advice of its log with the adjustments of that version in place of
 * those that it was given under. What an adjustment kept from being given does not come back.
 */
export function adjustedAdvising(
  adjustments: Adjustments,
  {
    adjustmentsOf,
    market,
  }: {
    /** Of the version that a piece of the log was given by. */
    adjustmentsOf: (logged: LoggedAnswer) => Adjustments;
    market: ReadonlyMap<string, DailyBars>;
  },
): Advising {
  return {
    keyOn: ({ underlying }) => JSON.stringify([adjustments, underlying]),
    pieceOn({ logged }) {
      const last = logged.at(-1);
      if (last === undefined) return null;
      const [was, is] = [adjustmentsOf(last), adjustments].map((one) => effectiveOn(one, last)) as [
        Effective,
        Effective,
      ];
      return adjusted(last, { was, is, daily: market.get(last.underlying) });
    },
  };
}

function effectiveOn(adjustments: Adjustments, { underlying, regimes }: LoggedAnswer): Effective {
  const { byRegime, bySymbol } = adjustments;
  const ofRegimes = byRegime.filter(({ when }) => regimes.includes(when)).map(({ set }) => set);
  const own = Object.hasOwn(bySymbol, underlying) ? bySymbol[underlying] : undefined;
  return [...ofRegimes, ...(own ? [own] : [])].reduce<Effective>(
    (below, set) =>
      changed(below, { ...set, roll: changed(below.roll, set.roll), quiet: changed(below.quiet, set.quiet) }),
    adjustments,
  );
}

/** What was read from JSON has no field that is undefined. */
function changed<T extends object>(fields: T, set: { [K in keyof T]?: T[K] | undefined } = {}): T {
  return { ...fields, ...set };
}

interface Adjusting {
  was: Effective;
  is: Effective;
  daily: DailyBars | undefined;
}

function adjusted(advice: LoggedAnswer, given: Adjusting): Piece | null {
  const { is } = given;
  if (!is.advises) return null;
  switch (advice.action) {
    case 'sell_to_open':
    case 'buy_to_open':
      return adjustedOpen(advice, given);
    case 'roll':
      return adjustedRoll(advice, given);
    case 'buy_to_close':
    case 'sell_to_close':
      return isBelow(advice.premium, is.minimumBuyBack) && advice.action === 'buy_to_close'
        ? asHold(advice)
        : advice;
    case 'hold':
      return isEarned(advice, is) ? { ...advice, action: 'buy_to_close' } : advice;
    default:
      return advice;
  }
}

function adjustedOpen(advice: LoggedAnswer, given: Adjusting): Piece {
  const { was, is } = given;
  const { openWeekdays, beforeEarningsSessions } = is.quiet;
  const wait: Piece = { ...advice, action: 'wait' };
  const { earningsIn, trading_date } = advice;
  if (openWeekdays.includes(weekday(trading_date))) return wait;
  if (beforeEarningsSessions > 0 && earningsIn !== null && earningsIn <= beforeEarningsSessions) return wait;
  const moved = movedTo(advice, {
    steps: is.strikeSteps - was.strikeSteps,
    days: is.shiftDays - was.shiftDays,
    daily: given.daily,
  });
  if (is.minimumPremium !== undefined && isBelow(moved.premium, is.minimumPremium)) return wait;
  return { ...moved, quantity: shareOf(advice.quantity, is.quantityShare / was.quantityShare) };
}

function adjustedRoll(advice: LoggedAnswer, { was, is, daily }: Adjusting): Piece {
  if (!is.roll.enabled || is.quiet.rollWeekdays.includes(weekday(advice.trading_date))) return asHold(advice);
  return movedTo(advice, {
    steps: is.roll.strikeSteps - was.roll.strikeSteps,
    days: is.roll.shiftDays - was.roll.shiftDays,
    daily,
  });
}

/** The held contract, which a roll names apart. */
function asHold(advice: LoggedAnswer): Piece {
  if (advice.action !== 'roll') return { ...advice, action: 'hold' };
  return {
    ...advice,
    action: 'hold',
    right: advice.from_right ?? advice.right,
    strike: advice.from_strike,
    expiration: advice.from_expiration,
    ...{ from_right: null, from_strike: null, from_expiration: null, premium: null },
  };
}

/** Earned as the advice's features say, of what was sold: what is held is worth the premium of the hold. */
function isEarned(
  { captured, premium, right, held_side }: LoggedAnswer,
  { profitTarget }: Effective,
): boolean {
  if (profitTarget === undefined || captured === null || premium === null) return false;
  return right !== null && held_side !== 'long' && captured >= profitTarget;
}

function isBelow(premium: Decimal | null, floor: number): boolean {
  return premium !== null && premium < decimal(floor);
}

function shareOf(quantity: Decimal | null, share: number): Decimal | null {
  if (quantity === null || share === 1) return quantity;
  const whole = (multiply(quantity, decimal(share)) / ONE) * ONE;
  return whole < ONE ? ONE : whole;
}

/**
 * The contract to be opened so many listed strikes and days away, at the premium that Black and Scholes give it with
 * the volatility that the advice's own premium implies; null where it implies none.
 */
function movedTo(
  advice: LoggedAnswer,
  { steps, days, daily }: { steps: number; days: number; daily: DailyBars | undefined },
): Piece {
  const { strike, expiration, legs } = advice;
  if (strike === null || expiration === null || legs !== null || (steps === 0 && days === 0)) return advice;
  const contract = {
    strike: strikeStepsFrom(strike, steps, V3_3.strikeIncrements),
    expiration: days === 0 ? expiration : nearestListed(advice.trading_date, addDays(expiration, days)),
  };
  const moved: Piece = { ...advice, ...contract };
  return { ...moved, premium: premiumOf(moved, { advice, daily }) };
}

/** The weekly expiration nearest to a day, the later of two; never before the day after the advice's. */
function nearestListed(from: IsoDate, day: IsoDate): IsoDate {
  const first = addDays(from, 1);
  const around = weeklyExpirations(first, addDays(day > first ? day : first, WEEK_DAYS));
  return around.reduce((best, next) =>
    Math.abs(daysBetween(next, day)) <= Math.abs(daysBetween(best, day)) ? next : best,
  );
}

function premiumOf(
  moved: Piece,
  { advice, daily }: { advice: LoggedAnswer; daily: DailyBars | undefined },
): Decimal | null {
  if (advice.premium === null) return null;
  const compared = { ...advice, held_side: advice.held_side ?? null };
  const [before, after] = [adviceParts(compared), adviceParts({ ...compared, ...moved })];
  const [was, is] = [before?.at(-1), after?.at(-1)];
  if (before === undefined || was === undefined || is === undefined) return null;
  const view = viewOf(
    {
      advice: compared,
      answers: [],
      exits: [],
      heldQuantity: null,
      daily,
      lastBar: null,
      asOf: advice.trading_date,
    },
    before,
  );
  if (view === undefined) return null;
  const day = advice.trading_date;
  const worth = markInSession(is.contract, day, view) - markInSession(was.contract, day, view);
  // A roll's premium is a credit: what is bought to open costs it, what is sold adds to it.
  const sign = advice.action === 'roll' ? -is.sign : 1;
  return advice.premium + decimal((sign * worth).toFixed(2));
}

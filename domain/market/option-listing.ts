import { sessionOnOrBefore } from '../time/calendar.js';
import { addDays, daysBetween, weekday, type IsoDate } from '../time/dates.js';
import { decimal, type Decimal } from '../number/decimal.js';

const FRIDAY = 5;

/** Weekly expirations from `from` to `to`, both included: Fridays, or the session before where a Friday is none. */
export function weeklyExpirations(from: IsoDate, to: IsoDate): IsoDate[] {
  const expirations: IsoDate[] = [];
  const firstFriday = addDays(from, (FRIDAY - weekday(from) + 7) % 7);
  for (let friday = firstFriday; sessionOnOrBefore(friday) <= to; friday = addDays(friday, 7)) {
    const expiration = sessionOnOrBefore(friday);
    if (expiration >= from) expirations.push(expiration);
  }
  return expirations;
}

/**
 * The weekly expiration after `after` whose calendar days from `date` lie in the range and nearest its middle, the
 * earlier of two equally near; undefined where there is none.
 */
export function nearestExpiration(
  date: IsoDate,
  dte: { min: number; max: number },
  after: IsoDate = date,
): IsoDate | undefined {
  const middle = (dte.min + dte.max) / 2;
  const distance = (expiration: IsoDate) => Math.abs(daysBetween(date, expiration) - middle);
  return weeklyExpirations(addDays(date, dte.min), addDays(date, dte.max))
    .filter((expiration) => expiration > after)
    .reduce<IsoDate | undefined>(
      (best, next) => (best === undefined || distance(next) < distance(best) ? next : best),
      undefined,
    );
}

/** Steps between strikes, each for strikes below a price; the last without such a bound. */
export type StrikeIncrements = readonly { below: number | null; increment: number }[];

/** The lowest listed strike at or above a price. */
export function strikeAtOrAbove(price: Decimal, increments: StrikeIncrements): Decimal {
  const step = increments.find(({ below }) => below === null || price < decimal(below));
  if (step === undefined) throw new RangeError('strike increments without a last step');
  const increment = decimal(step.increment);
  return ((price + increment - 1n) / increment) * increment;
}

/** How many listed strikes lie above one price and up to another. */
export function strikesBetween(above: Decimal, upTo: Decimal, increments: StrikeIncrements): number {
  let count = 0;
  let from = above;
  for (const { below, increment } of increments) {
    if (from >= upTo) break;
    if (below !== null && decimal(below) <= from) continue;
    const step = decimal(increment);
    const to = below === null || upTo < decimal(below) ? upTo : decimal(below);
    count += Number(to / step - from / step);
    from = to;
  }
  return count;
}

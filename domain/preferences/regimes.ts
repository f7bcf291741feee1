import type { RegimeName } from '../algorithm/parameter-fields.js';
import { firstIndexFrom } from '../market/bisection.js';
import type { PriceHistory } from '../market/price-history.js';
import { realisedVolatility } from '../market/realised-volatility.js';
import { sessionsBetween } from '../time/calendar.js';
import { addDays, type IsoDate } from '../time/dates.js';

type Tercile = 'low' | 'middle' | 'high';

const NEAR_EARNINGS_SESSIONS = 5;
const SHORT_DAYS = 7;
const MIDDLE_DAYS = 21;

/** The regimes that a piece of advice was given in; what is not known of is left out. */
export function regimesOf({
  daysToExpiration,
  earningsIn,
  volatility,
}: {
  daysToExpiration: number | null;
  earningsIn: number | null;
  volatility: Tercile | null;
}): RegimeName[] {
  const regimes: RegimeName[] = [];
  if (volatility !== null) regimes.push(`volatility_${volatility}`);
  if (earningsIn !== null && earningsIn <= NEAR_EARNINGS_SESSIONS) regimes.push('earnings_near');
  if (daysToExpiration !== null) regimes.push(expirationRegime(daysToExpiration));
  return regimes;
}

function expirationRegime(days: number): RegimeName {
  if (days <= SHORT_DAYS) return 'dte_short';
  return days <= MIDDLE_DAYS ? 'dte_middle' : 'dte_long';
}

/** Earnings dates count as known so many sessions ahead. */
const KNOWN_SESSIONS = 10;
/** Calendar days in which that many sessions surely lie. */
const KNOWN_DAYS = 21;

/** Gives the sessions from a day to the next of these earnings, 0 on their day; null where none is known yet. */
export function sessionsToEarnings(dates: readonly IsoDate[]): (day: IsoDate) => number | null {
  const sorted = [...dates].sort();
  return (day) => {
    const next = sorted[firstIndexFrom(sorted, (date) => date, day)];
    if (next === undefined || next > addDays(day, KNOWN_DAYS)) return null;
    const sessions = sessionsBetween(addDays(day, 1), next).length;
    return sessions > KNOWN_SESSIONS ? null : sessions;
  };
}

/**
 * Returns that a day's volatility is measured over, days of the past year, and how many of them it takes to say where a
 * day stands.
 */
const RETURNS = 20;
const YEAR_SESSIONS = 252;
const LEAST_SESSIONS = 126;

/**
 * Gives the third of its own past year that an underlying's volatility was in before a day's open; null where half a
 * year is not known.
 */
export function volatilityTerciles({ dates, comparable }: PriceHistory): (day: IsoDate) => Tercile | null {
  const measured = new Map<number, number | undefined>();
  const volatilityAt = (end: number) => {
    if (!measured.has(end)) measured.set(end, realisedVolatility(comparable.slice(end - RETURNS - 1, end)));
    return measured.get(end);
  };
  return (day) => {
    const end = firstIndexFrom(dates, (date) => date, day);
    const now = end > RETURNS ? volatilityAt(end) : undefined;
    if (now === undefined) return null;
    const year: number[] = [];
    for (let at = Math.max(RETURNS + 1, end - YEAR_SESSIONS + 1); at <= end; at++) {
      const then = volatilityAt(at);
      if (then !== undefined) year.push(then);
    }
    if (year.length < LEAST_SESSIONS) return null;
    const below = year.filter((then) => then < now).length / year.length;
    return below < 1 / 3 ? 'low' : below < 2 / 3 ? 'middle' : 'high';
  };
}

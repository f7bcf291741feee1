import type { IsoDate } from '../time/dates.js';
import { max, min, multiply, type Decimal } from '../number/decimal.js';
import { splitFactor, type Split } from './split-adjust.js';

/**
 * What the bars within one New York day say about it, those of the shortest interval that there is, at the prices that
 * were traded.
 */
export interface FinerDay {
  low: Decimal;
  high: Decimal;
  /** The bars themselves, by time; none where nobody asks what happened within the day. */
  bars: readonly { ts: string; low: Decimal; high: Decimal }[];
}

/** A day's bars as stored: `adjusted` is true where their prices carry today's share count. */
export interface StoredFinerDay {
  date: IsoDate;
  adjusted: boolean;
  low: Decimal;
  high: Decimal;
  times: readonly string[];
  lows: readonly Decimal[];
  highs: readonly Decimal[];
}

/** The days of one symbol by date; those of adjusted bars are retracted by every split after them. */
export function finerDays(
  stored: readonly StoredFinerDay[],
  splits: readonly Split[],
): ReadonlyMap<IsoDate, FinerDay> {
  return new Map(
    stored.map(({ date, adjusted, low, high, times, lows, highs }) => {
      const factor = adjusted ? splitFactor(splits, (split) => split > date) : undefined;
      const traded = (price: Decimal) => (factor === undefined ? price : multiply(price, factor));
      const bars = times.map((ts, at) => ({
        ts,
        low: traded(lows[at] as Decimal),
        high: traded(highs[at] as Decimal),
      }));
      return [date, { low: traded(low), high: traded(high), bars }];
    }),
  );
}

/**
 * Lowest and highest price of a day's bars that open from one time to another, both included; a bare date is all of its
 * day. Undefined where none does.
 */
export function rangeWithin(
  day: FinerDay,
  { from, to }: { from: string; to: string },
): { low: Decimal; high: Decimal } | undefined {
  // Without the Z, so that a fraction of a second sorts after the whole one.
  const [first, last] = [from, to].map((at) => (at.length === 10 ? undefined : at.slice(0, -1)));
  const within = day.bars.filter(({ ts }) => {
    const opens = ts.slice(0, -1);
    return (first === undefined || opens >= first) && (last === undefined || opens <= last);
  });
  if (within.length === 0) return undefined;
  return {
    low: within.map(({ low }) => low).reduce(min),
    high: within.map(({ high }) => high).reduce(max),
  };
}

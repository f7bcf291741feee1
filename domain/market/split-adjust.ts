import { compare } from '../compare.js';
import { newYorkDay } from '../time/calendar.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import { divide, multiply, decimal, type Decimal } from '../number/decimal.js';
import type { Bar } from '../records/records.js';

/** A share split of one underlying: `ratio` new shares for one old, in force from the open of `date`. */
export interface Split {
  date: IsoDate;
  ratio: Decimal;
}

const ONE = decimal(1);

/** Two records of one split may name days this far apart: a broker books it the evening before or after the weekend. */
const SAME_SPLIT_DAYS = 5;

/**
 * Bars at the prices that were traded on their own day. Bars that are `adjusted: 'split'` carry today's share count
 * throughout; each is retracted by every split after its day (prices times the ratio, volume divided by it) and comes
 * out as `adjusted: 'none'`. Other bars come back as they are. `splits` are those of the bars' symbol, in any order.
 */
export function asTraded<
  B extends Pick<Bar, 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'>,
>(bars: readonly B[], splits: readonly Split[]): B[] {
  return bars.map((bar) => {
    if (bar.adjusted !== 'split') return bar;
    const day = newYorkDay(bar.ts);
    const factor = splitFactor(splits, (date) => date > day);
    if (factor === ONE) return { ...bar, adjusted: 'none' as const };
    return {
      ...bar,
      open: multiply(bar.open, factor),
      high: multiply(bar.high, factor),
      low: multiply(bar.low, factor),
      close: multiply(bar.close, factor),
      volume: bar.volume === null ? null : divide(bar.volume, factor),
      adjusted: 'none' as const,
    };
  });
}

/** The product of the ratios of the splits whose date is wanted; 1 without any. */
export function splitFactor(splits: readonly Split[], wanted: (date: IsoDate) => boolean): Decimal {
  return splits.reduce((factor, { date, ratio }) => (wanted(date) ? multiply(factor, ratio) : factor), ONE);
}

/**
 * One underlying's splits from all records of them, each once: the same ratio within five days is the same split, and
 * the earlier list gives its date. Hand in market events before brokers' rows: theirs is the ex-date.
 */
export function distinctSplits(...tellings: readonly (readonly Split[])[]): Split[] {
  const distinct: Split[] = [];
  for (const telling of tellings)
    for (const split of [...telling].sort(byDate))
      if (!distinct.some((other) => isSameSplit(other, split))) distinct.push(split);
  return distinct.sort(byDate);
}

function byDate(a: Split, b: Split): number {
  return compare(a.date, b.date);
}

function isSameSplit(a: Split, b: Split): boolean {
  return a.ratio === b.ratio && Math.abs(daysBetween(a.date, b.date)) <= SAME_SPLIT_DAYS;
}

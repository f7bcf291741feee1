import { compare } from '../compare.js';
import { firstIndexFrom } from './bisection.js';
import type { IsoDate } from '../time/dates.js';
import type { Decimal } from '../number/decimal.js';
import type { FinerDay } from './finer-bars.js';
import type { Bar } from '../records/records.js';
import { isOffScale, type OffScale } from './share-count.js';
import { asTraded, type Split } from './split-adjust.js';

/** One symbol's daily bars at the prices traded on their day, with the splits that happened. */
export interface DailyBars {
  /** By date, oldest first. */
  bars: readonly DailyBar[];
  byDate: ReadonlyMap<IsoDate, DailyBar>;
  splits: readonly Split[];
  /** Stretches on whose days there are no bars here, since those that are stored are on another share count. */
  offScale: readonly OffScale[];
  /** Days with bars of a shorter interval, where they were asked for. */
  finer?: ReadonlyMap<IsoDate, FinerDay>;
}

export interface DailyBar {
  date: IsoDate;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
}

/** Daily bars by symbol; a symbol without bars may be missing. */
export type Market = ReadonlyMap<string, DailyBars>;

/**
 * Daily bars as stored, in any order, at the prices that were traded; without those of the stretches that are off
 * scale.
 */
export function dailyBars(
  stored: readonly Pick<Bar, 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'>[],
  splits: readonly Split[],
  offScale: readonly OffScale[] = [],
): DailyBars {
  const onScale = stored.filter(({ ts }) => !isOffScale(offScale, ts));
  const bars = asTraded(onScale, splits)
    .map(({ ts, open, high, low, close }) => ({ date: ts, open, high, low, close }))
    .sort((a, b) => compare(a.date, b.date));
  return { bars, byDate: new Map(bars.map((bar) => [bar.date, bar])), splits, offScale };
}

/** The close of a symbol on a day, as traded; undefined without a bar. */
export function closeOn(market: Market, symbol: string, date: IsoDate): Decimal | undefined {
  return market.get(symbol)?.byDate.get(date)?.close;
}

/** The bars from one day to another, both included, oldest first. */
export function barsBetween({ bars }: DailyBars, from: IsoDate, to: IsoDate): readonly DailyBar[] {
  const indexFrom = (day: string) => firstIndexFrom(bars, ({ date }) => date, day);
  return bars.slice(indexFrom(from), indexFrom(`${to}~`));
}

import { firstIndexFrom } from '../../market/bisection.js';
import { splitFactor, type Split } from '../../market/split-adjust.js';
import type { DailyBar } from '../../market/daily-bars.js';
import { toNumber, type Decimal } from '../../number/decimal.js';
import type { IsoDate } from '../../time/dates.js';
import type { FeatureOf } from './feature-specification.js';

/** Daily bars of one underlying as numbers, oldest first, on the share count of the first day. */
export interface FeatureBars {
  dates: readonly IsoDate[];
  /** The close as it was traded. */
  traded: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** Not a number where the bar has none. */
  volume: Float64Array;
}

export type VolumeBar = DailyBar & { volume: Decimal | null };

/** The bars as numbers; a split is no return, and no change of volume. */
export function featureBars(bars: readonly VolumeBar[], splits: readonly Split[]): FeatureBars {
  const first = bars[0]?.date ?? '';
  const shares = bars.map((bar) =>
    splits.length === 0 ? 1 : toNumber(splitFactor(splits, (date) => date > first && date <= bar.date)),
  );
  const prices = (of: (bar: VolumeBar) => Decimal) =>
    Float64Array.from(bars, (bar, i) => toNumber(of(bar)) * (shares[i] as number));
  return {
    dates: bars.map(({ date }) => date),
    traded: Float64Array.from(bars, ({ close }) => toNumber(close)),
    open: prices(({ open }) => open),
    high: prices(({ high }) => high),
    low: prices(({ low }) => low),
    close: prices(({ close }) => close),
    volume: Float64Array.from(bars, ({ volume }, i) =>
      volume === null ? NaN : toNumber(volume) / (shares[i] as number),
    ),
  };
}

/** The first bars only. */
export function firstBars({ dates, ...columns }: FeatureBars, count: number): FeatureBars {
  const { traded, open, high, low, close, volume } = columns;
  const first = (values: Float64Array) => values.subarray(0, count);
  return {
    ...{ dates: dates.slice(0, count), traded: first(traded), open: first(open), high: first(high) },
    ...{ low: first(low), close: first(close), volume: first(volume) },
  };
}

/** How many of the bars lie before a day. */
export function barsBefore({ dates }: FeatureBars, day: IsoDate): number {
  return firstIndexFrom(dates, (date) => date, day);
}

/**
 * What the last `window` of the first `end` bars say; null where there are too few. `return` is the close's change over
 * the window, `realised_volatility` that of a session (the sample standard deviation of its logarithmic returns),
 * `gap` the mean of open ÷ close before − 1, `range` the mean of (high − low) ÷ close, `volume_ratio` the last volume ÷
 * the window's mean.
 */
export function barValue(
  bars: FeatureBars,
  end: number,
  { of, window }: Pick<FeatureOf<'bars'>, 'of' | 'window'>,
): number | null {
  const { open, high, low, close, volume } = bars;
  const start = end - window;
  const at = (values: Float64Array, i: number) => values[i] as number;
  switch (of) {
    case 'return':
      return start < 1 ? null : at(close, end - 1) / at(close, start - 1) - 1;
    case 'realised_volatility':
      return dailyVolatility(bars, end, window);
    case 'gap':
      return start < 1 ? null : meanOf(start, end, (i) => at(open, i) / at(close, i - 1) - 1);
    case 'range':
      return start < 0 ? null : meanOf(start, end, (i) => (at(high, i) - at(low, i)) / at(close, i));
    case 'volume_ratio': {
      if (start < 0) return null;
      const mean = meanOf(start, end, (i) => at(volume, i));
      return mean > 0 ? at(volume, end - 1) / mean : null;
    }
  }
}

/** The sample standard deviation of the last `returns` logarithmic daily returns; null for fewer, or fewer than two. */
export function dailyVolatility({ close }: FeatureBars, end: number, returns: number): number | null {
  const start = end - returns;
  if (start < 1 || returns < 2) return null;
  const change = (i: number) => Math.log((close[i] as number) / (close[i - 1] as number));
  const mean = meanOf(start, end, change);
  const variance = (meanOf(start, end, (i) => (change(i) - mean) ** 2) * returns) / (returns - 1);
  return Math.sqrt(variance);
}

function meanOf(start: number, end: number, of: (i: number) => number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += of(i);
  return sum / (end - start);
}

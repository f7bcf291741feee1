import { previousSession } from './calendar.js';
import type { IsoDate } from './dates.js';
import { toNumber, type Decimal } from './decimal.js';
import { realisedVolatility } from './realised-volatility.js';
import { asTraded, splitFactor, type Split } from './split-adjust.js';
import type { Bar } from './records.js';

/** Daily closes of one underlying, ascending by date. */
export interface PriceHistory {
  dates: readonly IsoDate[];
  /** As they were traded. */
  closes: readonly Decimal[];
  /** On the share count of the first day, so that a split is no return. */
  comparable: readonly number[];
}

/** What was known of an underlying before a day's open. */
export interface MarketView {
  /** The last close, as traded. */
  price: Decimal;
  /** Its session. */
  session: IsoDate;
  /** Realised over the lookback, a year: 0.25 = 25 %. */
  volatility: number;
}

/** Bars of more sessions ago than this say nothing of today. */
const MAX_AGE_SESSIONS = 5;

type DailyBar = Pick<Bar, 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'>;

/** The history that daily bars of one symbol tell, with the splits of that symbol; bars and splits in any order, one bar a day. */
export function priceHistory(bars: readonly DailyBar[], splits: readonly Split[]): PriceHistory {
  const traded = asTraded(bars, splits).toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
  const first = traded[0]?.ts ?? '';
  const factors = traded.map(({ ts }) => splitFactor(splits, (date) => date > first && date <= ts));
  return {
    dates: traded.map(({ ts }) => ts),
    closes: traded.map(({ close }) => close),
    comparable: traded.map(({ close }, i) => toNumber(close) * toNumber(factors[i] as Decimal)),
  };
}

/**
 * What the bars of sessions before `date` say; undefined where there are fewer than `lookbackReturns` + 1 or the last one is more than
 * five sessions old.
 */
export function viewBefore(
  history: PriceHistory,
  date: IsoDate,
  lookbackReturns: number,
): MarketView | undefined {
  const end = firstIndexFrom(history.dates, date);
  const session = history.dates[end - 1];
  const price = history.closes[end - 1];
  if (session === undefined || price === undefined || end <= lookbackReturns) return undefined;
  if (session < oldestUseful(date)) return undefined;
  const volatility = realisedVolatility(history.comparable.slice(end - lookbackReturns - 1, end));
  return volatility === undefined ? undefined : { price, session, volatility };
}

function oldestUseful(date: IsoDate): IsoDate {
  let session = date;
  for (let i = 0; i < MAX_AGE_SESSIONS; i++) session = previousSession(session);
  return session;
}

/** Index of the first date that is not before `date`, by bisection. */
function firstIndexFrom(dates: readonly IsoDate[], date: IsoDate): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dates[middle] as IsoDate) < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

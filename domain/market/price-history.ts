import { firstIndexFrom } from './bisection.js';
import { previousSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import type { DailyBars } from './daily-bars.js';
import { toNumber, type Decimal } from '../number/decimal.js';
import { realisedVolatility } from './realised-volatility.js';
import { splitFactor } from './split-adjust.js';

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

/** The history that the daily bars of one symbol make. */
export function priceHistory({ bars, splits }: Pick<DailyBars, 'bars' | 'splits'>): PriceHistory {
  const first = bars[0]?.date ?? '';
  const sharesOn = (day: IsoDate) => toNumber(splitFactor(splits, (date) => date > first && date <= day));
  return {
    dates: bars.map(({ date }) => date),
    closes: bars.map(({ close }) => close),
    comparable: bars.map(({ date, close }) => toNumber(close) * sharesOn(date)),
  };
}

/**
 * What the bars of sessions before `date` say; undefined where there are fewer than `lookbackReturns` + 1 or the last
 * one is more than five sessions old.
 */
export function viewBefore(
  history: PriceHistory,
  date: IsoDate,
  lookbackReturns: number,
): MarketView | undefined {
  const end = firstIndexFrom(history.dates, (day) => day, date);
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

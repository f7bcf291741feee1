import { adviceTradingDate, isBareDate, newYorkDay, nextSession } from '../time/calendar.js';
import { addDays, earlierOf, type IsoDate } from '../time/dates.js';
import type { Advice } from './asked-terms.js';
import { instantAt } from '../time/zone.js';

/**
 * When a trade answers a piece of advice: from `sent_at` through the New York calendar day of the session after the
 * advice's trading date, or earlier at `valid_until`, at `withdrawn_at`, or with the day on which the contract to be
 * closed expires.
 */
export interface AdviceWindow {
  /** The advice's. */
  trading_date: IsoDate;
  /** Milliseconds since 1970, both included. */
  opens: number;
  closes: number;
  /** The New York day on which it closes. */
  closes_on: IsoDate;
}

/** A trade's time as the record has it (an instant or a bare date) and its trading date. */
export interface TradeTime {
  at: string;
  trading_date: IsoDate;
}

/**
 * The window of a piece of advice. A bare `sent_at` opens with its New York day; a bare `valid_until` or `withdrawn_at`
 * lasts to the end of its day, since its time of day is not known.
 */
export function adviceWindow(advice: Advice): AdviceWindow {
  const tradingDate = adviceTradingDate(advice.sent_at);
  const lastInstants = limitsOf(advice)
    .filter((limit) => !isBareDate(limit))
    .map((limit) => Date.parse(limit));
  const closesOn = windowClosesOn(advice, tradingDate);
  const endOfDay = startOfDay(addDays(closesOn, 1)) - 1;
  return {
    trading_date: tradingDate,
    opens: isBareDate(advice.sent_at) ? startOfDay(advice.sent_at) : Date.parse(advice.sent_at),
    closes: Math.min(endOfDay, ...lastInstants),
    closes_on: closesOn,
  };
}

/** The New York day on which the window of advice of a trading date closes. */
export function windowClosesOn(advice: Advice, tradingDate: IsoDate): IsoDate {
  const expiration = expirationToClose(advice);
  const lastDays = [...limitsOf(advice).map(newYorkDay), ...(expiration === null ? [] : [expiration])];
  return lastDays.reduce(earlierOf, nextSession(tradingDate));
}

function limitsOf({ valid_until, withdrawn_at }: Advice): string[] {
  return [valid_until, withdrawn_at].filter((limit) => limit !== null);
}

/** The expiration of the contract that the advice asks to close; null where it closes none. */
export function expirationToClose(advice: Advice): IsoDate | null {
  if (advice.action === 'roll') return advice.from_expiration;
  return advice.action.endsWith('_to_close') ? advice.expiration : null;
}

/**
 * True for a trade at or after the opening. A trade of a bare date counts from the advice's trading date on, at
 * whatever time it was sent.
 */
export function isOpenAt(window: Pick<AdviceWindow, 'opens' | 'trading_date'>, trade: TradeTime): boolean {
  return isBareDate(trade.at)
    ? trade.trading_date >= window.trading_date
    : Date.parse(trade.at) >= window.opens;
}

/** True for a trade inside the window. */
export function isInWindow(window: AdviceWindow, trade: TradeTime): boolean {
  if (!isOpenAt(window, trade)) return false;
  return isBareDate(trade.at) ? trade.at <= window.closes_on : Date.parse(trade.at) <= window.closes;
}

/** True where the window closes before the market opens in it: nothing could be done. */
export function isEmpty(window: AdviceWindow): boolean {
  return window.closes < window.opens || window.closes_on < window.trading_date;
}

function startOfDay(day: IsoDate): number {
  return Date.parse(instantAt(day, '00:00:00'));
}

import { addDays, type IsoDate } from '../domain/time/dates.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { dailyBars } from '../domain/market/daily-bars.js';
import { decimal, max, min } from '../domain/number/decimal.js';
import { priceHistory, type PriceHistory } from '../domain/market/price-history.js';
import type { Bar, MarketEvent } from '../domain/records/records.js';
import { integerBetween, normal, type Random } from './random.js';
import type { Ticker } from './tickers.js';

export interface SimulatedMarket {
  /**
   * Daily bars by symbol, oldest first; a renamed company has the whole history under its new symbol, the old one ends.
   */
  bars: ReadonlyMap<string, readonly Bar[]>;
  histories: ReadonlyMap<string, PriceHistory>;
  events: readonly MarketEvent[];
}

const SESSIONS_A_YEAR = 252;
/** The market as a whole is calm or stormy, a session at a time. */
const REGIMES = { calm: { scale: 0.85, change: 0.03 }, stormy: { scale: 1.7, change: 0.12 } };
/** Part of a day's variance that is there at the open. */
const OVERNIGHT = 0.25;
const EARNINGS_MOVES = 4;
/** Bars before the first day, so that there is a volatility to advise on from the start. */
const RUN_IN_DAYS = 38;

/**
 * Geometric Brownian motion with a common factor, two regimes and jumps on earnings days; split-adjusted and as traded
 * alike.
 */
export function simulateMarket(
  tickers: readonly Ticker[],
  { from, to }: { from: IsoDate; to: IsoDate },
  random: Random,
): SimulatedMarket {
  const sessions = sessionsBetween(addDays(from, -RUN_IN_DAYS), to);
  const common = commonFactor(sessions.length, random);
  const bars = new Map<string, readonly Bar[]>();
  for (const ticker of tickers) {
    const path = barsOf(ticker, sessions, common, random);
    const { renamed } = ticker;
    if (renamed)
      bars.set(
        renamed.to,
        path.map((bar) => ({ ...bar, symbol: renamed.to })),
      );
    bars.set(ticker.symbol, renamed ? path.filter(({ ts }) => ts < renamed.date) : path);
  }
  const histories = new Map([...bars].map(([symbol, list]) => [symbol, priceHistory(dailyBars(list, []))]));
  return { bars, histories, events: tickers.flatMap((ticker) => eventsOf(ticker, { from, to })) };
}

function commonFactor(length: number, random: Random): { move: number; scale: number }[] {
  let regime: keyof typeof REGIMES = 'calm';
  return Array.from({ length }, () => {
    if (random() < REGIMES[regime].change) regime = regime === 'calm' ? 'stormy' : 'calm';
    return { move: normal(random), scale: REGIMES[regime].scale };
  });
}

function barsOf(
  ticker: Ticker,
  sessions: readonly IsoDate[],
  common: readonly { move: number; scale: number }[],
  random: Random,
): Bar[] {
  const { symbol, volatility, drift, marketShare, earnings } = ticker;
  let previous = ticker.price;
  return sessions.map((ts, i) => {
    const { move, scale } = common[i] as { move: number; scale: number };
    const daily = (volatility * scale) / Math.sqrt(SESSIONS_A_YEAR);
    const own = Math.sqrt(1 - marketShare ** 2);
    const jump = earnings.includes(ts) ? EARNINGS_MOVES : 1;
    const overnight = daily * jump * Math.sqrt(OVERNIGHT) * (marketShare * move + own * normal(random));
    const intraday = daily * Math.sqrt(1 - OVERNIGHT) * (marketShare * move + own * normal(random));
    const open = previous * Math.exp(overnight);
    const close = open * Math.exp(intraday + (drift - volatility ** 2 / 2) / SESSIONS_A_YEAR);
    const [above, below] = [reach(daily, random), reach(daily, random)];
    previous = close;
    const [o, c] = [cents(open), cents(close)];
    return {
      symbol,
      interval: '1d',
      ts,
      open: o,
      high: max(max(o, c), cents(Math.max(open, close) * above)),
      low: min(min(o, c), cents(Math.min(open, close) / below)),
      close: c,
      volume: decimal(1000 * integerBetween(random, 300, 3000)),
      adjusted: 'split',
      extra: null,
    };
  });
}

/** How far beyond open and close a day went. */
function reach(daily: number, random: Random): number {
  return Math.exp(0.4 * daily * Math.abs(normal(random)));
}

function cents(price: number) {
  return decimal(price.toFixed(2));
}

function eventsOf(ticker: Ticker, { from, to }: { from: IsoDate; to: IsoDate }): MarketEvent[] {
  const nothing = { underlying: ticker.symbol, amount: null, ratio: null, extra: null };
  const reports = ticker.earnings.map((date) => ({
    ...nothing,
    underlying: ticker.renamed && date >= ticker.renamed.date ? ticker.renamed.to : ticker.symbol,
    kind: 'earnings' as const,
    date,
  }));
  const { dividend } = ticker;
  const dividends = dividend
    ? [{ ...nothing, kind: 'ex_dividend' as const, date: dividend.exDate, amount: decimal(dividend.amount) }]
    : [];
  return [...reports, ...dividends].filter(({ date }) => date >= from && date <= to);
}

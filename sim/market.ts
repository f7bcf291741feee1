import { addDays, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { firstIndexFrom } from '../domain/market/bisection.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { dailyBars, type DailyBars } from '../domain/market/daily-bars.js';
import { decimal, max, min } from '../domain/number/decimal.js';
import { priceHistory, type PriceHistory } from '../domain/market/price-history.js';
import type { Bar, MarketEvent } from '../domain/records/records.js';
import { integerBetween, normal, type Random } from '../domain/number/random.js';
import type { PricePath } from './price-path.js';
import type { Ticker } from './tickers.js';

export interface SimulatedMarket {
  /**
   * Daily bars by symbol, oldest first; a renamed company has the whole history under its new symbol, the old one ends.
   */
  bars: ReadonlyMap<string, readonly Bar[]>;
  /** The same as the domain reads them. */
  daily: ReadonlyMap<string, DailyBars>;
  histories: ReadonlyMap<string, PriceHistory>;
  events: readonly MarketEvent[];
  /** Whether the market as a whole was calm or stormy, by session. */
  regimes: ReadonlyMap<IsoDate, MarketRegime>;
}

export type MarketRegime = keyof typeof REGIMES;

const SESSIONS_A_YEAR = 252;
/** The market as a whole is calm or stormy, a session at a time. */
const REGIMES = { calm: { scale: 0.85, change: 0.03 }, stormy: { scale: 1.7, change: 0.12 } } as const;
/** Part of a day's variance that is there at the open. */
const OVERNIGHT = 0.25;
const EARNINGS_MOVES = 4;
export interface SimulatedDays extends DateRange {
  /** Calendar days of bars before the first day, to advise on from the start. */
  runInDays: number;
  /** The day before whose open the prices are the tickers'; without a bar before it the first open is about that. */
  pricedOn: IsoDate;
}

/**
 * Geometric Brownian motion with a common factor, two regimes and jumps on earnings days; split-adjusted and as traded
 * alike. `randomOf` gives the numbers of a symbol, and of the market as a whole (null).
 */
export function simulateMarket(
  tickers: readonly Ticker[],
  { from, to, runInDays, pricedOn }: SimulatedDays,
  randomOf: (symbol: string | null) => Random,
): SimulatedMarket {
  const sessions = sessionsBetween(addDays(from, -runInDays), to);
  const common = commonFactor(sessions.length, { after: 'calm', random: randomOf(null) });
  const bars = new Map<string, readonly Bar[]>();
  for (const ticker of tickers) {
    const moves = movesOf(ticker, sessions, common, randomOf(ticker.symbol));
    const path = barsOf(ticker, sessions, moves, pricedOn);
    const { renamed } = ticker;
    if (renamed)
      bars.set(
        renamed.to,
        path.map((bar) => ({ ...bar, symbol: renamed.to })),
      );
    bars.set(ticker.symbol, renamed ? path.filter(({ ts }) => ts < renamed.date) : path);
  }
  const daily = new Map([...bars].map(([symbol, list]) => [symbol, dailyBars(list, [])]));
  const histories = new Map([...daily].map(([symbol, own]) => [symbol, priceHistory(own)]));
  const regimes = new Map(sessions.map((date, i) => [date, (common[i] as CommonMove).regime]));
  const events = tickers.flatMap((ticker) => eventsOf(ticker, { from, to }));
  return { bars, daily, histories, events, regimes };
}

/** What all underlyings have in common in a session. */
export interface CommonMove {
  move: number;
  regime: MarketRegime;
}

/** The common moves of so many sessions that come after one of a regime. */
export function commonFactor(
  length: number,
  { after, random }: { after: MarketRegime; random: Random },
): CommonMove[] {
  let regime = after;
  return Array.from({ length }, () => {
    if (random() < REGIMES[regime].change) regime = regime === 'calm' ? 'stormy' : 'calm';
    return { move: normal(random), regime };
  });
}

/** A session's prices, not rounded yet, and its volume. */
export interface Moves extends PricePath {
  volume: number;
}

/** How a ticker goes on from its price over some sessions. */
export function movesOf(
  ticker: Pick<Ticker, 'price' | 'volatility' | 'drift' | 'marketShare' | 'earnings'>,
  sessions: readonly IsoDate[],
  common: readonly CommonMove[],
  random: Random,
): Moves[] {
  const { volatility, drift, marketShare, earnings } = ticker;
  let previous = ticker.price;
  return sessions.map((ts, i) => {
    const { move, regime } = common[i] as CommonMove;
    const daily = (volatility * REGIMES[regime].scale) / Math.sqrt(SESSIONS_A_YEAR);
    const own = Math.sqrt(1 - marketShare ** 2);
    const jump = earnings.includes(ts) ? EARNINGS_MOVES : 1;
    const overnight = daily * jump * Math.sqrt(OVERNIGHT) * (marketShare * move + own * normal(random));
    const intraday = daily * Math.sqrt(1 - OVERNIGHT) * (marketShare * move + own * normal(random));
    const open = previous * Math.exp(overnight);
    const close = open * Math.exp(intraday + (drift - volatility ** 2 / 2) / SESSIONS_A_YEAR);
    const [above, below] = [reach(daily, random), reach(daily, random)];
    previous = close;
    const volume = 1000 * integerBetween(random, 300, 3000);
    return { open, high: Math.max(open, close) * above, low: Math.min(open, close) / below, close, volume };
  });
}

function barsOf(
  { symbol, price }: Ticker,
  sessions: readonly IsoDate[],
  moves: readonly Moves[],
  pricedOn: IsoDate,
): Bar[] {
  const before = moves[firstIndexFrom(sessions, (day) => day, pricedOn) - 1];
  const scale = before === undefined ? 1 : price / before.close;
  return moves.map(({ open, high, low, close, volume }, i) => {
    const [o, c] = [cents(open * scale), cents(close * scale)];
    return {
      symbol,
      interval: '1d',
      ts: sessions[i] as IsoDate,
      open: o,
      high: max(max(o, c), cents(high * scale)),
      low: min(min(o, c), cents(low * scale)),
      close: c,
      volume: decimal(volume),
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

function eventsOf(ticker: Ticker, { from, to }: DateRange): MarketEvent[] {
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
  // Earnings after the last day are known before it.
  return [...reports, ...dividends].filter(
    ({ kind, date }) => date >= from && (kind === 'earnings' || date <= to),
  );
}

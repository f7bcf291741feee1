import { intrinsicValue, optionPrice } from '../domain/market/black-scholes.js';
import { closeTime } from '../domain/time/calendar.js';
import { daysBetween, type IsoDate } from '../domain/time/dates.js';
import { decimal, toNumber, type Decimal } from '../domain/number/decimal.js';
import type { Right } from '../domain/records/instrument.js';
import type { DailyBar } from '../domain/market/daily-bars.js';
import { viewBefore } from '../domain/market/price-history.js';
import type { SimulatedMarket } from './market.js';
import { spotAt, type PricePath } from './price-path.js';

/** One session as it can be traded. */
export interface Session {
  date: IsoDate;
  /** From the open to the close. */
  minutes: number;
  /** A share's price so many minutes after the open; undefined for what does not trade. */
  share(symbol: string, minute: number): Decimal | undefined;
  option(contract: OptionContract, minute: number): Quote | undefined;
  /** The best that buyers bid for the contract later that session. */
  highestBid(contract: OptionContract, minute: number): Decimal | undefined;
  /** The least that sellers asked. */
  lowestAsk(contract: OptionContract, minute: number): Decimal | undefined;
  close(symbol: string): Decimal | undefined;
}

export interface OptionContract {
  underlying: string;
  right: Right;
  strike: Decimal;
  expiration: IsoDate;
}

/** In plain numbers. */
export interface NumberQuote {
  bid: number;
  ask: number;
}

export interface Quote {
  bid: Decimal;
  ask: Decimal;
}

const OPEN_MINUTE = 9 * 60 + 30;
const RATE = 0.04;
const LOOKBACK = 20;

/** How options are quoted. */
export interface QuoteTerms {
  /** Half the distance of bid and ask, as a share of the whole worth or of what of it is not intrinsic. */
  halfSpread: { of: 'worth' | 'time value'; share: number };
  /** Implied ÷ realised volatility. */
  volatilityPremium: number;
}

/** What the market of that day would have quoted: options are priced on the volatility realised until then. */
export function sessionOf(
  market: SimulatedMarket,
  date: IsoDate,
  { halfSpread, volatilityPremium }: QuoteTerms,
): Session {
  const minutes = minuteOf(closeTime(date)) - OPEN_MINUTE;
  const barOf = (symbol: string) => market.daily.get(symbol)?.byDate.get(date);
  const volatilities = new Map<string, number | undefined>();
  const volatilityOf = (symbol: string): number | undefined => {
    if (!volatilities.has(symbol)) {
      const history = market.histories.get(symbol);
      const realised = history && viewBefore(history, date, LOOKBACK)?.volatility;
      volatilities.set(symbol, realised && realised * volatilityPremium);
    }
    return volatilities.get(symbol);
  };
  const quote = (contract: OptionContract, spot: number, minute: number): Quote | undefined => {
    const volatility = volatilityOf(contract.underlying);
    if (volatility === undefined) return undefined;
    const days = daysBetween(date, contract.expiration) + (minutes - minute) / (24 * 60);
    const { right, strike } = contract;
    const terms = { right, spot, strike: toNumber(strike), years: days / 365, rate: RATE };
    const worth = optionPrice(terms, volatility);
    const { bid, ask } = bidAndAsk(
      { worth, intrinsic: intrinsicValue(right, spot, terms.strike) },
      halfSpread,
    );
    return { bid: decimal(bid.toFixed(2)), ask: decimal(ask.toFixed(2)) };
  };
  const whenSpotIs = (contract: OptionContract, minute: number, side: 'high' | 'low') => {
    const bar = barOf(contract.underlying);
    return bar && quote(contract, toNumber(bar[side]), minute);
  };
  return {
    date,
    minutes,
    share: (symbol, minute) => {
      const bar = barOf(symbol);
      return bar && decimal(spotAt(pathOf(bar), minute / minutes).toFixed(2));
    },
    option: (contract, minute) => {
      const bar = barOf(contract.underlying);
      return bar && quote(contract, spotAt(pathOf(bar), minute / minutes), minute);
    },
    highestBid: (contract, minute) =>
      whenSpotIs(contract, minute, contract.right === 'call' ? 'high' : 'low')?.bid,
    lowestAsk: (contract, minute) =>
      whenSpotIs(contract, minute, contract.right === 'call' ? 'low' : 'high')?.ask,
    close: (symbol) => barOf(symbol)?.close,
  };
}

/** What a roll pays and gets: one order at a net price, it costs the wider of its two spreads, half on each leg. */
export function rolledAt(from: NumberQuote, to: NumberQuote): { paid: number; received: number } {
  const halfSpread = Math.max(from.ask - from.bid, to.ask - to.bid) / 4;
  const middle = ({ bid, ask }: NumberQuote) => (bid + ask) / 2;
  return {
    paid: Math.ceil(Number((100 * (middle(from) + halfSpread)).toFixed(6))) / 100,
    received: Math.max(0.01, Math.floor(Number((100 * (middle(to) - halfSpread)).toFixed(6))) / 100),
  };
}

/** `HH:MM:SS` on New York's clock so many minutes, perhaps with a fraction, after the open. */
export function clockAt(minute: number): string {
  const seconds = Math.round((OPEN_MINUTE + minute) * 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function pathOf({ open, high, low, close }: DailyBar): PricePath {
  return { open: toNumber(open), high: toNumber(high), low: toNumber(low), close: toNumber(close) };
}

/** What buyers bid and sellers ask for a contract of that worth, to the cent. */
export function bidAndAsk(
  { worth, intrinsic }: { worth: number; intrinsic: number },
  { of, share }: QuoteTerms['halfSpread'],
): NumberQuote {
  const base = of === 'worth' ? 0 : intrinsic;
  const bid = base + (worth - base) * (1 - share);
  const ask = base + (worth - base) * (1 + share);
  return {
    bid: Math.max(0.01, Math.floor(bid * 100) / 100),
    ask: Math.max(0.02, Math.ceil(ask * 100) / 100),
  };
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

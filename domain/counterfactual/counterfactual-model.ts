/**
 * The model that stands in for quotes; its assumptions and their reasons are in
 * docs/decisions/counterfactual-by-model.md.
 */
import { isSession, previousSession, sessionOnOrBefore } from '../time/calendar.js';
import { barsBetween, type DailyBars } from '../market/daily-bars.js';
import { addDays, daysBetween, type IsoDate } from '../time/dates.js';
import { toNumber } from '../number/decimal.js';
import { impliedVolatility, optionDelta, optionPrice, type OptionTerms } from '../market/black-scholes.js';
import type { Right } from '../records/instrument.js';
import { realisedVolatility } from '../market/realised-volatility.js';
import { splitFactor } from '../market/split-adjust.js';

export const MODEL = {
  /** A year, continuously compounded; in some years there is no interest, and the interval allows for that. */
  rate: 0.04,
  leastRate: 0,
  /** Returns over which volatility is measured where no premium implies it. */
  lookbackReturns: 20,
  /** Calendar days within which those returns must lie. */
  lookbackDays: 60,
  /** Relative error of a volatility that the advice's own premium implied, and of a measured one. */
  volatilityError: { implied: 0.35, realised: 0.5 },
  /**
   * Half the distance of bid and ask where the advice names none, in dollars a share: of shares; the least of an option
   * (a cent, from three dollars on half of the tick of five cents); the shares of its time value and of its whole
   * price, whichever is more; and the most.
   */
  halfSpread: {
    shares: 0.01,
    tick: { from: 3, below: 0.01, above: 0.025 },
    ofTimeValue: 0.05,
    ofPrice: 0.006,
    most: 0.1,
  },
  /** Implied volatilities outside of this range are a stale premium, not an opinion. */
  plausibleVolatility: { least: 0.03, most: 4 },
  /** Bars more sessions old than this say nothing of a day. */
  barAgeSessions: 5,
} as const;

/** What is priced: shares (right null) or one contract, in plain numbers. */
export interface PricedContract {
  right: Right | null;
  strike: number;
  expiration: IsoDate;
  multiplier: number;
}

type OptionContract = PricedContract & { right: Right };

/** A contract as text, the same for the same terms. */
export function pricedKey({ right, strike, expiration, multiplier }: PricedContract): string {
  return right === null ? `shares ${multiplier}` : `${right} ${strike} ${expiration} ${multiplier}`;
}

export interface Underlying {
  price: number;
  volatility: number;
  /** Of interest; without it the model's. */
  rate?: number;
}

/** Worth per share at the close of a day; at and after the expiration the intrinsic value. */
export function markAtClose(
  contract: PricedContract,
  day: IsoDate,
  { price, volatility, rate = MODEL.rate }: Underlying,
): number {
  if (!isOption(contract)) return price;
  const days = daysBetween(day, contract.expiration);
  return optionPrice(termsOf(contract, { days, spot: price, rate }), volatility);
}

/** Worth per share while a day's session runs: a contract that expires on it has half a day left. */
export function markInSession(
  contract: PricedContract,
  day: IsoDate,
  { price, volatility }: Underlying,
): number {
  return isOption(contract) ? optionPrice(termsInSession(contract, { day, price }), volatility) : price;
}

/** Shares that a contract moves like while a day's session runs; 1 for shares. */
export function deltaInSession(
  contract: PricedContract,
  day: IsoDate,
  { price, volatility }: Underlying,
): number {
  return isOption(contract) ? optionDelta(termsInSession(contract, { day, price }), volatility) : 1;
}

/**
 * Options bought (sign > 0) and sold (< 0) while a day's session runs, with the underlying at `price`, for `net` a
 * share together.
 */
export interface PricedPackage {
  parts: readonly { contract: PricedContract; sign: number }[];
  day: IsoDate;
  price: number;
  net: number;
  /** Of interest; without it the model's. */
  rate?: number;
}

/**
 * The volatility at which options are together worth what was asked for them; undefined where none that is plausible
 * does it. Of several, which only a package can have, the one nearest to `near`.
 */
export function plausibleVolatility(
  { parts, net, ...seen }: PricedPackage,
  near: number | undefined,
): number | undefined {
  const options = parts.flatMap(({ contract, sign }) =>
    isOption(contract) ? [{ option: termsInSession(contract, seen), sign }] : [],
  );
  const { least, most } = MODEL.plausibleVolatility;
  if (options.length === 1) {
    const implied = impliedVolatility(options, net);
    return implied !== undefined && implied >= least && implied <= most ? implied : undefined;
  }
  const found = PLAUSIBLE_PARTS.flatMap((range) => impliedVolatility(options, net, range) ?? []);
  const distance = (volatility: number) => Math.abs(Math.log(volatility / (near ?? least)));
  return found.sort((a, b) => distance(a) - distance(b))[0];
}

/** The plausible range in parts, each of which is looked for a volatility of its own. */
const PLAUSIBLE_PARTS = partsOf(MODEL.plausibleVolatility, 40);

function partsOf({ least, most }: { least: number; most: number }, count: number) {
  const step = (most / least) ** (1 / count);
  return Array.from({ length: count }, (_, i) => ({
    least: least * step ** i,
    most: least * step ** (i + 1),
  }));
}

/**
 * Whether a volatility prices a package as it was asked for, within its spread and what the model's rate may be off
 * by: deep in the money any volatility does, and the premium implies none.
 */
export function isPricedBy({ parts, day, price, net }: PricedPackage, volatility: number): boolean {
  const trades = parts.map(({ contract, sign }) => ({
    contract,
    sign,
    price: markInSession(contract, day, { price, volatility }),
  }));
  const worth = trades.reduce((sum, trade) => sum + trade.sign * trade.price, 0);
  const carry = trades.reduce((sum, { contract: { strike, expiration } }) => {
    const years = Math.max(daysBetween(day, expiration), 0) / 365;
    return sum + strike * (1 - Math.exp(-MODEL.rate * years));
  }, 0);
  return Math.abs(worth - net) <= carry + MODEL.halfSpread.most;
}

/** Realised volatility of the closes before a day, splits taken out; undefined without enough recent ones. */
export function volatilityBefore(daily: DailyBars, day: IsoDate): number | undefined {
  const until = addDays(day, -1);
  const bars = barsBetween(daily, addDays(day, -MODEL.lookbackDays), until).slice(-MODEL.lookbackReturns - 1);
  if (bars.length <= MODEL.lookbackReturns || priceOn(daily, until) === undefined) return undefined;
  const start = bars[0]?.date ?? '';
  return realisedVolatility(
    bars.map(
      ({ date, close }) =>
        toNumber(close) * toNumber(splitFactor(daily.splits, (split) => split > start && split <= date)),
    ),
  );
}

/** The last close up to a day, as traded, if it is at most five sessions old. */
export function priceOn(daily: DailyBars, day: IsoDate): number | undefined {
  const last = barsBetween(daily, oldestBarFor(day), day).at(-1);
  return last === undefined ? undefined : toNumber(last.close);
}

/** The first day of which a bar still says what a share cost on `day`. */
export function oldestBarFor(day: IsoDate): IsoDate {
  let oldest = sessionOnOrBefore(day);
  for (let i = 0; i < MODEL.barAgeSessions; i++) oldest = previousSession(oldest);
  return oldest;
}

/** The session at whose close a contract ends: its expiration, or the one before where that day has none. */
export function lastSession({ expiration }: PricedContract): IsoDate {
  return isSession(expiration) ? expiration : previousSession(expiration);
}

function isOption(contract: PricedContract): contract is OptionContract {
  return contract.right !== null;
}

function termsInSession(
  contract: OptionContract,
  { day, price: spot, rate = MODEL.rate }: { day: IsoDate; price: number; rate?: number },
): OptionTerms {
  return termsOf(contract, { days: Math.max(daysBetween(day, contract.expiration), 0.5), spot, rate });
}

function termsOf(
  { right, strike }: OptionContract,
  { days, spot, rate }: { days: number; spot: number; rate: number },
): OptionTerms {
  return { right, spot, strike, years: days / 365, rate };
}

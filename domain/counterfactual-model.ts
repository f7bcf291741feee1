/** The model that stands in for quotes; its assumptions and their reasons are in docs/decisions/counterfactual-by-model.md. */
import { isSession, previousSession, sessionOnOrBefore } from './calendar.js';
import { barsBetween, type DailyBars } from './daily-bars.js';
import { addDays, daysBetween, type IsoDate } from './dates.js';
import { toNumber } from './decimal.js';
import { optionPrice, solveVolatility } from './black-scholes.js';
import type { Right } from './instrument.js';
import { realisedVolatility } from './realised-volatility.js';
import { splitFactor } from './split-adjust.js';

export const MODEL = {
  /** A year, continuously compounded. */
  rate: 0.04,
  /** Returns over which volatility is measured where no premium implies it. */
  lookbackReturns: 20,
  /** Calendar days within which those returns must lie. */
  lookbackDays: 60,
  /** Relative error of a volatility that the advice's own premium implied, and of a measured one. */
  volatilityError: { implied: 0.15, realised: 0.3 },
  /** Half the distance of bid and ask where the advice names none: a share of an option's price, and at least a cent. */
  halfSpreadShare: 0.05,
  leastHalfSpread: 0.01,
  /** Implied volatilities outside of this range are a stale premium, not an opinion. */
  plausibleVolatility: { least: 0.03, most: 4 },
  /** Sessions after which shares, which never expire, are marked. */
  shareHorizonSessions: 20,
  /** Bars more sessions old than this say nothing of a day. */
  barAgeSessions: 5,
} as const;

/** What is priced: shares (right null) or one contract, in plain numbers. */
export interface Contract {
  right: Right | null;
  strike: number;
  expiration: IsoDate;
  multiplier: number;
}

/** A contract as text, the same for the same terms. */
export function contractKey({ right, strike, expiration, multiplier }: Contract): string {
  return right === null ? `shares ${multiplier}` : `${right} ${strike} ${expiration} ${multiplier}`;
}

export interface Underlying {
  price: number;
  volatility: number;
}

/** Worth per share at the close of a day; at and after the expiration the intrinsic value. */
export function markAtClose(contract: Contract, day: IsoDate, { price, volatility }: Underlying): number {
  if (contract.right === null) return price;
  return priced(contract, daysBetween(day, contract.expiration), { price, volatility });
}

/** Worth per share while a day's session runs: a contract that expires on it has half a day left. */
export function markInSession(contract: Contract, day: IsoDate, { price, volatility }: Underlying): number {
  if (contract.right === null) return price;
  return priced(contract, Math.max(daysBetween(day, contract.expiration), 0.5), { price, volatility });
}

/**
 * The volatility at which contracts bought (> 0) and sold (< 0) are together worth `net` per share in session; undefined where none
 * that is plausible does it.
 */
export function volatilityOf(
  parts: readonly { contract: Contract; sign: number }[],
  { day, price, net }: { day: IsoDate; price: number; net: number },
): number | undefined {
  const solved = solveVolatility(
    (volatility) =>
      parts.reduce(
        (worth, { contract, sign }) => worth + sign * markInSession(contract, day, { price, volatility }),
        0,
      ),
    net,
  );
  const { least, most } = MODEL.plausibleVolatility;
  return solved !== undefined && solved >= least && solved <= most ? solved : undefined;
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
  let oldest = sessionOnOrBefore(day);
  for (let i = 0; i < MODEL.barAgeSessions; i++) oldest = previousSession(oldest);
  const last = barsBetween(daily, oldest, day).at(-1);
  return last === undefined ? undefined : toNumber(last.close);
}

/** Half the distance of bid and ask per share, for a price that has no quote. */
export function modelHalfSpread(contract: Contract, price: number): number {
  if (contract.right === null) return MODEL.leastHalfSpread;
  return Math.max(MODEL.leastHalfSpread, MODEL.halfSpreadShare * price);
}

/** The session at whose close a contract ends: its expiration, or the one before where that day has none. */
export function lastSession({ expiration }: Contract): IsoDate {
  return isSession(expiration) ? expiration : previousSession(expiration);
}

function priced(contract: Contract, days: number, { price, volatility }: Underlying): number {
  const { right, strike } = contract;
  if (right === null) return price;
  const years = days / 365;
  return optionPrice({ right, spot: price, strike, years, rate: MODEL.rate }, volatility);
}

import { unitFees } from './attribution.js';
import type { AdvicePart } from './advice-parts.js';
import type { CounterfactualCase } from './counterfactual-case.js';
import {
  isPricedBy,
  pricedKey,
  markInSession,
  MODEL,
  plausibleVolatility,
  priceOn,
  volatilityBefore,
  type PricedContract,
} from './counterfactual-model.js';
import { barsBetween, type DailyBars } from '../market/daily-bars.js';
import { FAR } from '../market/share-count.js';
import { previousSession } from '../time/calendar.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { toNumber } from '../number/decimal.js';
import { modelHalfSpread } from './half-spread.js';
import type { Leg } from './package-value.js';

/** What the model assumes of the day of the advice. */
export interface View {
  price: number;
  volatility: number;
  volatilityError: number;
  /** The volatility at which the premium is fair where there is no interest. */
  withoutInterest: number;
}

/**
 * Contracts or shares that the advice is compared with: the advised, else what was traded, else what was held, else
 * one.
 */
export function advisedQuantity({ advice, answers, heldQuantity }: CounterfactualCase): number {
  if (advice.quantity !== null) return toNumber(advice.quantity);
  const [bought, sold] = [1, -1].map((sign) =>
    total(answers.filter((leg) => Math.sign(leg.quantity) === sign).map((leg) => Math.abs(leg.quantity))),
  ) as [number, number];
  return Math.max(bought, sold) || (heldQuantity ?? 1);
}

/**
 * The underlying when the advice came, and the volatility that its premium implies, or the realised one where it
 * names none or that prices it as well. Undefined where no volatility reaches the premium, or where the advice names
 * another price than the bars: on whatever it was made, it was not this price.
 */
export function viewOf(
  { advice, daily }: CounterfactualCase,
  parts: readonly AdvicePart[],
): View | undefined {
  if (daily === undefined) return undefined;
  const day = advice.trading_date;
  const price =
    advice.underlying_price === null
      ? (priceOn(daily, addDays(day, -1)) ?? priceOn(daily, day))
      : toNumber(advice.underlying_price);
  if (price === undefined || price <= 0 || isFarFromBars(price, daily, day)) return undefined;
  const options = parts.every(({ contract }) => contract.right !== null);
  const realised = volatilityBefore(daily, day) ?? (options ? undefined : 0);
  if (advice.premium === null || !options)
    return realised === undefined ? undefined : measured(price, realised);
  const asked = { parts, day, price, net: netWorth(parts, toNumber(advice.premium)) };
  const implied = plausibleVolatility(asked, realised);
  const withoutInterest = plausibleVolatility({ ...asked, rate: MODEL.leastRate }, implied ?? realised);
  if (implied === undefined) {
    if (realised === undefined || !isPricedBy(asked, realised)) return undefined;
    return { ...measured(price, realised), withoutInterest: withoutInterest ?? realised };
  }
  return {
    price,
    volatility: implied,
    volatilityError: MODEL.volatilityError.implied,
    withoutInterest: withoutInterest ?? implied,
  };
}

function measured(price: number, volatility: number): View {
  const volatilityError = MODEL.volatilityError.realised;
  return { price, volatility, volatilityError, withoutInterest: volatility };
}

/**
 * Advice that was made on another share count: its price lies far outside of the bars of its day and of the session
 * before.
 */
function isFarFromBars(price: number, daily: DailyBars, day: IsoDate): boolean {
  const bars = barsBetween(daily, previousSession(day), day);
  if (bars.length === 0) return false;
  return (
    price > FAR.price * Math.max(...bars.map(({ high }) => toNumber(high))) ||
    price * FAR.price < Math.min(...bars.map(({ low }) => toNumber(low)))
  );
}

/**
 * A premium as the worth of what is bought less what is sold: a roll's is written as a credit, a single contract's as
 * its price.
 */
function netWorth(parts: readonly AdvicePart[], premium: number): number {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.sign * premium : -premium;
}

/**
 * The advised trades at the advised premium, where there is one; a roll's close is at the model's price and its opening
 * makes up the rest. They are one order: the half spread of its net price is divided into equal parts.
 */
export function advisedLegs(
  { advice, answers }: CounterfactualCase,
  { parts, view, quantity }: { parts: readonly AdvicePart[]; view: View; quantity: number },
): Leg[] {
  const day = advice.trading_date;
  const { premium, bid, ask } = advice;
  const models = parts.map(({ contract }) => markInSession(contract, day, view));
  const others = total(parts.slice(0, -1).map(({ sign }, i) => sign * (models[i] ?? 0)));
  const trades = parts.map(({ contract, sign }, i) => {
    const isLast = i === parts.length - 1;
    const atPremium = isLast && premium !== null;
    const price = atPremium ? sign * (netWorth(parts, toNumber(premium)) - others) : (models[i] ?? 0);
    return { contract, quantity: sign * quantity, day, price, feesUsd: unitFees(answers) * quantity };
  });
  const halfSpread =
    bid === null || ask === null || ask < bid
      ? modelHalfSpread(trades.map(({ contract, price }) => ({ contract, price, spot: view.price })))
      : toNumber(ask - bid) / 2;
  return trades.map((trade) => ({ ...trade, halfSpread: halfSpread / trades.length }));
}

/** Worth per share of what was held: what the advice would have closed it at, else the model's price. */
export function heldPrice(
  contract: PricedContract,
  legs: readonly Leg[],
  { view, day }: { view: View; day: IsoDate },
): number {
  const advised = legs.find((leg) => pricedKey(leg.contract) === pricedKey(contract));
  return advised?.price ?? markInSession(contract, day, view);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * European options after Black and Scholes (1973), "The Pricing of Options and Corporate Liabilities", without
 * dividends. Prices are per share in the unit of spot and strike; rates and volatilities are yearly fractions (0.25 =
 * 25 %), continuously compounded.
 */
import type { Right } from '../records/instrument.js';

export interface OptionTerms {
  right: Right;
  spot: number;
  strike: number;
  /** Years to expiration; 0 or less is an expired contract, worth its intrinsic value. */
  years: number;
  rate: number;
}

/** 0.01 % to 1000 %. */
const ANY_VOLATILITY = { least: 1e-4, most: 10 };

/**
 * What the contract is worth at that volatility. At zero volatility or no time: the discounted forward's intrinsic
 * value.
 */
export function optionPrice(option: OptionTerms, volatility: number): number {
  const { right, spot, strike, years, rate } = option;
  if (years <= 0) return intrinsicValue(right, spot, strike);
  const sign = right === 'call' ? 1 : -1;
  const discounted = strike * Math.exp(-rate * years);
  if (volatility <= 0) return Math.max(sign * (spot - discounted), 0);
  const [d1, d2] = d1d2(option, volatility);
  return Math.max(sign * (spot * normalCdf(sign * d1) - discounted * normalCdf(sign * d2)), 0);
}

/** Shares that the contract moves like: 0 … 1 for a call, −1 … 0 for a put. */
export function optionDelta(option: OptionTerms, volatility: number): number {
  const { right, spot, strike, years, rate } = option;
  const sign = right === 'call' ? 1 : -1;
  if (years <= 0 || volatility <= 0) {
    const forward = strike * Math.exp(-rate * Math.max(years, 0));
    return sign * (spot - forward) > 0 ? sign : 0;
  }
  return sign * normalCdf(sign * d1d2(option, volatility)[0]);
}

/** Worth at expiration, per share, never negative. */
export function intrinsicValue(right: Right, spot: number, strike: number): number {
  return Math.max(right === 'call' ? spot - strike : strike - spot, 0);
}

/**
 * The volatility of a range, without one 0.01 % to 1000 %, at which options bought (sign above zero) and sold are
 * together worth that price: bisection of a bracket, so that it ends on any input. Undefined where the two ends do
 * not lie on either side of the price: none explains it, or all are expired, or several do and the worth comes back
 * to where it was.
 */
export function impliedVolatility(
  legs: readonly { option: OptionTerms; sign: number }[],
  price: number,
  range: { least: number; most: number } = ANY_VOLATILITY,
): number | undefined {
  const worth = (volatility: number) =>
    legs.reduce((sum, { option, sign }) => sum + sign * optionPrice(option, volatility), 0);
  let [low, high] = [range.least, range.most];
  const [atLow, atHigh] = [worth(low), worth(high)];
  const direction = atHigh > atLow ? 1 : -1;
  const excess = (value: number) => direction * (value - price);
  if (!(excess(atLow) < 0 && excess(atHigh) > 0)) return undefined;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (excess(worth(middle)) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Φ(x), the standard normal's cumulative distribution, to double precision: Hart's algorithm as given by West (2005),
 * "Better approximations to cumulative normal functions", Wilmott Magazine.
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  const tail = Math.exp((-z * z) / 2) * (z < 7.07106781186547 ? centre(z) : fraction(z));
  return x > 0 ? 1 - tail : tail;
}

function centre(z: number): number {
  const above = [
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
    221.213596169931, 220.206867912376,
  ];
  const below = [
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
    637.333633378831, 793.826512519948, 440.413735824752,
  ];
  return polynomial(above, z) / polynomial(below, z);
}

function fraction(z: number): number {
  const continued = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))));
  return 1 / (continued * 2.506628274631);
}

function polynomial(coefficients: readonly number[], z: number): number {
  return coefficients.reduce((value, coefficient) => value * z + coefficient, 0);
}

function d1d2({ spot, strike, years, rate }: OptionTerms, volatility: number): [number, number] {
  const spread = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate + volatility ** 2 / 2) * years) / spread;
  return [d1, d1 - spread];
}

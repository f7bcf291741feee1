import { pricedKey, type PricedContract } from './counterfactual-model.js';
import type { IsoDate } from '../time/dates.js';
import type { Decimal } from '../number/decimal.js';
import type { Leg, Package } from './package-value.js';

export const ATTRIBUTION_STEPS = [
  'participation',
  'strike',
  'expiration',
  'size',
  'delay',
  'execution',
  'exit',
  'fees',
] as const;
export type AttributionStep = (typeof ATTRIBUTION_STEPS)[number];

/** What a model would have traded a contract at on a day. */
export type PriceIn = (contract: PricedContract, day: IsoDate) => number;

/**
 * Splits the difference of two packages by replacing the algorithm's with the human's one thing at a time: whether each
 * leg was traded at all, then strike, expiration, size, day and price of what was, then how it ended, then fees.
 * `valueOf` gives exact amounts, and the steps add up to `valueOf(human) − valueOf(algorithm)` exactly; what is
 * replaced earlier is measured with the others still the algorithm's, so their order is part of the definition.
 */
export function attribution({
  algorithm,
  human,
  priceIn,
  valueOf,
}: {
  algorithm: Package;
  human: Package;
  priceIn: PriceIn;
  valueOf: (side: Package) => Decimal;
}): Record<AttributionStep, Decimal> {
  const feesEach = unitFees(human.legs);
  const pairs = human.legs.map((answer) => ({
    answer,
    ...counterpart(answer, { algorithm, human, priceIn }),
  }));
  const legsBy = (replace: (pair: Pair) => Leg): Package => ({ ...algorithm, legs: pairs.map(replace) });
  const exits = human.exits.map((exit) => ({ ...exit, feesUsd: 0 }));

  const asAdvised = ({ advised }: Pair) => advised;
  const withStrike = (pair: Pair) => {
    const { right, strike, multiplier } = pair.answer.contract;
    return repriced(
      pair,
      { right, strike, multiplier, expiration: pair.advised.contract.expiration },
      priceIn,
    );
  };
  const withContract = (pair: Pair) => repriced(pair, pair.answer.contract, priceIn);
  const withSize = (pair: Pair) => {
    const { quantity } = pair.answer;
    return { ...withContract(pair), quantity, feesUsd: feesEach * Math.abs(quantity) };
  };
  const withDay = (pair: Pair) => {
    const { contract, day } = pair.answer;
    const leg = withSize(pair);
    return day === leg.day ? leg : { ...leg, day, price: priceIn(contract, day) };
  };
  const withPrice = (pair: Pair) => ({ ...withDay(pair), price: pair.answer.price });

  const packages: Package[] = [
    algorithm,
    legsBy(asAdvised),
    legsBy(withStrike),
    legsBy(withContract),
    legsBy(withSize),
    legsBy(withDay),
    legsBy(withPrice),
    { ...legsBy(withPrice), exits },
    human,
  ];
  const values = packages.map(valueOf);
  const steps = ATTRIBUTION_STEPS.map((step, i) => [step, (values[i + 1] ?? 0n) - (values[i] ?? 0n)]);
  return Object.fromEntries(steps) as Record<AttributionStep, Decimal>;
}

/** A trade of the human's, and the part of the algorithm's that it stands for. */
interface Pair {
  answer: Leg;
  advised: Leg;
}

/**
 * The advised leg of the same side, in the answer's share of that side; an answer on a side without one stands for
 * itself at the model's price.
 */
function counterpart(
  answer: Leg,
  { algorithm, human, priceIn }: { algorithm: Package; human: Package; priceIn: PriceIn },
): { advised: Leg } {
  const sign = Math.sign(answer.quantity);
  const advised = algorithm.legs.find((leg) => Math.sign(leg.quantity) === sign);
  if (advised === undefined) {
    const day = algorithm.legs[0]?.day ?? answer.day;
    return { advised: { ...answer, day, price: priceIn(answer.contract, day) } };
  }
  const side = human.legs.filter((leg) => Math.sign(leg.quantity) === sign);
  const share = answer.quantity / side.reduce((total, { quantity }) => total + quantity, 0);
  return { advised: { ...advised, quantity: advised.quantity * share, feesUsd: advised.feesUsd * share } };
}

function repriced({ advised }: Pair, contract: PricedContract, priceIn: PriceIn): Leg {
  const same = pricedKey(contract) === pricedKey(advised.contract);
  return { ...advised, contract, price: same ? advised.price : priceIn(contract, advised.day) };
}

/** Dollars a contract or share, over all trades. */
export function unitFees(legs: readonly Leg[]): number {
  const units = legs.reduce((total, { quantity }) => total + Math.abs(quantity), 0);
  return units === 0 ? 0 : legs.reduce((total, { feesUsd }) => total + feesUsd, 0) / units;
}

import type { IsoDate } from '../time/dates.js';
import { pricedKey, markAtClose, type PricedContract, type Underlying } from './counterfactual-model.js';
import { groupBy } from '../group-by.js';
import { intrinsicValue } from '../market/black-scholes.js';

/** A trade of a package: signed contracts or shares (bought > 0), dollars per share. */
export interface Leg {
  contract: PricedContract;
  quantity: number;
  day: IsoDate;
  price: number;
  feesUsd: number;
  /** Half the distance of bid and ask for a trade that nobody made; null for one that was. */
  halfSpread: number | null;
}

/** How something that was held ended: by a trade at a price, or at its intrinsic value (price null). */
export interface Exit {
  contract: PricedContract;
  /** Signed as the trade that ends it: bought back > 0. */
  quantity: number;
  day: IsoDate;
  price: number | null;
  feesUsd: number;
}

/** So much of a contract or of shares. */
export interface Quantity {
  contract: PricedContract;
  /** Signed: long > 0. */
  quantity: number;
}

/** What was held when the advice came, with its worth per share then. */
export interface Held extends Quantity {
  price: number;
}

/** One side of a counterfactual: what was held, what was traded in answer, how that ended up to the horizon. */
export interface Package {
  held: readonly Held[];
  legs: readonly Leg[];
  exits: readonly Exit[];
}

/** What a scenario assumes: the underlying at the horizon, and how many half spreads hypothetical trades pay. */
export interface Scenario {
  underlying: Underlying;
  spreads: number;
}

/** Contracts or shares still held after the trades in answer, by contract. */
export function heldAfter(held: readonly Quantity[], legs: readonly Quantity[]): Quantity[] {
  const groups = groupBy([...held, ...legs], ({ contract }) => pricedKey(contract));
  return [...groups.values()].map((parts) => ({
    contract: (parts[0] as Quantity).contract,
    quantity: parts.reduce((total, { quantity }) => total + quantity, 0),
  }));
}

/** Dollars since the advice: cash, plus marks at the horizon, less what was held already was worth. */
export function packageValue(side: Package, horizon: IsoDate, { underlying, spreads }: Scenario): number {
  const cash = side.legs.reduce((total, leg) => total + cashOf(leg, spreads), 0);
  const before = side.held.reduce(
    (total, { contract, quantity, price }) => total + quantity * price * contract.multiplier,
    0,
  );
  const after = heldAfter(side.held, side.legs).reduce((total, position) => {
    const exits = exitsOf(side.exits, position);
    const left = exits.reduce((rest, { quantity }) => rest + quantity, position.quantity);
    const mark = markAtClose(position.contract, horizon, underlying);
    const exited = exits.reduce((sum, exit) => sum + exitCash(exit, underlying.price), 0);
    return total + exited + left * mark * position.contract.multiplier;
  }, 0);
  return cash + after - before;
}

function cashOf({ contract, quantity, price, feesUsd, halfSpread }: Leg, spreads: number): number {
  const paid = price + Math.sign(quantity) * spreads * (halfSpread ?? 0);
  return -quantity * paid * contract.multiplier - feesUsd;
}

/**
 * The exits of a position in their order, as far as it goes: what else was held of the contract is not this package's.
 */
function exitsOf(
  exits: readonly Exit[],
  { contract, quantity }: { contract: PricedContract; quantity: number },
): Exit[] {
  let left = Math.abs(quantity);
  const key = pricedKey(contract);
  return exits.flatMap((exit) => {
    if (pricedKey(exit.contract) !== key || Math.sign(exit.quantity) !== -Math.sign(quantity)) return [];
    const part = Math.min(left, Math.abs(exit.quantity));
    left -= part;
    const share = part / Math.abs(exit.quantity);
    return [{ ...exit, quantity: exit.quantity * share, feesUsd: exit.feesUsd * share }];
  });
}

function exitCash({ contract, quantity, price, feesUsd }: Exit, spot: number): number {
  const { right, strike, multiplier } = contract;
  const worth = price ?? (right === null ? spot : intrinsicValue(right, spot, strike));
  return -quantity * worth * multiplier - feesUsd;
}

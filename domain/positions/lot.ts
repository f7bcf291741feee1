import { abs, prorate, sum, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import type { Instrument, Side } from '../records/instrument.js';

export type CloseKind = 'traded' | 'expired' | 'assigned' | 'exercised';

/**
 * Signed cash net of fees (paid < 0) in three views: as it flowed; with an assigned option's premium moved into the
 * shares; with the option settled at its intrinsic value (null where that value is unknown).
 */
export interface Cash {
  actual: Decimal;
  tax: Decimal;
  economic: Decimal | null;
}

/**
 * A quantity with the money that belongs to it, all of one currency: of an execution, of a lot, or what is left of
 * either.
 */
export interface Part {
  quantity: Decimal;
  cash: Cash;
  fees: Decimal;
  currency: string;
}

/** What is open of one opening, or the part of it that a closing took. */
export interface Lot extends Part {
  lot_id: string;
  opening: StoredExecution;
  /** The place of its opening among all of its book. */
  age: number;
  /** As it is called now: splits and symbol changes rename what is held. */
  instrument: Instrument;
  side: Side;
  /** Of the opening, per share and before fees, as shares are counted now. */
  price: Decimal;
  flags: readonly string[];
}

/** A part of one lot closed by one execution; `lot` is null when the data has no opening for it. */
export interface Closing extends Part {
  lot: Lot | null;
  closing: StoredExecution;
  kind: CloseKind;
  instrument: Instrument;
}

/**
 * Takes a quantity out of what is left, with its share of the money: the last one gets all that remains, so nothing is
 * lost.
 */
export function take(from: Part, quantity: Decimal): Part {
  if (quantity === from.quantity) {
    const all = { quantity, cash: from.cash, fees: from.fees, currency: from.currency };
    [from.quantity, from.cash, from.fees] = [ZERO, NO_CASH, ZERO];
    return all;
  }
  const shareOf = (whole: Decimal) => prorate(whole, quantity, from.quantity);
  const { actual, tax, economic } = from.cash;
  const cash = {
    actual: shareOf(actual),
    tax: shareOf(tax),
    economic: economic === null ? null : shareOf(economic),
  };
  const taken = { quantity, cash, fees: shareOf(from.fees), currency: from.currency };
  from.quantity -= quantity;
  from.fees -= taken.fees;
  from.cash = {
    actual: actual - cash.actual,
    tax: tax - cash.tax,
    economic: economic === null || cash.economic === null ? null : economic - cash.economic,
  };
  return taken;
}

const NO_CASH: Cash = { actual: ZERO, tax: ZERO, economic: ZERO };

/** All of these together, of one currency. */
export function totalOf(parts: readonly Part[], currency: string): Part {
  const economic = parts.map(({ cash }) => cash.economic);
  return {
    quantity: sum(parts.map(({ quantity }) => quantity)),
    cash: {
      actual: sum(parts.map(({ cash }) => cash.actual)),
      tax: sum(parts.map(({ cash }) => cash.tax)),
      economic: economic.includes(null) ? null : sum(economic as Decimal[]),
    },
    fees: sum(parts.map(({ fees }) => fees)),
    currency,
  };
}

/**
 * True where no money came or went, whatever currency stands beside it: of what expired, or came in by transfer
 * without a price.
 */
export function movedNoMoney({ cash, fees }: Part): boolean {
  return cash.actual === ZERO && fees === ZERO;
}

/**
 * The currency of what a closing came to; null where it was paid in another one than its lot, and the two cannot be
 * added.
 */
export function resultCurrency(closing: Closing): string | null {
  const { lot, currency } = closing;
  if (lot === null || lot.currency === currency || movedNoMoney(lot)) return currency;
  return movedNoMoney(closing) ? lot.currency : null;
}

/** What a lot cost, or brought when it was opened short: never negative, before fees. */
export function costOf({ cash, fees }: Part): Decimal {
  return abs(cash.actual + fees);
}

/** Above zero long, below zero short. */
export function signedQuantity({ side, quantity }: Pick<Lot, 'side' | 'quantity'>): Decimal {
  return side === 'long' ? quantity : -quantity;
}

import { compare } from '../compare.js';
import { tradingDateOf } from '../time/calendar.js';
import { prorate, sum, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import type { Instrument } from '../records/instrument.js';
import type { IsoDate } from '../time/dates.js';
import { bookOf, type Book, type Entry } from './book.js';
import { isMixed, lotsIn } from './lot-queue.js';
import { signedQuantity } from './lot.js';

/** What an account holds of one instrument: the sum of its lots. */
export interface Position extends Instrument {
  account: string;
  /** Shares or contracts: above zero long, below zero short. */
  quantity: Decimal;
  /**
   * Average price per share, before fees, at which what is held was opened; null where that was in several
   * currencies.
   */
  averagePrice: Decimal | null;
}

/**
 * The positions at the close before a date, which must not go back: what executions of trading dates before it leave
 * open. Ordered by account and instrument.
 */
export function positionsBefore(executions: readonly StoredExecution[]): (date: IsoDate) => Position[] {
  const { book, lead } = bookOf(executions);
  return (date) => {
    lead(({ executed_at }) => tradingDateOf(executed_at) < date);
    return positionsOn(book, date);
  };
}

/**
 * The positions of a book on a day. Contracts past their expiration are not held, whether or not a row says how they
 * ended. Ordered by account and instrument.
 */
export function positionsOn({ entries }: Book, date: IsoDate): Position[] {
  return [...entries]
    .filter(([, entry]) => entry.queue.quantity !== ZERO && isAlive(entry, date))
    .sort(([a], [b]) => compare(a, b))
    .map(([, entry]) => positionOf(entry));
}

/** True for shares, and for contracts up to their expiration. */
export function isAlive({ instrument: { expiration } }: Entry, date: IsoDate): boolean {
  return expiration === null || expiration >= date;
}

function positionOf({ account, instrument, queue }: Entry): Position {
  const { root, underlying, right, strike, expiration, multiplier } = instrument;
  const lots = lotsIn(queue);
  const { quantity } = queue;
  const averagePrice = isMixed(queue)
    ? null
    : sum(lots.map((lot) => prorate(lot.price, signedQuantity(lot), quantity)));
  return { account, root, underlying, right, strike, expiration, multiplier, quantity, averagePrice };
}

import { abs, divide, multiply, prorate, type Decimal, ZERO } from '../number/decimal.js';
import { convertedInstrument, convertedQuantity, type Conversion } from './converted-instrument.js';
import { instrumentKey, multiplierOf, type Instrument } from '../records/instrument.js';
import { isBareDate } from '../time/calendar.js';
import { mayCloseUnseen } from '../records/execution-order.js';
import type { IsoDate } from '../time/dates.js';
import type { Execution } from '../records/records.js';

/** What an account holds of one instrument. */
export interface Holding extends Instrument {
  account: string;
  /** Shares or contracts: above zero long, below zero short. */
  quantity: Decimal;
  /** Average price per share, before fees, at which the quantity held was opened. */
  averagePrice: Decimal;
}

/** What of an execution moves holdings; `trading_date` as of `tradingDateOf`. */
export type Movement = Instrument &
  Pick<
    Execution,
    | 'account'
    | 'executed_at'
    | 'action'
    | 'quantity'
    | 'price'
    | 'amount'
    | 'sequence'
    | 'direction'
    | 'ratio'
  > &
  Conversion & { trading_date: IsoDate };

/** Positions by account and instrument, as {@link applyMovement} keeps them; at zero where there was one. */
export type HoldingsBook = Map<string, Holding>;

/**
 * Steps through executions, in any order, and gives what was held at the close before a date; the dates asked for must not go back.
 * Positions are netted: whether a label says open or close decides nothing. Contracts past their expiration are not held, whether or
 * not a row says how they ended. Ordered by account and instrument.
 */
export function holdingsBefore(movements: readonly Movement[]): (date: IsoDate) => Holding[] {
  const ordered = movements.toSorted(inOrderOfTheDay);
  const book: HoldingsBook = new Map();
  let next = 0;
  return (date) => {
    for (; next < ordered.length; next++) {
      const movement = ordered[next] as Movement;
      if (movement.trading_date >= date) break;
      applyMovement(book, movement);
    }
    return heldOn(book, date);
  };
}

/** What a book holds on a day: contracts up to their expiration. Ordered by account and instrument. */
export function heldOn(book: HoldingsBook, date: IsoDate): Holding[] {
  return [...book.entries()]
    .filter(([, held]) => held.quantity !== ZERO && (held.expiration === null || held.expiration >= date))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, held]) => held);
}

/**
 * Within a day: what changes the instrument, then trades, then how contracts ended. Of trades of which only the day is known those that close
 * come last, since what was opened that day may be what they close.
 */
export function inOrderOfTheDay(a: Movement, b: Movement): number {
  return (
    compare(a.trading_date, b.trading_date) ||
    rank(a.action) - rank(b.action) ||
    Number(closesSomeTime(a)) - Number(closesSomeTime(b)) ||
    compare(a.executed_at, b.executed_at) ||
    (a.sequence ?? 0) - (b.sequence ?? 0)
  );
}

function closesSomeTime(movement: Movement): boolean {
  return isBareDate(movement.executed_at) && mayCloseUnseen(movement);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(action: Movement['action']): number {
  switch (action) {
    case 'split':
    case 'symbol_change':
      return 0;
    case 'expire':
    case 'assign':
    case 'exercise':
      return 2;
    default:
      return 1;
  }
}

/** Books one execution: positions are netted, events take away or convert what is there. */
export function applyMovement(book: HoldingsBook, movement: Movement): void {
  switch (movement.action) {
    case 'buy':
    case 'buy_to_open':
    case 'buy_to_close':
      return trade(book, movement, movement.quantity);
    case 'sell':
    case 'sell_to_open':
    case 'sell_to_close':
      return trade(book, movement, -movement.quantity);
    case 'transfer':
      return add(
        book,
        holdingOf(movement, movement.direction === 'out' ? -movement.quantity : movement.quantity),
      );
    case 'expire':
    case 'assign':
    case 'exercise':
      return end(book, movement);
    case 'split':
    case 'symbol_change':
      return convert(book, movement);
  }
}

/** What closes a position that the data never saw opened leaves none behind, as in `lots.ts`. */
function trade(book: HoldingsBook, movement: Movement, quantity: Decimal): void {
  const change = holdingOf(movement, quantity);
  if (mayCloseUnseen(movement) && !book.has(keyOf(change))) return;
  add(book, change);
}

function holdingOf(movement: Movement, quantity: Decimal): Holding {
  const { account, root, underlying, right, strike, expiration, multiplier } = movement;
  const paid = abs(movement.amount ?? ZERO);
  const averagePrice = movement.price ?? divide(paid, multiply(movement.quantity, multiplierOf(movement)));
  return { account, root, underlying, right, strike, expiration, multiplier, quantity, averagePrice };
}

function keyOf(holding: Instrument & { account: string }): string {
  return `${holding.account}\n${instrumentKey(holding)}`;
}

function add(book: HoldingsBook, change: Holding): void {
  const key = keyOf(change);
  const held = book.get(key);
  if (!held) {
    book.set(key, change);
    return;
  }
  const quantity = held.quantity + change.quantity;
  book.set(key, { ...held, quantity, averagePrice: averageAfter(held, change) });
}

function averageAfter(held: Holding, change: Holding): Decimal {
  const quantity = held.quantity + change.quantity;
  const grows = held.quantity > ZERO === change.quantity > ZERO;
  if (grows)
    return held.averagePrice + prorate(change.averagePrice - held.averagePrice, change.quantity, quantity);
  const turns = held.quantity > ZERO !== quantity > ZERO;
  return turns ? change.averagePrice : held.averagePrice;
}

function end(book: HoldingsBook, movement: Movement): void {
  const key = keyOf(movement);
  const held = book.get(key);
  if (!held) return;
  const left = abs(held.quantity) - movement.quantity;
  if (left <= ZERO) book.set(key, { ...held, quantity: ZERO });
  else book.set(key, { ...held, quantity: held.quantity > ZERO ? left : -left });
}

function convert(book: HoldingsBook, movement: Movement): void {
  const key = keyOf(movement);
  const held = book.get(key);
  if (!held || held.quantity === ZERO) return;
  book.set(key, { ...held, quantity: ZERO });
  const quantity = convertedQuantity(held.quantity, movement);
  // A sliver at a small ratio comes to nothing.
  if (quantity === ZERO) return;
  add(book, {
    ...held,
    ...convertedInstrument(held, movement),
    quantity,
    averagePrice: prorate(held.averagePrice, held.quantity, quantity),
  });
}

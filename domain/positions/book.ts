/**
 * What accounts hold, as FIFO lots. Positions are netted: a trade closes what is held on the other side, oldest
 * first, whatever its label says, and what is left of it opens a lot. Holdings of a day and the side that is held are
 * sums over these lots. A position is one in all currencies; a trade closes what was paid in its own before what was
 * paid in another.
 */
import { convertedInstrument, convertedQuantity } from './converted-instrument.js';
import { abs, divide, multiply, prorate, sum, ZERO, type Decimal } from '../number/decimal.js';
import { inTradingOrder, mayCloseUnseen, type StoredExecution } from '../records/execution-order.js';
import { groupBy } from '../group-by.js';
import { hashId } from '../hash.js';
import { instrumentKey, multiplierOf, type Instrument, type Side } from '../records/instrument.js';
import { drain, emptyQueue, isEmpty, lotsIn, push, sideOf, takeOldest, type LotQueue } from './lot-queue.js';
import { take, totalOf, type CloseKind, type Closing, type Lot, type Part } from './lot.js';
import { inMomentOrder, splitsAsOne, type HeldOf } from './moment-order.js';
import { isWithoutRatio, ratioBetween } from './split-ratio.js';
import { amountOf } from '../records/trade-amount.js';

/** What else an execution's cash is in the other two views, by record id: added to its amount there. */
export type Adjustments = ReadonlyMap<string, { tax: Decimal; economic: Decimal | null }>;

/** One instrument in one account, held now or once. */
export interface Entry {
  account: string;
  instrument: Instrument;
  queue: LotQueue;
}

export interface Book {
  /** By account and instrument, in the order in which they were first held. */
  entries: Map<string, Entry>;
  closings: Closing[];
  /**
   * Splits without ratio, with the one that the position shows: undefined where these make none that shares are split
   * by.
   */
  unstatedSplits: { split: StoredExecution; ratio: Decimal | undefined }[];
  /** Lots opened so far. */
  opened: number;
  adjustments: Adjustments;
}

/**
 * What leads a book through executions: books all up to the first, in trading order, that is not due; gives how many
 * are booked by then.
 */
export type Lead = (isDue: (execution: StoredExecution) => boolean) => number;

export function emptyBook(adjustments: Adjustments = new Map()): Book {
  return { entries: new Map(), closings: [], unstatedSplits: [], opened: 0, adjustments };
}

/** An empty book and what leads it through these executions, given in any order, of any accounts. */
export function bookOf(
  executions: readonly StoredExecution[],
  adjustments?: Adjustments,
): { book: Book; lead: Lead } {
  const book = emptyBook(adjustments);
  const groups = inTradingOrder(splitsAsOne(executions));
  let next = 0;
  let booked = 0;
  return {
    book,
    lead(isDue) {
      for (; next < groups.length; next++) {
        const group = groups[next] as StoredExecution[];
        if (!group.every(isDue)) break;
        enter(book, group);
        booked += group.length;
      }
      return booked;
    },
  };
}

/**
 * The lots that executions leave open and every closing on the way; the same for any order of the input. The parts of
 * one execution's amount add up to it exactly.
 *
 * A closing by label of an instrument that was never opened has no lot, nor has a sale of shares that does not say it
 * opens a position. A symbol change moves the whole position and a split by ratio multiplies it; a split without ratio
 * adds `quantity` shares in proportion, and flags the lots `split_without_ratio` where these make none that shares are
 * split by. A transfer in opens a lot at its price, or at no cost, flagged `without_cost`, once it has covered what is
 * short; a transfer out takes the oldest lots away and closes nothing: their result belongs to wherever they went.
 */
export function fifoLots(
  executions: readonly StoredExecution[],
  adjustments?: Adjustments,
): { open: Lot[]; closings: Closing[] } {
  const { book, lead } = bookOf(executions, adjustments);
  lead(() => true);
  return { open: [...book.entries.values()].flatMap(({ queue }) => lotsIn(queue)), closings: book.closings };
}

/** Enters executions between which nothing says which came first. */
export function enter(book: Book, group: readonly StoredExecution[]): void {
  const held: HeldOf = {
    isHeld: (one) => !isEmpty(entryOf(book, one)?.queue ?? NOTHING),
    quantity: (one) => entryOf(book, one)?.queue.quantity ?? ZERO,
  };
  for (const execution of inMomentOrder(group, held)) apply(book, execution);
}

const NOTHING = emptyQueue();

/** Account and instrument as text. */
function entryKey(account: string, instrument: Instrument): string {
  return `${account}\n${instrumentKey(instrument)}`;
}

function entryOf(book: Book, execution: StoredExecution): Entry | undefined {
  return book.entries.get(entryKey(execution.account, execution));
}

/** The entry of an instrument, made where there is none. */
function entryFor(book: Book, account: string, instrument: Instrument): Entry {
  const key = entryKey(account, instrument);
  const known = book.entries.get(key);
  if (known !== undefined) return known;
  const entry = { account, instrument, queue: emptyQueue() };
  book.entries.set(key, entry);
  return entry;
}

function apply(book: Book, execution: StoredExecution): void {
  switch (execution.action) {
    case 'buy':
    case 'buy_to_open':
    case 'buy_to_close':
      return trade(book, execution, 'long');
    case 'sell':
    case 'sell_to_open':
    case 'sell_to_close':
      return trade(book, execution, 'short');
    case 'expire':
      return end(book, execution, 'expired');
    case 'assign':
      return end(book, execution, 'assigned');
    case 'exercise':
      return end(book, execution, 'exercised');
    case 'split':
    case 'symbol_change':
      return convert(book, execution);
    case 'transfer':
      return execution.direction === 'out' ? takeAway(book, execution) : bringIn(book, execution);
  }
}

function trade(book: Book, execution: StoredExecution, side: Side): void {
  const entry = entryOf(book, execution);
  const rest = wholeOf(book, execution);
  if (entry !== undefined && sideOf(entry.queue) !== side)
    close(book, entry, execution, { kind: 'traded', rest });
  if (rest.quantity === ZERO) return;
  if (entry === undefined && mayCloseUnseen(execution)) closeWithoutLot(book, execution, 'traded', rest);
  else {
    const flags = side === 'short' && execution.right === null && mayCloseUnseen(execution) ? OVERSOLD : NONE;
    open(book, entry, execution, { ...rest, side, price: pricePaid(execution), flags });
  }
}

const NONE: readonly string[] = [];
/** Shares sold beyond what was held, by a sale that is none of a short: what opened it may be missing from the data. */
const OVERSOLD: readonly string[] = ['oversold'];

function end(book: Book, execution: StoredExecution, kind: CloseKind): void {
  const entry = entryOf(book, execution);
  const rest = wholeOf(book, execution);
  if (entry !== undefined) close(book, entry, execution, { kind, rest });
  if (rest.quantity > ZERO) closeWithoutLot(book, execution, kind, rest);
}

function wholeOf(book: Book, execution: StoredExecution): Part {
  const actual = amountOf(execution);
  const more = book.adjustments.get(execution.record_id);
  const cash =
    more === undefined
      ? { actual, tax: actual, economic: actual }
      : { actual, tax: actual + more.tax, economic: more.economic === null ? null : actual + more.economic };
  return { quantity: execution.quantity, cash, fees: execution.fees ?? ZERO, currency: execution.currency };
}

/** Per share before fees, from the amount where no price is stated. */
function pricePaid(execution: StoredExecution): Decimal {
  const { price, amount, quantity } = execution;
  return price ?? divide(abs(amount ?? ZERO), multiply(quantity, multiplierOf(execution)));
}

/**
 * Closes the oldest lots, of its currency first, against what is left of an execution; `flags` are added to those of
 * the lots.
 */
function close(
  book: Book,
  { queue }: Entry,
  closing: StoredExecution,
  { kind, rest, flags = NONE }: { kind: CloseKind; rest: Part; flags?: readonly string[] },
): void {
  for (const lot of takeOldest(queue, rest.quantity, rest.currency)) {
    const { instrument, quantity } = lot;
    const closed = flags.length === 0 ? lot : { ...lot, flags: allOf(lot.flags, flags) };
    const { cash, fees, currency } = take(rest, quantity);
    book.closings.push({ quantity, cash, fees, currency, lot: closed, closing, kind, instrument });
  }
}

function allOf(flags: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...flags, ...more])];
}

function closeWithoutLot(book: Book, closing: StoredExecution, kind: CloseKind, rest: Part): void {
  book.closings.push({ ...rest, lot: null, closing, kind, instrument: instrumentOf(closing) });
}

function open(
  book: Book,
  entry: Entry | undefined,
  opening: StoredExecution,
  opened: Part & Pick<Lot, 'side' | 'price' | 'flags'>,
): void {
  const { quantity, cash, fees, currency, side, price, flags } = opened;
  const instrument = instrumentOf(opening);
  const lot_id = hashId('lot', opening.record_id);
  const age = book.opened;
  const lot = { quantity, cash, fees, currency, lot_id, opening, age, instrument, side, price, flags };
  push((entry ?? entryFor(book, opening.account, instrument)).queue, lot);
  book.opened += 1;
}

function bringIn(book: Book, transfer: StoredExecution): void {
  const { price, quantity, currency } = transfer;
  const basis = price === null ? ZERO : -multiply(quantity, multiply(price, multiplierOf(transfer)));
  const rest = { quantity, cash: { actual: basis, tax: basis, economic: basis }, fees: ZERO, currency };
  const flags = price === null ? ['without_cost'] : [];
  const entry = entryOf(book, transfer);
  if (entry !== undefined && sideOf(entry.queue) === 'short')
    close(book, entry, transfer, { kind: 'traded', rest, flags });
  if (rest.quantity > ZERO)
    open(book, entry, transfer, { ...rest, side: 'long', price: price ?? ZERO, flags });
}

function takeAway(book: Book, transfer: StoredExecution): void {
  const entry = entryOf(book, transfer);
  if (entry !== undefined) takeOldest(entry.queue, transfer.quantity, transfer.currency);
}

function convert(book: Book, execution: StoredExecution): void {
  const from = entryOf(book, execution);
  if (from === undefined || isEmpty(from.queue)) return;
  const held = drain(from.queue);
  const before = sum(held.map(({ quantity }) => quantity));
  const isUnstated = isWithoutRatio(execution);
  const ratio = isUnstated ? ratioBetween(before, convertedQuantity(before, execution)) : undefined;
  if (isUnstated) book.unstatedSplits.push({ split: execution, ratio });
  const isUnclear = isUnstated && ratio === undefined;
  const moved = recount(held, execution).map((lot) => ({
    ...lot,
    flags: isUnclear ? allOf(lot.flags, ['split_without_ratio']) : lot.flags,
    instrument: convertedInstrument(lot.instrument, execution),
  }));
  const to = entryFor(book, execution.account, (moved[0] as Lot).instrument);
  const added = offset(book, to, execution, moved);
  // Both sides of a merger keep their age.
  for (const lot of [...drain(to.queue), ...added].sort((a, b) => a.age - b.age)) push(to.queue, lot);
}

/**
 * Closes what was held on the other side of what lots were converted into, against the oldest of these, and gives those
 * that are left.
 */
function offset(book: Book, to: Entry, execution: StoredExecution, moved: readonly Lot[]): Lot[] {
  const incoming = emptyQueue();
  for (const lot of moved) push(incoming, lot);
  if (sideOf(to.queue) === sideOf(incoming)) return lotsIn(incoming);
  const parts = lotsIn(to.queue).flatMap((lot) => takeOldest(incoming, lot.quantity, lot.currency));
  for (const [currency, own] of groupBy(parts, (part) => part.currency)) {
    const flags = own.flatMap((part) => part.flags);
    close(book, to, execution, { kind: 'traded', rest: totalOf(own, currency), flags });
  }
  return lotsIn(incoming);
}

/** Every lot grows or shrinks in proportion, and together they are what the whole position becomes. */
function recount(lots: readonly Lot[], conversion: StoredExecution): Lot[] {
  let over = sum(lots.map(({ quantity }) => quantity));
  let toAdd = convertedQuantity(over, conversion) - over;
  return lots.map((lot) => {
    const part = over === ZERO ? ZERO : prorate(toAdd, lot.quantity, over);
    [toAdd, over] = [toAdd - part, over - lot.quantity];
    const quantity = lot.quantity + part;
    const price = quantity === ZERO ? lot.price : prorate(lot.price, lot.quantity, quantity);
    return { ...lot, quantity, price };
  });
}

function instrumentOf(execution: StoredExecution): Instrument {
  const { root, underlying, right, strike, expiration, multiplier } = execution;
  return { root, underlying, right, strike, expiration, multiplier };
}

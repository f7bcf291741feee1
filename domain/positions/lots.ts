/**
 * FIFO lots of one account and one group of linked instruments. Positions are netted: a trade closes what is held on the other side,
 * oldest first, whatever its label says, and what is left of it opens a lot.
 */
import { convertedInstrument, convertedQuantity } from './converted-instrument.js';
import { abs, multiply, prorate, sum, ZERO, type Decimal } from '../number/decimal.js';
import {
  bySequence,
  closesByLabel,
  inTradingOrder,
  mayCloseUnseen,
  type StoredExecution,
} from '../records/execution-order.js';
import { groupBy } from '../group-by.js';
import { hashId } from '../hash.js';
import { instrumentKey, multiplierOf, type Instrument, type Side } from '../records/instrument.js';
import { isWithoutRatio, ratioBetween } from './split-ratio.js';
import { amountOf } from '../records/trade-amount.js';

export type CloseKind = 'traded' | 'expired' | 'assigned' | 'exercised';

/**
 * Signed cash net of fees (paid < 0) as three books see it: as it flowed; with an assigned option's premium moved into the shares; with
 * the option settled at its intrinsic value (null where that value is unknown).
 */
export interface Cash {
  actual: Decimal;
  tax: Decimal;
  economic: Decimal | null;
}

/** What is held of one opening, or the part of it that a closing took. */
export interface Lot {
  lot_id: string;
  opening: StoredExecution;
  /** As it is called now: splits and symbol changes rename what is held. */
  instrument: Instrument;
  side: Side;
  /** Shares or contracts, as counted now. */
  quantity: Decimal;
  cash: Cash;
  fees: Decimal;
  flags: readonly string[];
}

/** A part of one lot closed by one execution; `lot` is null when the data has no opening for it. */
export interface Closing {
  lot: Lot | null;
  closing: StoredExecution;
  kind: CloseKind;
  instrument: Instrument;
  quantity: Decimal;
  cash: Cash;
  fees: Decimal;
}

/** What else an execution's cash is in the other two books, by record id: added to its amount there. */
export type Adjustments = ReadonlyMap<string, { tax: Decimal; economic: Decimal | null }>;

interface Book {
  lots: Map<string, Lot[]>;
  everOpened: Set<string>;
  /** The openings' record ids in the order in which they took effect. */
  ages: Map<string, number>;
  closings: Closing[];
  adjustments: Adjustments;
}

/**
 * The lots that executions of one account leave open and every closing on the way; the same for any order of the input. The parts of
 * one execution's amount add up to it exactly.
 *
 * A closing by label of an instrument that was never opened has no lot, nor has a sale of shares that does not say it opens a position. A symbol change moves the whole position and a split by ratio
 * multiplies it; a split without ratio adds `quantity` shares in proportion, and flags the lots `split_without_ratio` where these make none
 * that shares are split by. A transfer in opens a lot at its price, or at no cost, flagged
 * `without_cost`; a transfer out takes the oldest lots away and closes nothing: their result belongs to wherever they went.
 */
export function fifoLots(
  executions: readonly StoredExecution[],
  adjustments: Adjustments = new Map(),
): { open: Lot[]; closings: Closing[] } {
  const book: Book = { lots: new Map(), everOpened: new Set(), ages: new Map(), closings: [], adjustments };
  for (const group of inTradingOrder(executions))
    for (const execution of openingsFirst(withSplitsAsOne(group), book)) apply(book, execution);
  return { open: [...book.lots.values()].flat(), closings: book.closings };
}

/** A split without ratio may come in pieces, one for shares that were not settled yet: the ratio is that of all together. */
function withSplitsAsOne(group: readonly StoredExecution[]): readonly StoredExecution[] {
  const pieces = group.filter(isWithoutRatio);
  if (pieces.length < 2) return group;
  const wholes = [...groupBy(pieces, instrumentKey).values()].map((same) => ({
    ...(same[0] as StoredExecution),
    quantity: sum(same.map(({ quantity }) => quantity)),
  }));
  return [...wholes, ...group.filter((execution) => !isWithoutRatio(execution))];
}

/** Within a group openings come first; an unlabelled trade opens when it adds to what is held, a buy also from flat. */
function openingsFirst(group: readonly StoredExecution[], book: Book): StoredExecution[] {
  if (group.length === 1) return [...group];
  const closes = new Map(
    group.map((execution) => {
      if (execution.action !== 'buy' && execution.action !== 'sell')
        return [execution, closesByLabel(execution)];
      const held = netQuantity(book.lots.get(instrumentKey(execution)) ?? []);
      return [execution, execution.action === 'buy' ? held < ZERO : held >= ZERO];
    }),
  );
  return group.toSorted((a, b) => Number(closes.get(a)) - Number(closes.get(b)) || bySequence(a, b));
}

function netQuantity(lots: readonly Lot[]): Decimal {
  return sum(lots.map(({ side, quantity }) => (side === 'long' ? quantity : -quantity)));
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

/** What is left of an execution while it is spread over lots. */
interface Remainder {
  quantity: Decimal;
  cash: Cash;
  fees: Decimal;
}

function trade(book: Book, execution: StoredExecution, side: Side): void {
  const rest = wholeOf(book, execution);
  closeAgainst(book, execution, { kind: 'traded', rest, closable: (lot) => lot.side !== side });
  if (rest.quantity === ZERO) return;
  if (mayCloseUnseen(execution) && !book.everOpened.has(instrumentKey(execution)))
    closeWithoutLot(book, execution, 'traded', rest);
  else open(book, execution, { ...rest, side, flags: [] });
}

function end(book: Book, execution: StoredExecution, kind: CloseKind): void {
  const rest = wholeOf(book, execution);
  closeAgainst(book, execution, { kind, rest, closable: () => true });
  if (rest.quantity > ZERO) closeWithoutLot(book, execution, kind, rest);
}

function wholeOf(book: Book, execution: StoredExecution): Remainder {
  const actual = amountOf(execution);
  const more = book.adjustments.get(execution.record_id) ?? { tax: ZERO, economic: ZERO };
  const economic = more.economic === null ? null : actual + more.economic;
  return {
    quantity: execution.quantity,
    cash: { actual, tax: actual + more.tax, economic },
    fees: execution.fees ?? ZERO,
  };
}

function closeAgainst(
  book: Book,
  execution: StoredExecution,
  how: { kind: CloseKind; rest: Remainder; closable: (lot: Lot) => boolean },
): void {
  const key = instrumentKey(execution);
  const { kind, rest } = how;
  const kept: Lot[] = [];
  for (const lot of book.lots.get(key) ?? []) {
    if (rest.quantity === ZERO || !how.closable(lot)) {
      kept.push(lot);
      continue;
    }
    const quantity = lot.quantity < rest.quantity ? lot.quantity : rest.quantity;
    const closed = { ...lot, ...take(lot, quantity) };
    const { instrument } = lot;
    book.closings.push({ ...take(rest, quantity), lot: closed, closing: execution, kind, instrument });
    if (lot.quantity > ZERO) kept.push(lot);
  }
  book.lots.set(key, kept);
}

function closeWithoutLot(book: Book, closing: StoredExecution, kind: CloseKind, rest: Remainder): void {
  book.closings.push({ ...rest, lot: null, closing, kind, instrument: instrumentOf(closing) });
}

/** Takes a quantity out of what is left, with its share of the money: the last one gets all that remains, so nothing is lost. */
function take(from: Remainder, quantity: Decimal): Remainder {
  const all = quantity === from.quantity;
  const shareOf = (whole: Decimal) => (all ? whole : prorate(whole, quantity, from.quantity));
  const { actual, tax, economic } = from.cash;
  const cash = {
    actual: shareOf(actual),
    tax: shareOf(tax),
    economic: economic === null ? null : shareOf(economic),
  };
  const taken = { quantity, cash, fees: shareOf(from.fees) };
  from.quantity -= quantity;
  from.fees -= taken.fees;
  from.cash = {
    actual: actual - cash.actual,
    tax: tax - cash.tax,
    economic: economic === null || cash.economic === null ? null : economic - cash.economic,
  };
  return taken;
}

function open(
  book: Book,
  opening: StoredExecution,
  { side, flags, ...rest }: Remainder & { side: Side; flags: readonly string[] },
): void {
  const key = instrumentKey(opening);
  const lot_id = hashId('lot', opening.record_id);
  const lot = { ...rest, lot_id, opening, instrument: instrumentOf(opening), side, flags };
  book.lots.set(key, [...(book.lots.get(key) ?? []), lot]);
  book.everOpened.add(key);
  book.ages.set(opening.record_id, book.ages.size);
}

function bringIn(book: Book, transfer: StoredExecution): void {
  const { price, quantity } = transfer;
  const basis = price === null ? ZERO : -multiply(quantity, multiply(price, multiplierOf(transfer)));
  open(book, transfer, {
    quantity,
    cash: { actual: basis, tax: basis, economic: basis },
    fees: ZERO,
    side: 'long',
    flags: price === null ? ['without_cost'] : [],
  });
}

function takeAway(book: Book, transfer: StoredExecution): void {
  const key = instrumentKey(transfer);
  let { quantity } = transfer;
  const kept = (book.lots.get(key) ?? []).filter((lot) => {
    const gone = lot.quantity < quantity ? lot.quantity : quantity;
    quantity -= gone;
    if (gone > ZERO) take(lot, gone);
    return lot.quantity > ZERO;
  });
  book.lots.set(key, kept);
}

function convert(book: Book, execution: StoredExecution): void {
  const from = instrumentKey(execution);
  const held = book.lots.get(from) ?? [];
  if (held.length === 0) return;
  const before = sum(held.map(({ quantity }) => quantity));
  const unclear =
    isWithoutRatio(execution) && ratioBetween(before, convertedQuantity(before, execution)) === undefined;
  const moved = recount(held, execution).map((lot) => ({
    ...lot,
    flags: unclear ? [...new Set([...lot.flags, 'split_without_ratio'])] : lot.flags,
    instrument: convertedInstrument(lot.instrument, execution),
  }));
  const to = instrumentKey((moved[0] as Lot).instrument);
  book.lots.delete(from);
  book.lots.set(to, oldestFirst(book, [...(book.lots.get(to) ?? []), ...moved]));
  book.everOpened.add(to);
}

/** Every lot grows or shrinks in proportion, and together they are what the whole position becomes. */
function recount(lots: readonly Lot[], conversion: StoredExecution): Lot[] {
  let over = sum(lots.map(({ quantity }) => quantity));
  let toAdd = convertedQuantity(over, conversion) - over;
  return lots.map((lot) => {
    const part = prorate(toAdd, lot.quantity, over);
    [toAdd, over] = [toAdd - part, over - lot.quantity];
    return { ...lot, quantity: lot.quantity + part };
  });
}

/** Both sides of a merger keep their age. */
function oldestFirst({ ages }: Book, lots: readonly Lot[]): Lot[] {
  const ageOf = (lot: Lot) => ages.get(lot.opening.record_id) as number;
  return lots.toSorted((a, b) => ageOf(a) - ageOf(b));
}

function instrumentOf(execution: StoredExecution): Instrument {
  const { root, underlying, right, strike, expiration, multiplier } = execution;
  return { root, underlying, right, strike, expiration, multiplier };
}

/** What a lot cost, or brought when it was opened short: never negative, before fees. */
export function costOf({ cash, fees }: Pick<Lot, 'cash' | 'fees'>): Decimal {
  return abs(cash.actual + fees);
}

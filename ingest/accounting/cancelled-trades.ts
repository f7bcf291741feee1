import { abs, formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import type { Parsed } from '../source-format.js';

/** A trade, or the cancellation of one, as a broker without execution ids reports it. */
export interface BookedTrade {
  /** The fields of the canonical execution, as texts; `executed_at` is the day on which it took effect. */
  told: Readonly<Record<string, unknown>>;
  by: InputRecord;
  /** The day of the row; later than `executed_at` where the broker booked it late. */
  booked: string;
  side: 'buy' | 'sell';
  /** The row's own cash, undefined where it has none. */
  amount: Decimal | undefined;
}

/** What takes the place of a trade that was reported in full. */
const REPLACING = -1;

/**
 * Trades, of which some are cancelled or corrected by later rows of the file. A cancellation voids the trade of the
 * same account, side, contract, quantity and price on the day that it names (any earlier one where it names none); a
 * trade booked with it as of the same day is the correction. Corrected and cancelled trades keep the name of the trade
 * they void, so that an export from before and one from after have it once: see docs/decisions/cancelled-trades.md.
 *
 * Trades come out once the file steps back in time, for no row that cancels them can follow then; at `end` at the
 * latest.
 */
export function cancelledTrades(): {
  trade(trade: BookedTrade): Parsed[];
  /** `cancel` names the trade that it voids, with its own amount, which is the other way round. */
  cancel(cancel: BookedTrade): Parsed[];
  end(): Parsed[];
} {
  const cancels: Cancellation[] = [];
  /** Those that have found no trade yet, by {@link termsOf}. */
  const waiting = new Map<string, Cancellation[]>();
  let held = new Map<string, BookedTrade[]>();
  /** Trades booked later than they took effect: what corrections are among. */
  const late = new Map<string, BookedTrade[]>();
  let day = '';

  function release(booked: string): Parsed[] {
    const past = booked < day ? [...held.values()].flat() : [];
    if (booked < day) held = new Map();
    day = booked;
    return past.flatMap(asTold);
  }

  return {
    trade(trade) {
      const past = release(trade.booked);
      const terms = termsOf(trade);
      const entry = taken(
        [waiting.get(terms)],
        ({ cancel }) => mayVoid(cancel, trade),
        ({ cancel }) => isReversal(cancel, trade),
      );
      if (entry) entry.voided = trade;
      else add(isLate(trade) ? late : held, terms, trade);
      return past;
    },
    cancel(cancel) {
      const past = release(cancel.booked);
      const terms = termsOf(cancel);
      const voided = taken(
        [held.get(terms), late.get(terms)],
        (trade) => mayVoid(cancel, trade),
        (trade) => isReversal(cancel, trade),
      );
      const entry: Cancellation = voided ? { cancel, voided } : { cancel };
      cancels.push(entry);
      if (!voided) add(waiting, terms, entry);
      return past;
    },
    end() {
      const corrections = new Map<string, BookedTrade[]>();
      for (const trade of [...late.values()].flat()) add(corrections, correctionKey(trade, trade), trade);
      const replaced = cancels.flatMap(({ cancel, voided }) => {
        const correction = corrections.get(correctionKey(cancel, voided ?? cancel))?.shift();
        return replacement(cancel, voided, correction);
      });
      const others = [...held.values(), ...corrections.values()].flat();
      return [...replaced, ...others.flatMap(asTold)];
    },
  };
}

interface Cancellation {
  cancel: BookedTrade;
  voided?: BookedTrade;
}

/** Takes out of the lists the first that fits, one that fits well before others. */
function taken<T>(
  lists: readonly (T[] | undefined)[],
  fits: (one: T) => boolean,
  well: (one: T) => boolean,
): T | undefined {
  for (const test of [(one: T) => fits(one) && well(one), fits])
    for (const list of lists) {
      const at = list?.findIndex(test) ?? -1;
      if (at !== -1) return list?.splice(at, 1)[0];
    }
  return undefined;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function asTold(trade: BookedTrade): Parsed[] {
  return checkedRecord(trade.told, [trade.by], {
    dataset: 'executions',
    identity: identityOf(trade),
    ...stated([trade]),
  });
}

/**
 * The record in the place of a voided trade: its correction, else a split of one for one, the one event of the contract
 * that changes neither position nor cash. It stands where the voided trade stood in its day.
 */
function replacement(cancel: BookedTrade, voided?: BookedTrade, correction?: BookedTrade): Parsed[] {
  const executed_at = dayOf(voided ?? cancel);
  const rows = [voided, cancel, correction].filter((row) => row !== undefined);
  const cancelled = cancel.told['action'];
  const nothing = {
    ...cancel.told,
    action: 'split',
    ratio: '1',
    price: null,
    fees: null,
    amount: null,
    cancelled,
  };
  const parsed = checkedRecord(
    { ...(correction?.told ?? nothing), executed_at },
    rows.map(({ by }) => by),
    {
      dataset: 'executions',
      identity: identityOf(voided ?? originalOf(cancel)),
      coarseness: REPLACING,
      ...stated(rows),
    },
  );
  const lines = rows.map(({ by }) => by.line);
  return parsed.map((event) => (event.kind === 'record' ? { ...event, lines } : event));
}

/** The trade that a cancellation is about, as its row must have been. */
function originalOf(cancel: BookedTrade): BookedTrade {
  const { amount } = cancel;
  return { ...cancel, booked: dayOf(cancel), amount: amount === undefined ? undefined : -amount };
}

function stated(rows: readonly BookedTrade[]): { statedAmount?: Decimal } {
  const amounts = rows.flatMap(({ amount }) => (amount === undefined ? [] : [amount]));
  return amounts.length === 0 ? {} : { statedAmount: amounts.reduce((a, b) => a + b, ZERO) };
}

/**
 * A cancellation that names its day voids a trade of that day; one that does not, any booked before. Corrections are
 * booked with it.
 */
function mayVoid(cancel: BookedTrade, trade: BookedTrade): boolean {
  const named = dayOf(cancel) < cancel.booked;
  if (named && dayOf(trade) !== dayOf(cancel)) return false;
  return trade.booked < cancel.booked || (trade.booked === cancel.booked && !isLate(trade));
}

/** What a correction shares with the cancellation: all but quantity, price and costs. */
function correctionKey(trade: BookedTrade, of: BookedTrade): string {
  return JSON.stringify([trade.told['account'], trade.booked, dayOf(of), trade.side, contractOf(trade)]);
}

function isReversal(cancel: BookedTrade, trade: BookedTrade): boolean {
  return cancel.amount !== undefined && trade.amount !== undefined && cancel.amount === -trade.amount;
}

function isLate(trade: BookedTrade): boolean {
  return dayOf(trade) < trade.booked;
}

function dayOf({ told }: BookedTrade): string {
  return String(told['executed_at']);
}

function termsOf(trade: BookedTrade): string {
  const { told, side } = trade;
  return JSON.stringify([
    told['account'],
    side,
    contractOf(trade),
    normal(told['quantity']),
    normal(told['price']),
  ]);
}

/**
 * What names a trade in every layout of its broker's exports, without account and day: not its labels and costs, which
 * corrections change.
 */
function identityOf(trade: BookedTrade): string {
  const { told, side, booked, amount } = trade;
  const money = amount === undefined ? null : formatDecimal(amount);
  return JSON.stringify([side, booked, contractOf(trade), normal(told['quantity']), money]);
}

function contractOf({ told }: BookedTrade): string {
  const { underlying, root, right, strike, expiration } = told;
  return JSON.stringify([underlying, root, right, normal(strike), expiration]);
}

function normal(written: unknown): string | null {
  if (typeof written !== 'string') return null;
  const value = parseDecimal(written);
  return value === undefined ? written : formatDecimal(abs(value));
}

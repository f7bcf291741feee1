import { newYorkDay } from '../../domain/time/calendar.js';
import { abs, decimal, formatDecimal, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { cashRecord } from './cash.js';
import type { ReadTrade } from './told-trade.js';
import { tradeRecord, voidedBy } from './trade.js';
import { ibkrNumber } from './values.js';
import type { Parsed } from '../source-format.js';

/** The ids by which a cancellation names what it voids; empty where the report has none. */
export interface TradeIds {
  tradeId: string;
  transactionId: string;
  voidsTradeId: string;
  voidsTransactionId: string;
  /** The day of the voided trade, where the row has it beside the cancellation's own. */
  voidsDay: string;
}

export const NO_IDS: TradeIds = {
  tradeId: '',
  transactionId: '',
  voidsTradeId: '',
  voidsTransactionId: '',
  voidsDay: '',
};

/** So many trades wait for a cancellation that may follow; what is voided later is met by its opposite. */
const HELD_BACK = 10_000;
/** What takes the place of a trade that was reported in full. */
const REPLACING = -1;

interface Held {
  read: ReadTrade;
  at: string;
  ids: TradeIds;
  /** What a trade and its cancellation share. */
  content: string;
  /** What all reports of the same execution share; empty where it has no id. */
  execution: string;
  /** What it comes to should it count. */
  events: Parsed[];
  gone: boolean;
}

/**
 * Trades, of which some are voided by cancellations, in whichever order the two stand; the corrected trade beside them
 * stays. In the place of a voided trade, under its name, stands a split of one for one, so that an export from before
 * the cancellation and one from after come to the same: see docs/decisions/cancelled-trades.md. A cancellation has that
 * trade in full, also alone. An execution that is reported again under its id is left out.
 */
export function ibkrCancels(): {
  add(read: ReadTrade, ids: TradeIds, events: Parsed[]): Parsed[];
  end(): Parsed[];
} {
  let waiting: Held[] = [];
  let first = 0;
  /** Some trades wait no longer, and a cancellation may be of one of them. */
  let released = false;
  const byContent = new Map<string, Set<Held>>();
  const byId = new Map<string, Held>();
  const cancellations = new Map<string, Set<Held>>();

  function take(held: Held): void {
    held.gone = true;
    drop(byContent, held);
    if (byId.get(held.execution) === held) byId.delete(held.execution);
  }

  function voided(held: Held, cancellation: Held): Parsed[] {
    take(held);
    return voidOf(held.events, cancellation);
  }

  function release(held: Held): Parsed[] {
    if (held.gone) return [];
    take(held);
    return held.events;
  }

  return {
    add(read, ids, events) {
      // A reject is neither voided nor voids: it may be corrected, and then says what it is.
      if (events.some(({ kind }) => kind === 'reject')) return events;
      const held = heldOf(read, ids, events);
      const { content, execution } = held;
      if (read.cancels) {
        const found = nearest(
          held,
          [...(byContent.get(content) ?? [])].filter((other) => names(held, other)),
        );
        if (found) return voided(found, held);
        append(cancellations, held);
        return [];
      }
      const cancellation = nearest(
        held,
        [...(cancellations.get(content) ?? [])].filter((other) => names(other, held)),
      );
      if (cancellation) {
        drop(cancellations, cancellation);
        return voided(held, cancellation);
      }
      const same = execution === '' ? undefined : byId.get(execution);
      if (same?.content === content && same.at === held.at)
        return [{ kind: 'ignored', line: read.input.line, reason: 'execution twice in this file' }];
      append(byContent, held);
      if (execution !== '') byId.set(execution, held);
      waiting.push(held);
      if (waiting.length - first <= HELD_BACK) return [];
      const oldest = waiting[first++] as Held;
      released = true;
      if (first === HELD_BACK) {
        waiting = waiting.slice(first);
        first = 0;
      }
      return release(oldest);
    },
    end() {
      const left = waiting.slice(first).flatMap(release);
      const lone = [...cancellations.values()].flatMap((held) => [...held]);
      return [...left, ...lone.flatMap((held) => (released ? held.events : alone(held)))];
    },
  };
}

/** What a cancellation without its trade comes to: it has that trade itself, and its day where it is there. */
function alone(held: Held): Parsed[] {
  const [told] = held.events;
  if (told?.kind !== 'record' || told.dataset !== 'executions') return held.events;
  const { read, ids } = held;
  const elsewhere = ids.voidsDay !== '' && ids.voidsDay !== newYorkDay(told.record.executed_at);
  const at = elsewhere ? ids.voidsDay : read.trade.at;
  const [original] = tradeRecord(voidedBy({ ...read, trade: { ...read.trade, at } }));
  return original?.kind === 'record'
    ? voidOf([{ ...original, lines: [], statedAmount: ZERO }], held)
    : held.events;
}

/** What stands in the place of a voided trade; what of its costs was not given back is a fee. */
function voidOf(original: readonly Parsed[], { read, events }: Held): Parsed[] {
  const [trade, ...besides] = original;
  const [cancellation, ...givenBack] = events;
  if (trade?.kind !== 'record' || trade.dataset !== 'executions' || cancellation?.kind !== 'record')
    return [...original, ...events];
  const { record, lines, statedAmount } = trade;
  // What only the one or the other of trade and cancellation has is left out, so that both name the same record.
  const nothing = { price: null, fees: null, amount: null };
  const untold = { execution_id: null, order_id: null, sequence: null };
  const extra = JSON.stringify({ cancelled: /^(buy|sell)/.exec(record.action)?.[0] ?? record.action });
  const kept = (statedAmount ?? ZERO) + (cancellation.statedAmount ?? ZERO);
  const feeStays = lines.length > 0 && kept !== ZERO;
  const fee = feeStays ? keptCosts(read, formatDecimal(kept)) : [];
  const place: Parsed = {
    ...trade,
    record: {
      ...{ ...record, ...nothing, ...untold },
      executed_at: newYorkDay(record.executed_at),
      ...{ action: 'split', ratio: decimal(1), extra },
    },
    coarseness: REPLACING,
    lines: feeStays ? lines : [...lines, read.input.line].sort((a, b) => a - b),
    statedAmount: feeStays ? ZERO : kept,
  };
  return [place, ...fee, ...besides, ...givenBack];
}

function keptCosts({ trade, input }: ReadTrade, amount: string): Parsed[] {
  const { account, at, currency, contract } = trade;
  const description = 'costs of a cancelled trade that were not given back';
  const told = { account, at, type: 'Fees', amount, currency, symbol: contract.underlying, description };
  return cashRecord({ ...told, coarseness: 0 }, input);
}

function heldOf(read: ReadTrade, ids: TradeIds, events: Parsed[]): Held {
  const { trade, signed, cancels } = read;
  const { account, at, contract, executionId } = trade;
  const price = parseDecimal(ibkrNumber(trade.price));
  const content = JSON.stringify([
    account,
    contract.name,
    signed > 0n !== cancels,
    formatDecimal(abs(signed)),
    price === undefined ? '' : formatDecimal(price),
  ]);
  const execution = executionId === '' ? '' : JSON.stringify([account, executionId, ids.transactionId]);
  return { read, at, ids, content, execution, events, gone: false };
}

function append(map: Map<string, Set<Held>>, held: Held): void {
  const others = map.get(held.content);
  if (others) others.add(held);
  else map.set(held.content, new Set([held]));
}

function drop(map: Map<string, Set<Held>>, held: Held): void {
  const others = map.get(held.content);
  others?.delete(held);
  if (others?.size === 0) map.delete(held.content);
}

/** The one of the same instant, else of the same day, else the last one. */
function nearest(to: Held, among: readonly Held[]): Held | undefined {
  const { at } = to;
  return (
    among.find((other) => other.at === at) ??
    among.find((other) => other.at.slice(0, 10) === at.slice(0, 10)) ??
    among.at(-1)
  );
}

/** True unless the ids say that the cancellation means another trade. */
function names({ ids }: Held, { ids: other }: Held): boolean {
  const { voidsTradeId, voidsTransactionId } = ids;
  if (voidsTransactionId !== '' && other.transactionId !== '')
    return voidsTransactionId === other.transactionId;
  if (voidsTradeId !== '' && other.tradeId !== '') return voidsTradeId === other.tradeId;
  return true;
}

import { abs, formatDecimal, parseDecimal } from '../domain/decimal.js';
import type { ReadTrade } from './ibkr-trade.js';
import { ibkrNumber } from './ibkr-values.js';
import type { Parsed } from './source-format.js';

/** The ids by which a cancellation names what it voids; empty where the report has none. */
export interface TradeIds {
  tradeId: string;
  transactionId: string;
  voidsTradeId: string;
  voidsTransactionId: string;
}

/** So many trades wait for a cancellation that may follow; what is voided later is met by its opposite. */
const HELD_BACK = 20_000;

interface Held {
  read: ReadTrade;
  /** What it comes to should it count. */
  events: Parsed[];
  ids: TradeIds;
  gone: boolean;
}

/**
 * Takes out trades that the broker cancelled, together with the cancellation, in whichever order the two stand; the corrected trade beside them
 * stays. A cancellation whose trade is not found (it stands in another file) is a trade in the opposite direction, `cancels` among its
 * extra fields, so that position and cash come out right. An execution that is told again under its id is left out.
 */
export function ibkrCancels(): {
  add(read: ReadTrade, ids: TradeIds, events: Parsed[]): Parsed[];
  end(): Parsed[];
} {
  let waiting: Held[] = [];
  let first = 0;
  const byContent = new Map<string, Held[]>();
  const byId = new Map<string, Held>();
  const cancellations = new Map<string, Held[]>();

  function release(held: Held): Parsed[] {
    if (held.gone) return [];
    held.gone = true;
    drop(byContent, held);
    const id = idOf(held);
    if (byId.get(id) === held) byId.delete(id);
    return held.events;
  }

  function voided(held: Held, cancellation: Held): Parsed[] {
    held.gone = true;
    drop(byContent, held);
    if (byId.get(idOf(held)) === held) byId.delete(idOf(held));
    const reason = 'trade that was cancelled, and its cancellation';
    return [held, cancellation].map(({ read }) => ({ kind: 'ignored', line: read.input.line, reason }));
  }

  return {
    add(read, ids, events) {
      const held = { read, ids, events, gone: false };
      const key = contentKey(held);
      if (read.cancels) {
        const found = nearest(
          held,
          (byContent.get(key) ?? []).filter((other) => names(held, other)),
        );
        if (found) return voided(found, held);
        append(cancellations, key, held);
        return [];
      }
      const cancellation = nearest(
        held,
        (cancellations.get(key) ?? []).filter((other) => names(other, held)),
      );
      if (cancellation) {
        drop(cancellations, cancellation);
        return voided(held, cancellation);
      }
      const id = idOf(held);
      const same = id === '' ? undefined : byId.get(id);
      if (same && contentKey(same) === key && same.read.trade.at === read.trade.at)
        return [{ kind: 'ignored', line: read.input.line, reason: 'execution told twice in this file' }];
      append(byContent, key, held);
      if (id !== '') byId.set(id, held);
      waiting.push(held);
      if (waiting.length - first <= HELD_BACK) return [];
      const oldest = waiting[first++] as Held;
      if (first === HELD_BACK) {
        waiting = waiting.slice(first);
        first = 0;
      }
      return release(oldest);
    },
    end() {
      const left = waiting.slice(first).flatMap(release);
      const opposite = [...cancellations.values()].flat().flatMap(({ events }) => events);
      return [...left, ...opposite];
    },
  };
}

function append(map: Map<string, Held[]>, key: string, held: Held): void {
  const others = map.get(key);
  if (others) others.push(held);
  else map.set(key, [held]);
}

function drop(map: Map<string, Held[]>, held: Held): void {
  const key = contentKey(held);
  const left = (map.get(key) ?? []).filter((other) => other !== held);
  if (left.length > 0) map.set(key, left);
  else map.delete(key);
}

function idOf({ read, ids }: Held): string {
  const id = read.trade.executionId;
  return id === '' ? '' : JSON.stringify([read.trade.account, id, ids.transactionId]);
}

/** What a trade and its cancellation share. */
function contentKey({ read }: Held): string {
  const { trade, signed, cancels } = read;
  const price = parseDecimal(ibkrNumber(trade.price));
  return JSON.stringify([
    trade.account,
    trade.contract.name,
    signed > 0n !== cancels,
    formatDecimal(abs(signed)),
    price === undefined ? '' : formatDecimal(price),
  ]);
}

/** The one of the same instant, else of the same day, else the last one. */
function nearest(to: Held, among: readonly Held[]): Held | undefined {
  const at = to.read.trade.at;
  return (
    among.find(({ read }) => read.trade.at === at) ??
    among.find(({ read }) => read.trade.at.slice(0, 10) === at.slice(0, 10)) ??
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

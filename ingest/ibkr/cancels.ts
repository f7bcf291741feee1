import { abs, formatDecimal, parseDecimal } from '../../domain/decimal.js';
import type { ReadTrade } from './trade.js';
import { ibkrNumber } from './values.js';
import type { Parsed } from '../source-format.js';

/** The ids by which a cancellation names what it voids; empty where the report has none. */
export interface TradeIds {
  tradeId: string;
  transactionId: string;
  voidsTradeId: string;
  voidsTransactionId: string;
}

/** So many trades wait for a cancellation that may follow; what is voided later is met by its opposite. */
const HELD_BACK = 10_000;

interface Held {
  line: number;
  at: string;
  ids: TradeIds;
  /** What a trade and its cancellation share. */
  content: string;
  /** What the same execution told again shares; empty where it has no id. */
  execution: string;
  /** What it comes to should it count. */
  events: Parsed[];
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
    const reason = 'trade that was cancelled, and its cancellation';
    return [held, cancellation].map(({ line }) => ({ kind: 'ignored', line, reason }));
  }

  function release(held: Held): Parsed[] {
    if (held.gone) return [];
    take(held);
    return held.events;
  }

  return {
    add(read, ids, events) {
      const held = heldOf(read, ids, events);
      const { content, execution, line } = held;
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
        return [{ kind: 'ignored', line, reason: 'execution told twice in this file' }];
      append(byContent, held);
      if (execution !== '') byId.set(execution, held);
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
      return [
        ...left,
        ...[...cancellations.values()].flatMap((held) => [...held]).flatMap(({ events }) => events),
      ];
    },
  };
}

function heldOf({ trade, input, signed, cancels }: ReadTrade, ids: TradeIds, events: Parsed[]): Held {
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
  return { line: input.line, at, ids, content, execution, events, gone: false };
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

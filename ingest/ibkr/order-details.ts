import { sum, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { Parsed } from '../source-format.js';

/** So many orders wait for executions that may detail them. */
const MOST_WAITING = 1_000;

/** An order, or an execution, of a statement. */
export interface ToldTrade {
  /** What an order and its executions share: account, contract and side. */
  key: string;
  /** Without sign. */
  quantity: Decimal;
  line: number;
  raw: string;
  /** Makes its events should it count. */
  tell: () => Parsed[];
}

interface Waiting {
  orders: (ToldTrade & { left: Decimal })[];
  /** Of executions that no one order is left for. */
  spare: Decimal;
}

/**
 * Of orders, and executions that detail some of them, lets each trade through once: an order is left out where
 * executions of its contract and side come to its quantity, and counts where there are none. In a file that begins with
 * an execution, orders stand behind theirs.
 */
export function orderDetails(): {
  order(order: ToldTrade): Parsed[];
  execution(execution: ToldTrade): Parsed[];
  end(): Parsed[];
} {
  const waiting = new Map<string, Waiting>();
  let held = 0;
  let released = false;
  let first: 'order' | 'execution' | undefined;
  /** By key, the quantity of executions whose order is to follow. */
  const before = new Map<string, Decimal>();

  function behind(order: ToldTrade): Parsed[] {
    const { key, quantity } = order;
    const told = before.get(key) ?? ZERO;
    if (told === ZERO || quantity === ZERO) return order.tell();
    before.set(key, told > quantity ? told - quantity : ZERO);
    return told >= quantity ? [ignored(order)] : [inPart(order)];
  }

  function release(): Parsed[] {
    const events = [...waiting.values()].flatMap(({ orders, spare }) => {
      const begun = orders.filter(({ left, quantity }) => left < quantity);
      const whole = sum(begun.map(({ left }) => left)) === spare;
      return orders.flatMap((order) =>
        !begun.includes(order) ? order.tell() : whole ? [ignored(order)] : [inPart(order)],
      );
    });
    waiting.clear();
    held = 0;
    return events;
  }

  return {
    order(order) {
      first ??= 'order';
      if (first === 'execution') return behind(order);
      const same = waiting.get(order.key);
      const entry = { ...order, left: order.quantity };
      if (same) same.orders.push(entry);
      else waiting.set(order.key, { orders: [entry], spare: ZERO });
      held += 1;
      if (held <= MOST_WAITING) return [];
      released = true;
      return release();
    },
    execution(execution) {
      first ??= 'execution';
      const { key, quantity, line, raw, tell } = execution;
      if (first === 'execution') {
        before.set(key, (before.get(key) ?? ZERO) + quantity);
        return tell();
      }
      const same = waiting.get(key);
      const order = same?.orders.findLast(({ left }) => left >= quantity);
      if (order === undefined && released)
        return [{ kind: 'reject', line, raw, reason: 'execution of an order that was listed long before' }];
      if (same && order === undefined) same.spare += quantity;
      if (same === undefined || order === undefined) return tell();
      order.left -= quantity;
      if (order.left > ZERO) return tell();
      same.orders.splice(same.orders.indexOf(order), 1);
      held -= 1;
      return [ignored(order), ...tell()];
    },
    end: release,
  };
}

function ignored({ line }: ToldTrade): Parsed {
  return { kind: 'ignored', line, reason: 'order whose executions are listed' };
}

function inPart({ line, raw }: ToldTrade): Parsed {
  return { kind: 'reject', line, raw, reason: 'order whose executions are listed in part' };
}

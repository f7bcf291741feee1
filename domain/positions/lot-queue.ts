/**
 * The open lots of one account and instrument, all on one side. What is held is one position, whatever it was paid
 * with; only which lots a closing takes goes by currency. Lots are taken from the front: what a closing costs does
 * not depend on how many lots there are.
 */
import { min, ZERO, type Decimal } from '../number/decimal.js';
import type { Side } from '../records/instrument.js';
import { movedNoMoney, signedQuantity, take, type Lot } from './lot.js';

export interface LotQueue {
  /** None of them empty. */
  lanes: Lane[];
  /** The sum of the open lots: above zero long, below zero short. */
  quantity: Decimal;
}

/** The lots that were paid in one currency, or not paid (null), oldest first: open from `front` on. */
interface Lane {
  currency: string | null;
  lots: Lot[];
  front: number;
}

export function emptyQueue(): LotQueue {
  return { lanes: [], quantity: ZERO };
}

export function isEmpty({ lanes }: LotQueue): boolean {
  return lanes.length === 0;
}

/** Undefined where nothing is open. */
export function sideOf({ lanes: [lane] }: LotQueue): Side | undefined {
  return lane && firstOf(lane).side;
}

/** True where lots were paid in several currencies. */
export function isMixed({ lanes }: LotQueue): boolean {
  return lanes.filter(({ currency }) => currency !== null).length > 1;
}

/** Oldest first. */
export function lotsIn({ lanes }: LotQueue): Lot[] {
  const lots = lanes.flatMap((lane) => lane.lots.slice(lane.front));
  return lanes.length > 1 ? lots.sort((a, b) => a.age - b.age) : lots;
}

/** Adds a lot on the side of those that are open, not older than they are. */
export function push(queue: LotQueue, lot: Lot): void {
  const currency = movedNoMoney(lot) ? null : lot.currency;
  const lane = queue.lanes.find((one) => one.currency === currency);
  if (lane === undefined) queue.lanes.push({ currency, lots: [lot], front: 0 });
  else lane.lots.push(lot);
  queue.quantity += signedQuantity(lot);
}

/**
 * Takes up to `wanted` out, whole lots or parts: the oldest of those that were paid in a currency or not paid, and
 * then the oldest of all.
 */
export function takeOldest(queue: LotQueue, wanted: Decimal, currency: string): Lot[] {
  const taken: Lot[] = [];
  for (let left = wanted; left > ZERO;) {
    const lane = nextLane(queue, currency);
    if (lane === undefined) break;
    const lot = firstOf(lane);
    const quantity = min(lot.quantity, left);
    const isWhole = quantity === lot.quantity;
    if (isWhole) leaveFirst(queue, lane);
    const part = isWhole ? lot : { ...lot, ...take(lot, quantity) };
    queue.quantity -= signedQuantity(part);
    left -= quantity;
    taken.push(part);
  }
  return taken;
}

/** Takes all lots out, oldest first. */
export function drain(queue: LotQueue): Lot[] {
  const lots = lotsIn(queue);
  Object.assign(queue, emptyQueue());
  return lots;
}

function firstOf({ lots, front }: Lane): Lot {
  return lots[front] as Lot;
}

function nextLane({ lanes }: LotQueue, currency: string): Lane | undefined {
  if (lanes.length < 2) return lanes[0];
  const own = lanes.filter((lane) => lane.currency === null || lane.currency === currency);
  return (own.length === 0 ? lanes : own).reduce((a, b) => (firstOf(a).age < firstOf(b).age ? a : b));
}

function leaveFirst(queue: LotQueue, lane: Lane): void {
  lane.front += 1;
  if (lane.front === lane.lots.length) queue.lanes = queue.lanes.filter((one) => one !== lane);
  else if (2 * lane.front > lane.lots.length) {
    // More than half of the list is gone: each lot moves up at most as often as others were taken.
    lane.lots = lane.lots.slice(lane.front);
    lane.front = 0;
  }
}

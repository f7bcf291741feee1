/**
 * The open lots of one account and instrument, all on one side, oldest first. Lots are taken from the front: what a closing costs does
 * not depend on how many lots there are.
 */
import { min, ZERO, type Decimal } from '../number/decimal.js';
import type { Side } from '../records/instrument.js';
import { signedQuantity, take, type Lot } from './lot.js';

export interface LotQueue {
  /** Open from `front` on. */
  lots: Lot[];
  front: number;
  /** The sum of the open lots: above zero long, below zero short. */
  quantity: Decimal;
}

export function emptyQueue(): LotQueue {
  return { lots: [], front: 0, quantity: ZERO };
}

export function isEmpty({ lots, front }: LotQueue): boolean {
  return front === lots.length;
}

/** Undefined where nothing is open. */
export function sideOf({ lots, front }: LotQueue): Side | undefined {
  return lots[front]?.side;
}

/** Oldest first. */
export function lotsIn({ lots, front }: LotQueue): Lot[] {
  return lots.slice(front);
}

/** Adds a lot on the side of those that are open. */
export function push(queue: LotQueue, lot: Lot): void {
  queue.lots.push(lot);
  queue.quantity += signedQuantity(lot);
}

/** Takes up to `wanted` of the oldest lots out, whole or in part. */
export function takeOldest(queue: LotQueue, wanted: Decimal): Lot[] {
  const taken: Lot[] = [];
  for (let left = wanted; left > ZERO && !isEmpty(queue);) {
    const lot = queue.lots[queue.front] as Lot;
    const quantity = min(lot.quantity, left);
    const isWhole = quantity === lot.quantity;
    if (isWhole) queue.front += 1;
    const part = isWhole ? lot : { ...lot, ...take(lot, quantity) };
    queue.quantity -= signedQuantity(part);
    left -= quantity;
    taken.push(part);
  }
  if (2 * queue.front > queue.lots.length) {
    // More than half of the list is gone: each lot moves up at most as often as others were taken.
    queue.lots = lotsIn(queue);
    queue.front = 0;
  }
  return taken;
}

/** Takes all lots out, oldest first. */
export function drain(queue: LotQueue): Lot[] {
  const lots = lotsIn(queue);
  Object.assign(queue, emptyQueue());
  return lots;
}

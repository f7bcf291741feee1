import { compare } from '../compare.js';
import { groupBy } from '../group-by.js';
import { sum, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { bookOf } from './book.js';
import { nameOf, type NamedContract } from './contract-families.js';
import { positionsOn, type Position } from './positions.js';

/** What all accounts together hold of a contract or of shares, below zero what is short. */
export type NamedPosition = NamedContract & { quantity: Decimal };

/**
 * What accounts hold at the end of a day, from executions that had all happened by then: contracts that expired on it
 * are gone.
 */
export function heldAtEnd(executions: readonly StoredExecution[], day: IsoDate): Position[] {
  const { book, lead } = bookOf(executions);
  lead(() => true);
  return positionsOn(book, addDays(day, 1));
}

/**
 * The positions of all accounts together, by underlying, shares first, then by expiration, strike and right. What is
 * long in one account and short in another cancels out.
 */
export function openPositions(positions: readonly Position[]): NamedPosition[] {
  return [...groupBy([...positions], nameOf).values()]
    .map((same) => {
      const { underlying, right, strike, expiration } = same[0] as NamedContract;
      return { underlying, right, strike, expiration, quantity: sum(same.map(({ quantity }) => quantity)) };
    })
    .filter(({ quantity }) => quantity !== ZERO)
    .sort(byName);
}

function byName(a: NamedPosition, b: NamedPosition): number {
  return (
    compare(a.underlying, b.underlying) ||
    compare(a.expiration ?? '', b.expiration ?? '') ||
    compare(a.strike ?? ZERO, b.strike ?? ZERO) ||
    compare(a.right ?? '', b.right ?? '')
  );
}

import { compare } from '../compare.js';
import type { IsoDate } from '../time/dates.js';
import { decimal, formatDecimal, multiply, ZERO, type Decimal } from '../number/decimal.js';
import { groupBy } from '../group-by.js';
import type { Position } from '../positions/positions.js';
import { multiplierOf } from '../records/instrument.js';

/** What a covered-call writer looks at in one underlying of one account. */
export interface CoverPosition {
  account: string;
  underlying: string;
  /** Contracts that could be sold against shares. */
  coverable: Decimal;
  /** Standard calls sold, nearest expiration first. */
  calls: Position[];
}

/** What distinguishes a call from the others of its underlying. */
export interface Contract {
  strike: Decimal;
  expiration: IsoDate;
}

const ONE = decimal(1);
const CONTRACT = decimal(100);

/**
 * Shares that a call could cover and calls sold, of each account and underlying that has either; in the order of these
 * two.
 */
export function coverPositions(positions: readonly Position[]): CoverPosition[] {
  const groups = groupBy(positions, ({ account, underlying }) => JSON.stringify([account, underlying]));
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, group]) => positionOf(group))
    .filter(({ coverable, calls }) => coverable > ZERO || calls.length > 0);
}

function positionOf(group: Position[]): CoverPosition {
  const { account, underlying } = group[0] as Position;
  const short = group.filter(({ right, quantity }) => right === 'call' && quantity < ZERO);
  const shares = group
    .filter(({ right }) => right === null)
    .reduce((sum, { quantity }) => sum + quantity, ZERO);
  const free = short.reduce((left, call) => left + multiply(call.quantity, multiplierOf(call)), shares);
  return {
    account,
    underlying,
    coverable: free > ZERO ? (free / CONTRACT) * ONE : ZERO,
    calls: short.filter(isStandard).sort(byContract),
  };
}

function isStandard(call: Position): boolean {
  return multiplierOf(call) === CONTRACT && (call.root === null || call.root === call.underlying);
}

function byContract(a: Position, b: Position): number {
  return compare(callKey(contractOf(a)), callKey(contractOf(b)));
}

export function contractOf(call: Position): Contract {
  return { strike: call.strike as Decimal, expiration: call.expiration as IsoDate };
}

/** A call of an underlying as text: `2025-06-13 12.5`. */
export function callKey({ strike, expiration }: Contract): string {
  return `${expiration} ${formatDecimal(strike)}`;
}

import { formatDecimal, decimal, type Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';

export type Right = 'call' | 'put';
export type Side = 'long' | 'short';

/** What is traded: shares (right null) or one option contract. Two instruments differ when any of the six does. */
export interface Instrument {
  root: string | null;
  underlying: string;
  right: Right | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  multiplier: Decimal | null;
}

/**
 * An instrument as text, the same for the same instrument: `SOFI`, `SOFI 2023-08-04 call 12`,
 * `AAPL 2025-01-17 put 150 root AAPL1 x10`.
 */
export function instrumentKey(instrument: Instrument): string {
  const { root, underlying, right, strike, expiration } = instrument;
  const multiplier = multiplierOf(instrument);
  const usual = right === null ? SHARE : CONTRACT;
  const contract =
    right === null || strike === null ? '' : ` ${expiration} ${right} ${formatDecimal(strike)}`;
  const other = root !== null && root !== underlying ? ` root ${root}` : '';
  return `${underlying}${contract}${other}${multiplier === usual ? '' : ` x${formatDecimal(multiplier)}`}`;
}

/** Shares a contract stands for: as given, else 100 for options and 1 for shares. */
export function multiplierOf(instrument: Pick<Instrument, 'right' | 'multiplier'>): Decimal {
  return instrument.multiplier ?? (instrument.right === null ? SHARE : CONTRACT);
}

const SHARE = decimal(1);
const CONTRACT = decimal(100);

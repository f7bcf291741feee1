import type { HeldAdvice } from '../advice/asked-terms.js';
import type { DailyBars } from '../market/daily-bars.js';
import type { Recommendation } from '../records/records.js';
import type { IsoDate } from '../time/dates.js';
import type { Exit, Leg } from './package-value.js';

/** What of a piece of advice is compared, beside its day and the side that was held. */
export const COMPARED = [
  'action',
  'right',
  'strike',
  'expiration',
  'from_strike',
  'from_expiration',
  'from_right',
  'legs',
  'quantity',
  'premium',
  'bid',
  'ask',
  'underlying_price',
  'multiplier',
] as const satisfies readonly (keyof Recommendation)[];

export type ComparedAdvice = Pick<HeldAdvice<Recommendation>, (typeof COMPARED)[number] | 'held_side'> & {
  trading_date: IsoDate;
};

/** One piece of advice, what was done about it and what is known of its underlying. */
export interface CounterfactualCase {
  advice: ComparedAdvice;
  /** The human's trades in answer. */
  answers: readonly Leg[];
  /** How what the answer opened, and what was held of a contract that the advice wanted closed, ended later; by day. */
  exits: readonly Exit[];
  /** Held of the contract to be closed when the advice came; null where the data shows none. */
  heldQuantity: number | null;
  /** Bars of the underlying around the days compared; undefined where there are none. */
  daily: DailyBars | undefined;
  /** The underlying's last bar of all; null where it has none. */
  lastBar: IsoDate | null;
  asOf: IsoDate;
}

import { hashId } from '../hash.js';
import type { IsoDate } from '../time/dates.js';

const DIGITS = 13;

/**
 * Whether an underlying gets the previous version's advice on a session: a share of all such pairs does, drawn by a
 * hash, so that the draw is the same whenever it is made and for whichever account.
 */
export function isHeldOut(session: IsoDate, underlying: string, share: number): boolean {
  const drawn = parseInt(hashId('holdout', session, underlying).slice(0, DIGITS), 16) / 16 ** DIGITS;
  return drawn < share;
}

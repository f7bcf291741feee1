import type { IsoDate } from '../domain/time/dates.js';
import { knownThrough } from '../store/inputs/known-through.js';
import { kept } from './kept.js';
import type { Moment } from './parts.js';

/** The last day that anything is known of, worked out once a generation; null on an empty store. */
export function knownThroughAt(moment: Moment): Promise<IsoDate | null> {
  return kept(moment, 'known through', () => knownThrough(moment));
}

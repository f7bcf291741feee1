import { hashId } from '../../domain/hash.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { seededRandom, type Random } from '../../domain/number/random.js';

/** What a draw is about; what is left out is about all of them. */
export interface DrawnFor {
  day?: IsoDate;
  account?: string;
  underlying?: string;
}

/**
 * Gives the numbers of one purpose, day, account and underlying: the same whatever else was drawn before, so that one
 * habit changed leaves all other days as they were.
 */
export type Draws = (purpose: string, about?: DrawnFor) => Random;

/** Hex digits of a hash that make an exact number. */
const DIGITS = 13;

export function drawsOf(seed: number): Draws {
  return (purpose, { day = '', account = '', underlying = '' } = {}) =>
    seededRandom(
      Number.parseInt(hashId(String(seed), purpose, day, account, underlying).slice(0, DIGITS), 16),
    );
}

import type { Piece } from './advice-piece.js';
import type { Ask, Stretch } from './stretch.js';

/** A version of an algorithm, as far as it advises. */
export interface Advising {
  /** Two versions with one key on a stretch advise the same on it. */
  keyOn(stretch: Stretch): string;
  /** What it advises in an ask; null: nothing. */
  pieceOn(ask: Ask, stretch: Stretch): Piece | null;
}

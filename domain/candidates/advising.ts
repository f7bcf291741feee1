import type { Piece } from './advice-piece.js';
import type { Ask, Stretch, Subject } from './stretch.js';

/** A version of an algorithm, as far as it advises. */
export interface Advising {
  /** Two versions with one key on a subject advise the same on it. */
  keyOn(subject: Subject): string;
  /** What it advises in an ask; null: nothing. */
  pieceOn(ask: Ask, stretch: Stretch): Piece | null;
}

import { isSamePiece, type Piece } from './advice-piece.js';
import type { Advising } from './advising.js';
import type { Ask, LoggedAnswer, Stretch } from './stretch.js';

/** A piece of advice, and where it is in the log just so, that. */
export interface GivenPiece {
  piece: Piece;
  logged: LoggedAnswer | null;
}

/** What a version gives in an ask. Where it is what was logged, these are all pieces of the log. */
export interface Given {
  ask: Ask;
  pieces: readonly GivenPiece[];
}

/** What an unchanged and a changed version give in each ask of a stretch. */
export interface BothGiven {
  before: Given[];
  after: Given[];
  /** Positions of the asks in which they differ. */
  changed: number[];
}

/**
 * What a version and its changed copy give. Where the log is of a version that advises like the unchanged one, what was
 * logged is what it gave, whether or not it would come to that again on what is known now.
 */
export function bothGiven(
  stretch: Stretch,
  {
    base,
    changed,
    loggedBy,
  }: { base: Advising; changed: Advising; loggedBy: (logged: LoggedAnswer) => Advising },
): BothGiven {
  const before: Given[] = [];
  const after: Given[] = [];
  const differing: number[] = [];
  const key = base.keyOn(stretch);
  const differ = changed.keyOn(stretch) !== key;
  stretch.asks.forEach((ask, at) => {
    const last = ask.logged.at(-1);
    const isLogged = last !== undefined && loggedBy(last).keyOn(stretch) === key;
    const own = isLogged && !differ ? null : base.pieceOn(ask, stretch);
    const was = isLogged || isSamePiece(own, last ?? null) ? asLogged(ask) : given(ask, own);
    before.push(was);
    const next = differ ? changed.pieceOn(ask, stretch) : own;
    if (!differ || isSamePiece(next, own)) after.push(was);
    else {
      after.push(isSamePiece(next, last ?? null) ? asLogged(ask) : given(ask, next));
      differing.push(at);
    }
  });
  return { before, after, changed: differing };
}

function asLogged(ask: Ask): Given {
  return { ask, pieces: ask.logged.map((logged) => ({ piece: logged, logged })) };
}

function given(ask: Ask, piece: Piece | null): Given {
  return { ask, pieces: piece === null ? [] : [{ piece, logged: null }] };
}

/** Whether all that is given was logged, and all that was logged is given. */
export function isAsLogged(all: readonly Given[]): boolean {
  return all.every(
    ({ ask, pieces }) => pieces.length === ask.logged.length && pieces.every(({ logged }) => logged !== null),
  );
}

import { isSamePiece, type Piece } from './advice-piece.js';
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

/**
 * What a version gives in each ask of a stretch. Where the log is of a version that advises like it (`isItsOwn`), what
 * was logged is what it gave, whether or not it would come to that again on what is known now. `pieceAt` says what it
 * comes to.
 */
export function givenIn(
  { asks }: Stretch,
  {
    isItsOwn,
    pieceAt,
  }: { isItsOwn: (logged: LoggedAnswer) => boolean; pieceAt: (at: number) => Piece | null },
): Given[] {
  return asks.map((ask, at) => {
    const last = ask.logged.at(-1);
    if (last !== undefined && isItsOwn(last)) return asLogged(ask);
    const piece = pieceAt(at);
    return isSamePiece(piece, last ?? null) ? asLogged(ask) : given(ask, piece);
  });
}

/** What a changed version gives, where the unchanged gave that: the same wherever the two come to the same. */
export function givenOtherwise(
  before: readonly Given[],
  { was, is }: { was: readonly (Piece | null)[]; is: readonly (Piece | null)[] },
): { after: Given[]; changed: number[] } {
  const changed: number[] = [];
  const after = before.map((one, at) => {
    const piece = is[at] ?? null;
    if (isSamePiece(was[at] ?? null, piece)) return one;
    changed.push(at);
    return isSamePiece(piece, one.ask.logged.at(-1) ?? null) ? asLogged(one.ask) : given(one.ask, piece);
  });
  return { after, changed };
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

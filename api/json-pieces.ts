import { setImmediate } from 'node:timers/promises';

const PIECE_CHARACTERS = 64 * 1_024;

/**
 * A document as JSON in pieces of some sixty thousand characters, its lists item by item: a large answer is never one
 * text, and others have their turn between pieces.
 */
export async function* jsonPieces(document: unknown): AsyncGenerator<string, void> {
  let piece = '';
  for (const part of parts(document)) {
    piece += part;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
    await setImmediate();
  }
  if (piece !== '') yield piece;
}

/** Of an object its members, of those that are lists their items; anything else in one. */
function* parts(document: unknown): Generator<string, void> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    yield JSON.stringify(document);
    return;
  }
  let before = '{';
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (Array.isArray(value)) yield* items(value);
    else yield JSON.stringify(value);
  }
  yield before === '{' ? '{}' : '}';
}

function* items(list: readonly unknown[]): Generator<string, void> {
  yield '[';
  for (const [place, item] of list.entries())
    yield `${place === 0 ? '' : ','}${JSON.stringify(item ?? null)}`;
  yield ']';
}

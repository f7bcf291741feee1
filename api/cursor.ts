import { createHash } from 'node:crypto';
import { Problem } from './problem.js';

/** Where a list goes on: the place of the last row that was given, of a list with these filters. */
export function cursorOf(place: readonly unknown[], list: object): string {
  const text = JSON.stringify([nameOf(list), place]);
  return Buffer.from(`${sumOf(text)}${text}`).toString('base64url');
}

const SUM_LENGTH = 8;

/** The place in a cursor. Throws a Problem for what is none of ours, and for one of another list. */
export function placeIn(cursor: string, list: object): readonly unknown[] {
  const bytes = Buffer.from(cursor, 'base64url').toString();
  const text = bytes.slice(SUM_LENGTH);
  if (sumOf(text) !== bytes.slice(0, SUM_LENGTH))
    throw new Problem('malformed', 'cursor: not as it was given', {
      errors: [{ in: 'query', name: 'cursor', message: 'not as it was given' }],
    });
  const [name, place] = JSON.parse(text) as [string, unknown[]];
  if (name !== nameOf(list))
    throw new Problem('cursor-mismatch', 'cursor: of a list with other filters or another order', {
      errors: [{ in: 'query', name: 'cursor', message: 'of another list' }],
    });
  return place;
}

function nameOf(list: object): string {
  return sumOf(JSON.stringify(list));
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, SUM_LENGTH);
}

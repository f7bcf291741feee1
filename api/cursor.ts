import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { Problem } from './problem.js';

/** Where a list goes on: the place of the last row that was given, of a list with these filters. */
export function cursorOf(place: readonly unknown[], list: object): string {
  const text = JSON.stringify([nameOf(list), place]);
  return Buffer.from(`${sumOf(text)}${text}`).toString('base64url');
}

const SUM_LENGTH = 8;

/**
 * The place in a cursor, by its shape. Throws a Problem for what is none of ours, such as one that was forged, and for
 * one of another list.
 */
export function placeIn<P extends z.ZodType>(cursor: string, list: object, shape: P): z.infer<P> {
  const bytes = Buffer.from(cursor, 'base64url').toString();
  const text = bytes.slice(SUM_LENGTH);
  const held = HELD.safeParse(sumOf(text) === bytes.slice(0, SUM_LENGTH) ? parsed(text) : undefined);
  if (!held.success) throw notOurs();
  const [name, place] = held.data;
  if (name !== nameOf(list))
    throw new Problem('cursor-mismatch', 'cursor: of a list with other filters or another order', {
      errors: [{ in: 'query', name: 'cursor', message: 'of another list' }],
    });
  const found = shape.safeParse(place);
  if (!found.success) throw notOurs();
  return found.data;
}

const HELD = z.tuple([z.string(), z.array(z.unknown())]);

function notOurs(): Problem {
  return new Problem('malformed', 'cursor: not as it was given', {
    errors: [{ in: 'query', name: 'cursor', message: 'not as it was given' }],
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(list: object): string {
  return sumOf(JSON.stringify(list));
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, SUM_LENGTH);
}

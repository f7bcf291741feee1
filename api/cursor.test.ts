import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import fc from 'fast-check';
import { cursorOf, placeIn } from './cursor.js';

const ANY = z.array(z.unknown());
const PLACE = z.tuple([z.iso.date(), z.string()]);
const LIST = { list: 'matches', order: 'date', reviewed: false };

describe('cursorOf(place, list)', () => {
  test('is text for an address, from which placeIn reads the place again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))), (place) => {
        const cursor = cursorOf(place, LIST);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(placeIn(cursor, LIST, ANY)).toEqual(place);
      }),
    );
  });
});

describe('placeIn(cursor, list)', () => {
  const cursor = cursorOf(['2026-01-05', 'abc'], LIST);

  test('refuses one of another list', () => {
    expect(() => placeIn(cursor, { ...LIST, reviewed: true }, PLACE)).toThrow(
      expect.objectContaining({ slug: 'cursor-mismatch' }),
    );
  });

  test('refuses one that is cut or changed anywhere', () => {
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      for (const broken of [cursor.slice(0, at), `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`])
        if (Buffer.from(broken, 'base64url').compare(Buffer.from(cursor, 'base64url')) !== 0)
          expect(() => placeIn(broken, LIST, PLACE)).toThrow(expect.objectContaining({ slug: 'malformed' }));
    }
  });

  test('refuses one that was forged: another place, or no place at all', () => {
    const forged = (text: string) => {
      const sum = createHash('sha256').update(text).digest('base64url').slice(0, 8);
      return Buffer.from(`${sum}${text}`).toString('base64url');
    };
    const places = [[], ['2026-02-30', 'abc'], ['2026-01-05', 7], ['2026-01-05', 'abc', 1], [null, 'abc']];
    const cursors = [
      ...places.map((place) => cursorOf(place, LIST)),
      ...['null', '{}', '[]', '["x"]', '{', ''].map(forged),
    ];
    for (const one of cursors)
      expect(() => placeIn(one, LIST, PLACE)).toThrow(expect.objectContaining({ slug: 'malformed' }));
  });
});

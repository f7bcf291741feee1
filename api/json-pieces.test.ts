import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonPieces } from './json-pieces.js';

async function piecesOf(document: unknown): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of jsonPieces(document)) pieces.push(piece);
  return pieces;
}

test('jsonPieces(document) are together what JSON.stringify gives', async () => {
  const members = fc.dictionary(
    fc.string(),
    fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), fc.constant(undefined)),
  );
  await fc.assert(
    fc.asyncProperty(members, async (document) => {
      expect((await piecesOf(document)).join('')).toBe(JSON.stringify(document));
    }),
  );
  expect(await piecesOf([1, null])).toEqual(['[1,null]']);
  expect(await piecesOf({})).toEqual(['{}']);
});

test('a long list comes in several pieces, none much longer than 64 KiB', async () => {
  const pieces = await piecesOf({
    list: Array.from({ length: 10_000 }, (_, at) => ({ at, text: 'x'.repeat(20) })),
  });
  expect(pieces.length).toBeGreaterThan(4);
  for (const piece of pieces) expect(piece.length).toBeLessThan(70_000);
});

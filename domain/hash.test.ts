import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashId } from './hash.js';

describe('hashId(...parts)', () => {
  test('gives the first 32 hex digits of the SHA-256 of the parts as a JSON array', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (parts) => {
        const expected = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
        expect(hashId(...parts)).toBe(expected);
      }),
    );
  });

  test('tells apart parts that read the same side by side', () => {
    expect(hashId('a', 'bc')).not.toBe(hashId('ab', 'c'));
  });
});

import { describe, expect, test } from '@jest/globals';
import { hashId } from './hash.js';

describe('hashId(...parts)', () => {
  test('gives the first 32 hex digits of the SHA-256 of the parts as a JSON array', () => {
    // printf '["lot","é","a\\"b"]' | sha256sum
    expect(hashId('lot', 'é', 'a"b')).toBe('c1cdc9b2a86280d1c2eb56325e5b5887');
    expect(hashId('lone surrogate \ud800')).toBe('362d45d624e634c7f917fe03638b799e');
  });

  test('tells apart parts that read the same side by side', () => {
    expect(hashId('a', 'bc')).not.toBe(hashId('ab', 'c'));
  });
});

import { describe, expect, test } from '@jest/globals';
import { digest } from './digest.js';

describe('digest(text)', () => {
  test.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('gives of %j what the test vectors of FNV-1a have', (text, hash) => {
    expect(digest(text)).toBe(hash);
  });
});

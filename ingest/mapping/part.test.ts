import { describe, expect, test } from '@jest/globals';
import { isPart, partReader } from './part.js';

describe('partReader(pattern)', () => {
  const text = 'Bought 12 of 40 ABC at 10.50';
  test.each([
    ['Bought {} of * at *', '12'],
    ['* of {} * at *', '40'],
    ['* at {}', '10.50'],
    ['{} *', 'Bought'],
    ['bought  {} of *', '12'],
    ['Sold {} of *', undefined],
  ])('%j', (pattern, part) => {
    expect(partReader(pattern)(text)).toBe(part);
  });

  test('takes signs as they are, and nothing of a text longer than any row has', () => {
    expect(partReader('(+) {} $*')('(+) 5 $3')).toBe('5');
    expect(partReader('{} at *')(`1 at ${'x'.repeat(2_000)}`)).toBeUndefined();
  });
});

test.each([
  ['Bought {} of *', true],
  ['Bought * of *', false],
  ['{} and {}', false],
  ['{}*', false],
  ['* * * * * * {}', false],
])('isPart(%j) is %s', (pattern, expected) => {
  expect(isPart(pattern)).toBe(expected);
});

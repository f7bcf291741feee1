import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, formatDecimal } from '../../domain/number/decimal.js';
import { asNumber, asPercent } from './number.js';

describe('asNumber(decimal)', () => {
  test.each([
    ['0', 0],
    ['-12.5', -12.5],
    ['0.0000000001', 1e-10],
    ['12345.6789012345', 12345.6789012345],
    ['12345678.0123456785', 12345678.0123457],
    ['1000000000000025', 1000000000000020],
    ['1000000000000035', 1000000000000040],
    ['-1000000000000035', -1000000000000040],
  ])('%s is %p', (text, number) => {
    expect(asNumber(decimal(text))).toBe(number);
  });

  test('up to fifteen digits it is exact', () => {
    const units = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
    fc.assert(fc.property(units, (value) => expect(asNumber(value)).toBe(Number(formatDecimal(value)))));
  });

  test('nothing stays null', () => {
    expect([asNumber(null), asNumber(undefined), asPercent(null)]).toEqual([null, null, null]);
  });
});

test('asPercent(share) has one decimal', () => {
  expect([asPercent(0.4666), asPercent(0), asPercent(1)]).toEqual([46.7, 0, 100]);
});

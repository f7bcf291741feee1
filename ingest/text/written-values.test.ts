import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, isoDay, onOneLine, plainAmount } from './written-values.js';

describe('plainAmount(written)', () => {
  test.each([
    ['$1,234.50', '1234.50'],
    ['($5.00)', '-5.00'],
    ['-$1.00', '-1.00'],
    ['$-1.00', '-1.00'],
    ['5$3', '5$3'],
    ['10 20', '10 20'],
    ['-10,300.00', '-10300.00'],
    [' 12 ', '12'],
    ['.5', '.5'],
    ['--', ''],
    ['', ''],
    ['$', '$'],
    ['1,2,3', '1,2,3'],
    ['($5.00', '($5.00'],
    ['5.00-', '-5.00'],
    ['1,234.50-', '-1234.50'],
    ['1.234,56', '1234.56'],
    ['-1.234.567,8', '-1234567.8'],
    ['(1.234,56)', '-1234.56'],
    ['1.234.567', '1234567'],
    ['1234,56', '1234.56'],
    ['12,5 €', '12.5'],
    ['0,125', '0.125'],
    ['1,234', '1234'],
    ['1.234', '1.234'],
    ['1,234,567', '1234567'],
    ['1\u00a0234,50', '1234.50'],
    ["112'165", "112'165"],
    ['US$5', '5'],
    ['\u22125', '-5'],
    ['12,34,567', '12,34,567'],
    ['1.23.4', '1.23.4'],
    ['1 2/3', '1 2/3'],
    ['1e5', '1e5'],
    ['n/a', 'n/a'],
    ['--5', '--5'],
  ])('%j is %j', (written, plain) => {
    expect(plainAmount(written)).toBe(plain);
  });

  test('reads back any amount of dollars and cents, in brackets when it is paid', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
        const dollars = Math.abs(cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
        expect(amountOf(cents < 0 ? `(${dollars})` : dollars)).toBe(BigInt(cents) * 100_000_000n);
      }),
    );
  });
});

test('amountOf(written) is zero for none and undefined for what is no amount', () => {
  expect([amountOf('--'), amountOf(''), amountOf('abc')]).toEqual([0n, 0n, undefined]);
});

test('isoDay(written) turns month-first days around and leaves others', () => {
  expect(['7/31/2023', '4/01/22', '07-31-23', 'Jul-4-2023', '2023-07-31'].map(isoDay)).toEqual([
    '2023-07-31',
    '2022-04-01',
    '2023-07-31',
    '2023-07-04',
    '2023-07-31',
  ]);
  expect(['31.7.2023', '7-31/2023', 'Foo-4-2023'].map(isoDay)).toEqual([
    '31.7.2023',
    '7-31/2023',
    '2023-Foo-04',
  ]);
});

test('onOneLine(written) is one line with single blanks', () => {
  expect(onOneLine(' Abc  Inc\nCUSIP: 0 ')).toBe('Abc Inc CUSIP: 0');
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  abs,
  decimal,
  divide,
  formatDecimal,
  fromNumber,
  min,
  multiply,
  parseDecimal,
  prorate,
  sum,
  toFixed,
  toNumber,
  type Decimal,
} from './decimal.js';

const LARGEST = 10n ** 38n - 1n;
const anyDecimal = fc.bigInt({ min: -LARGEST, max: LARGEST });
const money = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 16n });

describe('parseDecimal', () => {
  test.each<[string, Decimal]>([
    ['0', 0n],
    ['-0', 0n],
    ['1', 10_000_000_000n],
    ['+1.5', 15_000_000_000n],
    ['.5', 5_000_000_000n],
    ['5.', 50_000_000_000n],
    [' -12.34 ', -123_400_000_000n],
    [' +.5 ', 5_000_000_000n],
    ['0.0000000001', 1n],
    ['0.00000000005', 1n],
    ['0.00000000004999', 0n],
    ['-0.00000000005', -1n],
    ['0.99999999995', 10_000_000_000n],
    ['0000001', 10_000_000_000n],
    ['9999999999999999', 99_999_999_999_999_990_000_000_000n],
    ['-999999.9999999999', -9_999_999_999_999_999n],
    ['9999999999999999999999999999.9999999999', LARGEST],
  ])('reads %j', (text, units) => {
    expect(parseDecimal(text)).toBe(units);
  });

  test.each([
    '',
    ' ',
    '.',
    '-',
    '+.',
    '1e3',
    '1,000',
    '$1',
    '(1)',
    '0x10',
    '1_000',
    '1.2.3',
    '1..2',
    ',5',
    '*5',
    '1/5',
    '1:5',
    '--1',
    'NaN',
    'Infinity',
    '١',
    '1 2',
    '10000000000000000000000000000',
    '-10000000000000000000000000000',
  ])('gives undefined for %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  test('reads back whatever formatDecimal writes', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const text = formatDecimal(value);
        expect(parseDecimal(text)).toBe(value);
        expect(text).toMatch(/^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/);
      }),
    );
  });
});

describe('decimal', () => {
  test('reads literals and throws on what is none', () => {
    expect(decimal('0.05')).toBe(500_000_000n);
    expect(decimal(2.5)).toBe(25_000_000_000n);
    expect(() => decimal('abc')).toThrow('not a plain decimal: "abc"');
    expect(() => decimal(Number.NaN)).toThrow(RangeError);
  });
});

describe('fromNumber', () => {
  test('takes the shortest text of the double, not its binary expansion', () => {
    expect(fromNumber(0.1)).toBe(1_000_000_000n);
    expect(fromNumber(1.005)).toBe(10_050_000_000n);
    expect(fromNumber(-0)).toBe(0n);
    expect(fromNumber(1234567.1)).toBe(12_345_671_000_000_000n);
  });

  test('reads doubles that print with an exponent', () => {
    expect(fromNumber(1e-7)).toBe(1_000n);
    expect(fromNumber(4e-11)).toBe(0n);
    expect(fromNumber(1e22)).toBe(10n ** 32n);
    expect(fromNumber(-1e21)).toBe(-(10n ** 31n));
  });

  test.each([Number.NaN, Infinity, -Infinity, 1e29, Number.MAX_VALUE])('gives undefined for %d', (value) => {
    expect(fromNumber(value)).toBeUndefined();
  });

  test('is undone by toNumber for amounts in cents', () => {
    fc.assert(
      fc.property(fc.integer(), (cents) => {
        expect(toNumber(fromNumber(cents / 100) as Decimal)).toBe(cents / 100);
      }),
    );
  });
});

describe('toFixed', () => {
  test.each<[string, number, string]>([
    ['12.3', 2, '12.30'],
    ['0.005', 2, '0.01'],
    ['-0.005', 2, '-0.01'],
    ['-0.004', 2, '0.00'],
    ['0.995', 2, '1.00'],
    ['1234.5', 0, '1235'],
    ['-0.5', 0, '-1'],
    ['0.0000000001', 10, '0.0000000001'],
    ['-0.0000000001', 10, '-0.0000000001'],
  ])('of %s to %i places is %s', (value, places, text) => {
    expect(toFixed(decimal(value), places)).toBe(text);
  });

  test('is at most half a unit of the last place away', () => {
    fc.assert(
      fc.property(money, fc.integer({ min: 0, max: 10 }), (value, places) => {
        const rounded = decimal(toFixed(value, places));
        expect(abs(rounded - value) * 2n <= 10n ** BigInt(10 - places)).toBe(true);
      }),
    );
  });
});

describe('multiply and divide', () => {
  test('round half away from zero', () => {
    expect(multiply(decimal('0.00001'), decimal('0.000005'))).toBe(1n);
    expect(multiply(decimal('-0.00001'), decimal('0.000005'))).toBe(-1n);
    expect(formatDecimal(divide(decimal(1), decimal(3)))).toBe('0.3333333333');
    expect(formatDecimal(divide(decimal(2), decimal(-3)))).toBe('-0.6666666667');
  });

  test('by one change nothing', () => {
    fc.assert(
      fc.property(money, (value) => {
        expect(multiply(value, decimal(1))).toBe(value);
        expect(divide(value, decimal(1))).toBe(value);
      }),
    );
  });

  test('divide by zero throws', () => {
    expect(() => divide(decimal(1), 0n)).toThrow(RangeError);
  });
});

describe('prorate', () => {
  test('taken at growing parts gives pieces that add up to the whole', () => {
    fc.assert(
      fc.property(money, fc.array(positive, { minLength: 1 }), (whole, parts) => {
        const of = sum(parts);
        let taken = 0n;
        let pieces = 0n;
        for (const part of parts) {
          pieces += prorate(whole, taken + part, of) - prorate(whole, taken, of);
          taken += part;
        }
        expect(pieces).toBe(whole);
      }),
    );
  });

  test('of the smallest amounts has their sign', () => {
    const signs = [1n, -1n].flatMap((whole) => [1n, -1n].map((of) => prorate(whole, 1n, of)));
    expect(signs).toEqual([1n, -1n, -1n, 1n]);
  });

  test('rounds once', () => {
    expect(prorate(decimal(10), decimal(1), decimal(3))).toBe(33_333_333_333n);
    expect(prorate(decimal(10), decimal(2), decimal(3))).toBe(66_666_666_667n);
  });
});

describe('abs, min, sum', () => {
  test('are exact', () => {
    expect(abs(decimal('-1.5'))).toBe(decimal('1.5'));
    expect(min(decimal('-1'), decimal('2'))).toBe(decimal('-1'));
    expect(min(decimal('2'), decimal('-1'))).toBe(decimal('-1'));
    expect(sum([decimal('0.1'), decimal('0.2'), decimal('-0.3')])).toBe(0n);
    expect(sum([])).toBe(0n);
  });
});

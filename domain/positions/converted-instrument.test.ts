import { describe, expect, test } from '@jest/globals';
import { convertedInstrument, convertedQuantity } from './converted-instrument.js';
import { decimal, divide } from '../number/decimal.js';

const put = {
  root: 'OLD',
  underlying: 'OLD',
  right: 'put' as const,
  strike: decimal(22),
  expiration: '2021-09-17',
  multiplier: decimal(100),
};
const unchanged = { to_underlying: null, to_strike: null, to_multiplier: null };

describe('convertedInstrument(held, conversion)', () => {
  test('renames underlying and root together, and changes what is said', () => {
    expect(
      convertedInstrument(put, { to_underlying: 'NEW', to_strike: decimal(11), to_multiplier: decimal(200) }),
    ).toEqual({ ...put, underlying: 'NEW', root: 'NEW', strike: decimal(11), multiplier: decimal(200) });
  });

  test('leaves a root of its own as it is', () => {
    const weekly = { ...put, root: 'OLDW' };
    expect(convertedInstrument(weekly, { ...unchanged, to_underlying: 'NEW' })).toEqual({
      ...weekly,
      underlying: 'NEW',
    });
  });

  test('takes the root that the record says besides', () => {
    expect(convertedInstrument(put, { ...unchanged, extra: '{"to_root":"OLD1"}' })).toEqual({
      ...put,
      root: 'OLD1',
    });
    expect(convertedInstrument(put, { ...unchanged, extra: '{"mood":1}' })).toEqual(put);
    expect(convertedInstrument(put, { ...unchanged, extra: '{"to_root":1}' })).toEqual(put);
  });
});

describe('convertedQuantity(held, conversion)', () => {
  const split = (held: number, ratio: bigint | null, quantity = 1) =>
    convertedQuantity(decimal(held), { action: 'split', ratio, quantity: decimal(quantity) });

  test('multiplies by the ratio, or adds what a split without one adds', () => {
    expect(split(100, decimal(4))).toBe(decimal(400));
    expect(split(7, decimal('1.5'))).toBe(decimal('10.5'));
    expect(split(0.2, null, 3.8)).toBe(decimal(4));
    expect(
      convertedQuantity(decimal(5), { action: 'symbol_change', ratio: null, quantity: decimal(5) }),
    ).toBe(decimal(5));
  });

  test('one for n leaves no dust, for any n', () => {
    for (let n = 1; n <= 1_000; n++)
      expect(split(n * 100, divide(decimal(1), decimal(n)))).toBe(decimal(100));
  });

  test('of a ratio that is the nearest to 1 : n of two n takes the smaller', () => {
    expect(split(2_000_000, decimal('0.000001'))).toBe(decimal(2));
  });
});

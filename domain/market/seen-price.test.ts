import { describe, expect, test } from '@jest/globals';
import { boundsOf, likelyBoundsOf, type PriceRecord } from './seen-price.js';

const premium = (
  right: 'call' | 'put',
  strike: number,
  price: number,
  [low, high] = [95, 105],
): PriceRecord => ({
  ...{ day: '2024-05-06', expiration: '2024-06-05', low: low ?? 0, high: high ?? 0, source: 'trade' },
  ...{ kind: 'premium', right, strike, price },
});

describe('boundsOf(record)', () => {
  test('of a share is its price', () => {
    const record = { day: '2024-05-06', low: 1, high: 2, source: 'trade', kind: 'share', price: 3 } as const;
    expect(boundsOf(record)).toEqual({ least: 3, most: 3 });
  });

  test('of a call: the share costs as much at least, and no more than strike and premium', () => {
    expect(boundsOf(premium('call', 100, 4))).toEqual({ least: 4, most: 104 });
  });

  test('of a put: the share costs the strike less the premium at least', () => {
    expect(boundsOf(premium('put', 3300, 200))).toEqual({ least: 3100, most: Infinity });
    expect(boundsOf(premium('put', 3, 4))).toEqual({ least: 0, most: Infinity });
  });

  test('of an option that was assigned: it was in the money', () => {
    const record = {
      day: '2024-05-06',
      low: 1,
      high: 2,
      source: 'trade',
      kind: 'delivery',
      strike: 50,
    } as const;
    expect(boundsOf({ ...record, right: 'call' })).toEqual({ least: 50, most: Infinity });
    expect(boundsOf({ ...record, right: 'put' })).toEqual({ least: 0, most: 50 });
  });
});

describe('likelyBoundsOf(record)', () => {
  test('of a strike near the bar are no closer', () => {
    expect(likelyBoundsOf(premium('call', 110, 4))).toEqual({ least: 4, most: 114 });
    const near = [
      ...[premium('call', 199, 4), premium('call', 4, 96), premium('call', 60, 40)],
      ...[premium('put', 90, 4), premium('put', 51, 1), premium('put', 400, 300)],
    ];
    for (const record of near) expect(likelyBoundsOf(record)).toEqual(boundsOf(record));
    expect(likelyBoundsOf(premium('call', 201, 4)).least).toBeGreaterThan(4);
    expect(likelyBoundsOf(premium('put', 49, 1)).most).toBeLessThan(Infinity);
  });

  test('ask more of an option on its last day than on the day before', () => {
    const least = (expiration: string) =>
      likelyBoundsOf({ ...premium('call', 3500, 100, [150, 155]), expiration } as PriceRecord).least;
    expect(least('2024-05-06')).toBeGreaterThan(least('2024-05-07'));
    expect(least('2024-05-05')).toBe(least('2024-05-06'));
  });

  test('of a call far above the bar: what a volatility of 600 % makes of its premium', () => {
    const { least, most } = likelyBoundsOf(premium('call', 3500, 100, [150, 155]));
    expect([least, most]).toEqual([expect.closeTo(446.6, 1), 3600]);
  });

  test('of a put far below the bar: the share costs no more than that volatility makes of it', () => {
    const { least, most } = likelyBoundsOf(premium('put', 4, 2.4, [40, 41]));
    expect(least).toBeCloseTo(1.6, 10);
    expect(most).toBeLessThan(40);
    expect(likelyBoundsOf(premium('put', 4, 0.01, [40, 41])).most).toBeCloseTo(40, 6);
  });
});

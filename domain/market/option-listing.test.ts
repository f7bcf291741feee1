import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { isSession, sessionOnOrAfter } from '../time/calendar.js';
import { daysBetween, fromEpochDay } from '../time/dates.js';
import { decimal } from '../number/decimal.js';
import { nearestExpiration, strikeAtOrAbove, strikesBetween, weeklyExpirations } from './option-listing.js';

describe('weeklyExpirations', () => {
  test('are Fridays, and the Thursday before Good Friday', () => {
    expect(weeklyExpirations('2025-04-04', '2025-04-25')).toEqual([
      '2025-04-04',
      '2025-04-11',
      '2025-04-17',
      '2025-04-25',
    ]);
  });

  test('leave out a moved one that lies before the range, and take one that lies just within', () => {
    expect(weeklyExpirations('2025-04-18', '2025-04-24')).toEqual([]);
    expect(weeklyExpirations('2025-04-14', '2025-04-17')).toEqual(['2025-04-17']);
  });
});

describe('nearestExpiration', () => {
  test('is nearest the middle of the range, the earlier of two', () => {
    expect(nearestExpiration('2025-06-03', { min: 7, max: 14 })).toBe('2025-06-13');
    expect(nearestExpiration('2025-06-06', { min: 7, max: 14 })).toBe('2025-06-13');
    expect(nearestExpiration('2025-06-02', { min: 1, max: 14 })).toBe('2025-06-06');
  });

  test('is neither the first nor the last where one lies nearer the middle', () => {
    expect(nearestExpiration('2025-06-02', { min: 1, max: 21 })).toBe('2025-06-13');
  });

  test('is later than the one to roll from, or none', () => {
    expect(nearestExpiration('2025-06-06', { min: 7, max: 14 }, '2025-06-13')).toBe('2025-06-20');
    expect(nearestExpiration('2025-06-03', { min: 7, max: 14 }, '2025-06-13')).toBeUndefined();
  });

  test('exists for every session when the range is a week wide, and is a session in it', () => {
    const session = fc
      .integer({ min: 10_600, max: 25_000 })
      .map((day) => sessionOnOrAfter(fromEpochDay(day)));
    fc.assert(
      fc.property(session, fc.integer({ min: 1, max: 60 }), (date, min) => {
        const expiration = nearestExpiration(date, { min, max: min + 7 }) as string;
        const days = daysBetween(date, expiration);
        expect([isSession(expiration), days >= min, days <= min + 7]).toEqual([true, true, true]);
      }),
    );
  });
});

describe('strikeAtOrAbove', () => {
  test.each([
    ['11.01', '11.5'],
    ['11.5', '11.5'],
    ['11.5000000001', '12'],
    ['24.99', '25'],
    ['25', '25'],
    ['25.2', '26'],
    ['101', '102.5'],
    ['251', '255'],
  ])('of %s is %s', (price, strike) => {
    expect(strikeAtOrAbove(decimal(price), V3_3.strikeIncrements)).toBe(decimal(strike));
  });

  test('steps at a bound as above it, and needs a last step', () => {
    const increments = [
      { below: 10, increment: 7 },
      { below: null, increment: 4 },
    ];
    expect(strikeAtOrAbove(decimal(10), increments)).toBe(decimal(12));
    expect(() => strikeAtOrAbove(decimal(10), increments.slice(0, 1))).toThrow('without a last step');
  });
});

describe('strikesBetween(above, upTo, increments)', () => {
  test.each([
    [15, 16, 2],
    [15, 15.2, 0],
    [24, 26, 3],
    [24.5, 105, 78],
    [99, 100, 1],
    [100, 105, 2],
    [240, 260, 6],
  ])('above %f up to %f: %i', (above, upTo, count) => {
    expect(strikesBetween(decimal(above), decimal(upTo), V3_3.strikeIncrements)).toBe(count);
  });

  test('counts the strikes that strikeAtOrAbove gives between them', () => {
    const cents = fc.integer({ min: 100, max: 40_000 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((price) => decimal(price / 100)) as [
          bigint,
          bigint,
        ];
        const listed = new Set<bigint>();
        for (let price = low + 1n; price <= high;) {
          const strike = strikeAtOrAbove(price, V3_3.strikeIncrements);
          if (strike <= high) listed.add(strike);
          price = strike + 1n;
        }
        expect(strikesBetween(low, high, V3_3.strikeIncrements)).toBe(listed.size);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { sessionsBetween } from '../time/calendar.js';
import { regimesOf, sessionsToEarnings, volatilityTerciles } from './regimes.js';

describe('regimesOf(advice)', () => {
  test.each([
    [7, 'dte_short'],
    [8, 'dte_middle'],
    [21, 'dte_middle'],
    [22, 'dte_long'],
  ])('of %i days to expiration is %s', (daysToExpiration, regime) => {
    expect(regimesOf({ daysToExpiration, earningsIn: null, volatility: null })).toEqual([regime]);
  });

  test('names volatility and earnings within five sessions', () => {
    expect(regimesOf({ daysToExpiration: null, earningsIn: 5, volatility: 'high' })).toEqual([
      'volatility_high',
      'earnings_near',
    ]);
    expect(regimesOf({ daysToExpiration: null, earningsIn: 6, volatility: null })).toEqual([]);
  });
});

describe('sessionsToEarnings(dates)', () => {
  const ahead = sessionsToEarnings(['2025-04-24', '2025-01-24']);

  test.each([
    ['2025-01-24', 0],
    ['2025-01-23', 1],
    // Martin Luther King's day lies between.
    ['2025-01-17', 4],
    ['2025-01-10', 9],
    ['2025-01-08', 10],
    ['2025-01-07', null],
    ['2025-01-25', null],
    ['2025-05-01', null],
  ])('from %s: %s', (day, sessions) => {
    expect(ahead(day)).toBe(sessions);
  });
});

describe('volatilityTerciles(history)', () => {
  const dates = sessionsBetween('2024-01-02', '2024-12-31');
  /** Quiet, then lively from session 150 on, then quiet again from 200 on. */
  const comparable = dates.reduce<number[]>((closes, _date, i) => {
    const step = i >= 150 && i < 200 ? 0.05 : 0.01 + i / 100_000;
    return [...closes, (closes.at(-1) ?? 100) * (i % 2 === 0 ? 1 + step : 1 / (1 + step))];
  }, []);
  const tercile = volatilityTerciles({
    dates,
    comparable,
    closes: comparable.map((close) => decimal(close.toFixed(4))),
  });

  test('is the place of a day among the year before it', () => {
    expect(tercile(dates[190] as string)).toBe('high');
    expect(tercile(dates[149] as string)).toBe('high');
    expect(tercile(dates[225] as string)).toBe('middle');
  });

  test('is not known before half a year is, nor by a day itself', () => {
    expect(tercile(dates[145] as string)).toBeNull();
    expect(tercile(dates[146] as string)).not.toBeNull();
    expect(tercile('2023-06-01')).toBeNull();
  });
});

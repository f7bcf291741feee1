import { describe, expect, test } from '@jest/globals';
import { weekDecision } from '../../test/decided-weeks.js';
import { realisedVolatility } from '../market/realised-volatility.js';
import { decimal } from '../number/decimal.js';
import { whole } from '../pieces.js';
import { sessionsBetween } from '../time/calendar.js';
import { inOrderOfAdvice } from './known-advice.js';
import { regimesOf, volatilityTerciles } from './regimes.js';
import { changeOf } from './change-of.js';

describe('volatilityTerciles(history)', () => {
  const dates = sessionsBetween('2023-01-03', '2024-12-31');
  let seed = 5;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const comparable = dates.reduce<number[]>((closes, _date, i) => {
    // Long swings between quiet and lively.
    const size = 0.01 * (1.5 + Math.sin(i / 40));
    return [...closes, (closes.at(-1) ?? 100) * Math.exp(size * (random() - 0.5))];
  }, []);
  const history = { dates, comparable, closes: comparable.map((close) => decimal(close.toFixed(4))) };

  /** Of the twenty returns up to the close before a day; of each day of the past 252. */
  function byDefinition(at: number): string | null {
    const volatilityBefore = (end: number) =>
      end < 21 ? undefined : realisedVolatility(comparable.slice(end - 21, end));
    const now = volatilityBefore(at);
    const year = Array.from({ length: 252 }, (_, back) => volatilityBefore(at - back)).filter(
      (one) => one !== undefined,
    );
    if (now === undefined || year.length < 126) return null;
    const below = year.filter((one) => one < now).length / year.length;
    return below < 1 / 3 ? 'low' : below < 2 / 3 ? 'middle' : 'high';
  }

  test('is the third of its own past year that a day’s volatility lies in', () => {
    const tercile = volatilityTerciles(history);
    const found = dates.map((day) => tercile(day));
    expect(found).toEqual(dates.map((_day, at) => byDefinition(at)));
    expect(new Set(found)).toEqual(new Set([null, 'low', 'middle', 'high']));
  });
});

test('regimesOf(advice) gives volatility, earnings and time to expiration in this order', () => {
  expect(regimesOf({ daysToExpiration: 7, earningsIn: 1, volatility: 'low' })).toEqual([
    ...['volatility_low', 'earnings_near', 'dte_short'],
  ]);
});

test('inOrderOfAdvice(advice) is by the first advice on each, of one time by name', () => {
  const of = (underlying: string, window_opens: number) => ({ underlying, window_opens });
  const given = [of('C', 2), of('B', 2), of('A', 3), of('A', 1), of('D', 2), of('B', 1.5)];
  for (const some of [given, given.toReversed()])
    expect(whole(inOrderOfAdvice(some))).toEqual(['A', 'B', 'C', 'D']);
});

test('changeOf(kind, decision) is weeks, strikes, or the share of the quantity that was added', () => {
  const change = { weeks: 1, strikes: -2, quantityRatio: 0.5 };
  const of = (given: Partial<typeof change> | { quantityRatio: null }) =>
    (['expiration_shift', 'strike_shift', 'quantity_share'] as const).map((kind) =>
      changeOf(kind, weekDecision({ change: { ...change, ...given } })),
    );
  expect(of({})).toEqual([1, -2, -0.5]);
  expect(of({ quantityRatio: null })).toEqual([1, -2, null]);
  expect(changeOf('strike_shift', weekDecision({ change: null }))).toBeNull();
});

import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { barsBetween, closeOn, dailyBars } from './daily-bars.js';

function bar(ts: string, close: number, adjusted: 'none' | 'split' = 'none') {
  const price = decimal(close);
  return { ts, open: price, high: price, low: price, close: price, volume: null, adjusted };
}

const DAYS = ['2025-06-02', '2025-06-03', '2025-06-05', '2025-06-06'];
const STORED = DAYS.map((day, i) => bar(day, 10 + i));

describe('dailyBars(stored, splits, offScale)', () => {
  test('are in the order of their days, whatever the order of the input, at the prices of their day', () => {
    const split = { date: '2025-06-05', ratio: decimal(2) };
    const { bars } = dailyBars([bar('2025-06-05', 11, 'split'), bar('2025-06-02', 10, 'split')], [split]);
    expect(bars.map(({ date, close }) => [date, close])).toEqual([
      ['2025-06-02', decimal(20)],
      ['2025-06-05', decimal(11)],
    ]);
    expect(dailyBars(STORED.toReversed(), []).bars).toEqual(dailyBars(STORED, []).bars);
  });

  test('leave the days out that are off scale', () => {
    const stretch = { misfit: '2025-06-03', ratio: null, shares: null, uncarried: null };
    const { bars, offScale } = dailyBars(
      STORED,
      [],
      [{ ...stretch, from: '2025-06-03', until: '2025-06-06' }],
    );
    expect(bars.map(({ date }) => date)).toEqual(['2025-06-02', '2025-06-06']);
    expect(offScale).toHaveLength(1);
  });
});

describe('closeOn(market, symbol, date)', () => {
  test('is the close of that bar, undefined without one', () => {
    const market = new Map([['ABC', dailyBars(STORED, [])]]);
    expect(closeOn(market, 'ABC', '2025-06-03')).toBe(decimal(11));
    expect([closeOn(market, 'ABC', '2025-06-04'), closeOn(market, 'XYZ', '2025-06-03')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('barsBetween(daily, from, to)', () => {
  test.each([
    ['2025-06-02', '2025-06-06', [0, 1, 2, 3]],
    ['2025-06-03', '2025-06-05', [1, 2]],
    ['2025-06-04', '2025-06-04', []],
    ['2025-06-04', '2025-06-30', [2, 3]],
    ['2025-05-01', '2025-06-02', [0]],
    ['2025-06-07', '2025-06-30', []],
  ])('from %s to %s has both ends', (from, to, places) => {
    const found = barsBetween(dailyBars(STORED, []), from, to).map(({ date }) => date);
    expect(found).toEqual(places.map((place) => DAYS[place]));
  });
});

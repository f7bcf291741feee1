import { describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../time/calendar.js';
import { dailyBars } from './daily-bars.js';
import { decimal } from '../number/decimal.js';
import { priceHistory, viewBefore } from './price-history.js';
import type { Split } from './split-adjust.js';

function bar(ts: string, close: number, adjusted: 'none' | 'split' = 'none') {
  const price = decimal(close);
  return { ts, open: price, high: price, low: price, close: price, volume: null, adjusted };
}

function historyOf(bars: ReturnType<typeof bar>[], splits: Split[] = []) {
  return priceHistory(dailyBars(bars, splits));
}

const sessions = sessionsBetween('2025-06-02', '2025-06-13');
const closes = [10, 10.1, 10.3, 10.2, 10.4, 10.3, 10.6, 10.5, 10.7, 10.9];
const history = historyOf(sessions.map((session, i) => bar(session, closes[i] as number)));

describe('priceHistory', () => {
  test('orders by date', () => {
    expect(historyOf([bar('2025-06-03', 11), bar('2025-06-02', 10)]).dates).toEqual([
      '2025-06-02',
      '2025-06-03',
    ]);
  });

  test.each(['none', 'split'] as const)('makes a split no return, of bars adjusted %s', (adjusted) => {
    const before = adjusted === 'split' ? 10 : 100;
    const bars = [bar('2025-06-02', before, adjusted), bar('2025-06-03', 10, adjusted)];
    const split = { date: '2025-06-03', ratio: decimal(10) };
    expect(historyOf(bars, [split])).toEqual({
      dates: ['2025-06-02', '2025-06-03'],
      closes: [decimal(100), decimal(10)],
      comparable: [100, 100],
    });
  });

  test('counts on the shares of the first day, whatever was split before', () => {
    const split = { date: '2025-06-02', ratio: decimal(10) };
    expect(historyOf([bar('2025-06-02', 10)], [split]).comparable).toEqual([10]);
  });
});

describe('viewBefore', () => {
  test('is the last close before the date and the volatility up to it', () => {
    expect(viewBefore(history, '2025-06-05', 2)).toEqual({
      price: decimal('10.3'),
      session: '2025-06-04',
      volatility: expect.closeTo(
        Math.sqrt(((Math.log(10.3 / 10.1) - Math.log(10.1 / 10)) ** 2 / 2) * 252),
        12,
      ),
    });
  });

  test('is undefined until there is one bar more than returns wanted', () => {
    expect(viewBefore(history, '2025-06-06', 4)).toBeUndefined();
    expect(viewBefore(history, '2025-06-09', 4)).toBeDefined();
    for (const wanted of [10, 11, 13, 20]) expect(viewBefore(history, '2025-06-16', wanted)).toBeUndefined();
    expect(viewBefore(history, '2025-06-16', 9)).toBeDefined();
  });

  test('is undefined when the last bar is more than five sessions old', () => {
    expect(viewBefore(history, '2025-06-23', 4)).toBeDefined();
    expect(viewBefore(history, '2025-06-24', 4)).toBeUndefined();
  });

  test('is undefined where the returns are too few for a volatility', () => {
    expect(viewBefore(history, '2025-06-06', 1)).toBeUndefined();
  });

  test('is undefined where there is none', () => {
    expect(viewBefore(historyOf([]), '2025-06-24', 2)).toBeUndefined();
  });
});

import { describe, expect, test } from '@jest/globals';
import { viewBefore, type PriceHistory } from '../market/price-history.js';
import { decimal } from '../number/decimal.js';
import { sessionsBetween } from '../time/calendar.js';
import { viewsOn } from './morning-views.js';

const DAY = '2025-06-03';
const DATES = sessionsBetween('2025-03-03', '2025-06-02');
const PRICES = DATES.map((_date, i) => 50 + (i % 3) - (i % 7) / 3);
const HISTORY: PriceHistory = { dates: DATES, closes: PRICES.map(decimal), comparable: PRICES };
const LOOKBACKS = new Map([['v3.3', 20]]);

function volatility(lookback: number): number {
  return viewBefore(HISTORY, DAY, lookback)?.volatility ?? 0;
}

/** Volatilities over 20 and 40 returns, by advice that names this one. */
function viewed(advised: number | null, algorithm_version = 'v3.3') {
  const advice = [{ algorithm_version, volatility: advised }];
  const viewOf = viewsOn({ history: HISTORY, date: DAY, advice, lookbacks: LOOKBACKS });
  return [40, 20].map((lookback) => viewOf(lookback)?.volatility);
}

describe('viewsOn(morning)', () => {
  const ofBars = [volatility(40), volatility(20)];

  test('gives what the bars do where the advice says the same in six places, or nothing', () => {
    expect(viewed(Number(volatility(20).toFixed(6)))).toEqual(ofBars);
    expect(viewed(null)).toEqual(ofBars);
  });

  test('gives the volatility of the advice where it is another, over other returns by the same ratio', () => {
    const dear = viewed(Number((1.8 * volatility(20)).toFixed(6)));
    expect(dear).toEqual(ofBars.map((one) => 1.8 * one));
  });

  test('leaves advice of an algorithm that is not ours aside', () => {
    expect(viewed(9, 'bot-7')).toEqual(ofBars);
  });

  test.each([NaN, Infinity, 0, -0.3, 36])('leaves aside what is no volatility of this: %p', (advised) => {
    expect(viewed(advised)).toEqual(ofBars);
  });
});

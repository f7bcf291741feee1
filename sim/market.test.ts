import { describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../domain/time/calendar.js';
import { realisedVolatility } from '../domain/market/realised-volatility.js';
import { checkRecord } from '../domain/records/check-record.js';
import { recordJson } from '../domain/records/record-json.js';
import { simulateMarket } from './market.js';
import { seededRandom } from '../domain/number/random.js';
import { TICKERS } from './tickers.js';

const range = { from: '2025-06-02', to: '2026-06-01', runInDays: 38, pricedOn: '2025-04-25' };
const marketOf = (seed: number) => {
  const random = seededRandom(seed);
  return simulateMarket(TICKERS, range, () => random);
};
const market = marketOf(1);

describe('simulateMarket', () => {
  test('gives a bar of the contract for every session, with enough of them before the first day', () => {
    const bars = market.bars.get('AQLO') ?? [];
    const days = bars.map(({ ts }) => ts);
    expect(days).toEqual(sessionsBetween(days[0] as string, range.to));
    expect(days.indexOf('2025-06-02')).toBeGreaterThan(20);
    for (const list of market.bars.values())
      for (const bar of list) {
        expect(checkRecord('bars', recordJson('bars', bar))).toEqual({ ok: true, record: bar });
      }
  });

  test('makes the wild ones about as much wilder as they are said to be', () => {
    const volatility = (symbol: string) =>
      realisedVolatility(market.histories.get(symbol)?.comparable ?? []) as number;
    expect(volatility('LYRE') / volatility('AQLO')).toBeGreaterThan(2);
    expect(volatility('AQLO')).toBeGreaterThan(0.18);
    expect(volatility('AQLO')).toBeLessThan(0.45);
  });

  test('tells a renamed company’s history under both symbols', () => {
    const [before, after] = [market.bars.get('INKW') ?? [], market.bars.get('INKY') ?? []];
    expect(before.at(-1)?.ts).toBe('2025-09-12');
    expect(after.map(({ close }) => close).slice(0, before.length)).toEqual(before.map(({ close }) => close));
    expect(market.events.filter(({ underlying }) => underlying.startsWith('INK'))).toMatchObject([
      { underlying: 'INKW', date: '2025-08-06' },
      { underlying: 'INKY', date: '2025-11-05' },
    ]);
  });

  test('is the same for the same seed', () => {
    expect(marketOf(1)).toEqual(market);
    expect(marketOf(2).bars).not.toEqual(market.bars);
  });
});

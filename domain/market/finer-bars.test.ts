import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { finerDays, rangeWithin, type StoredFinerDay } from './finer-bars.js';

const DAY: StoredFinerDay = {
  date: '2022-07-15',
  adjusted: true,
  low: decimal(9),
  high: decimal(13),
  times: ['2022-07-15T13:30:00Z', '2022-07-15T14:30:00Z', '2022-07-15T15:30:00Z'],
  lows: [9, 11, 10].map(decimal),
  highs: [12, 13, 11].map(decimal),
};
const on = (date: string) => ({ date, ratio: decimal(2) });
const range = (low: number, high: number) => ({ low: decimal(low), high: decimal(high) });

describe('finerDays(stored, splits)', () => {
  const dayOf = (stored: StoredFinerDay, splits = [on('2022-07-18')]) =>
    finerDays([stored], splits).get(stored.date);

  test('takes adjusted bars back by every split after their day', () => {
    expect(dayOf(DAY)).toEqual({
      ...range(18, 26),
      bars: [
        { ts: '2022-07-15T13:30:00Z', ...range(18, 24) },
        { ts: '2022-07-15T14:30:00Z', ...range(22, 26) },
        { ts: '2022-07-15T15:30:00Z', ...range(20, 22) },
      ],
    });
    expect(dayOf(DAY, [on('2022-07-18'), on('2022-08-01')])).toMatchObject(range(36, 52));
  });

  test('leaves them where the split was that day or before, and bars as they were traded', () => {
    expect(dayOf(DAY, [on('2022-07-15'), on('2022-07-14')])).toMatchObject(range(9, 13));
    expect(dayOf({ ...DAY, adjusted: false })).toMatchObject(range(9, 13));
  });
});

describe('rangeWithin(day, {from, to})', () => {
  const day = finerDays([DAY], []).get(DAY.date);
  const within = (from: string, to: string) => rangeWithin(day as NonNullable<typeof day>, { from, to });

  test.each([
    ['2022-07-15', '2022-07-15', range(9, 13)],
    ['2022-07-15T14:30:00Z', '2022-07-15', range(10, 13)],
    ['2022-07-15', '2022-07-15T14:30:00Z', range(9, 13)],
    ['2022-07-15T14:30:00Z', '2022-07-15T14:30:00Z', range(11, 13)],
    ['2022-07-15T14:30:00.5Z', '2022-07-15T15:30:00.5Z', range(10, 11)],
    ['2022-07-15T15:30:01Z', '2022-07-15', undefined],
  ])('of bars that open from %s to %s', (from, to, expected) => {
    expect(within(from, to)).toEqual(expected);
  });
});

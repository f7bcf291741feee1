import { describe, expect, test } from '@jest/globals';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { dailyBars } from '../market/daily-bars.js';
import { decimal } from '../number/decimal.js';
import { excursionsOf } from './excursions.js';
import { finerDays } from '../market/finer-bars.js';
import { fifoLots } from '../positions/book.js';
import type { Closing } from '../positions/lot.js';
import type { StoredExecution } from '../records/execution-order.js';

function bars(
  rows: readonly (readonly [string, number, number])[],
  splits: { date: string; ratio: bigint }[] = [],
) {
  const stored = rows.map(([ts, low, high]) => ({
    ts,
    open: decimal(low),
    high: decimal(high),
    low: decimal(low),
    close: decimal(high),
    volume: null,
    adjusted: 'none' as const,
  }));
  return dailyBars(stored, splits);
}

function closing(...executions: StoredExecution[]): Closing {
  return fifoLots(executions).closings[0] as Closing;
}

const week = bars([
  ['2024-01-02', 9, 11],
  ['2024-01-03', 7, 10],
  ['2024-01-04', 8, 13],
  ['2024-01-05', 1, 99],
]);

describe('excursionsOf', () => {
  test('tells how far shares went against and for a long position, both ends included', () => {
    const long = closing(shares('2024-01-02', 'buy', 10, 10), shares('2024-01-04', 'sell', 10, 12));
    expect(excursionsOf(long, week)).toEqual({
      adverse: decimal(-30),
      favourable: decimal(30),
      source: 'bars',
    });
  });

  test('tells it the other way round for a short one', () => {
    const short = closing(shares('2024-01-02', 'sell_to_open', 10, 10), shares('2024-01-03', 'buy', 10, 8));
    expect(excursionsOf(short, week)).toEqual({
      adverse: decimal(-10),
      favourable: decimal(30),
      source: 'bars',
    });
  });

  test('counts earlier prices per share of the last day when the shares were split in between', () => {
    const split = { date: '2024-01-04', ratio: decimal(2) };
    const halved = bars(
      [
        ['2024-01-03', 18, 22],
        ['2024-01-04', 8, 10],
      ],
      [split],
    );
    const lot = closing(
      shares('2024-01-03', 'buy', 5, 20),
      { ...shares('2024-01-04', 'buy', 5, 0), action: 'split', ratio: decimal(2) },
      shares('2024-01-04', 'sell', 10, 9),
    );
    expect(excursionsOf(lot, halved)).toEqual({
      adverse: decimal(-20),
      favourable: decimal(10),
      source: 'bars',
    });
  });

  test('is a bound where a session is missing', () => {
    const long = closing(shares('2024-01-02', 'buy', 1, 10), shares('2024-01-08', 'sell', 1, 10));
    expect(excursionsOf(long, week)?.source).toBe('bound');
  });

  test('takes of the days of the fills only the bars that open between them, both ends included', () => {
    const day = (date: string, rows: readonly (readonly [string, number, number])[]) => ({
      date,
      adjusted: false,
      low: decimal(Math.min(...rows.map(([, low]) => low))),
      high: decimal(Math.max(...rows.map(([, , high]) => high))),
      times: rows.map(([clock]) => `${date}T${clock}:00Z`),
      lows: rows.map(([, low]) => decimal(low)),
      highs: rows.map(([, , high]) => decimal(high)),
    });
    const finer = finerDays(
      [
        day('2024-01-02', [
          ['14:30', 5, 20],
          ['14:35', 9, 11],
        ]),
        day('2024-01-04', [
          ['14:30', 9, 12],
          ['14:35', 9, 14],
          ['14:40', 3, 30],
        ]),
      ],
      [],
    );
    const held = closing(
      shares('2024-01-02T14:35:00Z', 'buy', 10, 10),
      shares('2024-01-04T14:35:00Z', 'sell', 10, 12),
    );
    expect(excursionsOf(held, { ...week, finer })).toEqual({
      adverse: decimal(-30),
      favourable: decimal(40),
      source: 'bars',
    });
    const quick = closing(
      shares('2024-01-02T14:36:00Z', 'buy', 10, 10),
      shares('2024-01-02T14:37:00.5Z', 'sell', 10, 10),
    );
    expect(excursionsOf(quick, { ...week, finer })).toBeUndefined();
  });

  test('is undefined where a fill is far from the bar of its day, unless it is a delivery at the strike', () => {
    const unknownSplit = closing(shares('2024-01-02', 'buy', 1, 200), shares('2024-01-04', 'sell', 1, 12));
    expect(excursionsOf(unknownSplit, week)).toBeUndefined();
    const [delivery, sale] = [shares('2024-01-02', 'buy', 1, 14), shares('2024-01-04', 'sell', 1, 12)];
    expect(excursionsOf(closing(delivery, sale), week)).toBeUndefined();
    expect(excursionsOf(closing(delivery, sale), week, new Set([delivery.record_id]))?.source).toBe('bars');
  });

  test('is undefined where a split is not told by its ratio', () => {
    const split = storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 1 });
    const lot = closing(shares('2024-01-02', 'buy', 10, 10), split, shares('2024-01-04', 'sell', 11, 12));
    expect(excursionsOf(lot, week)).toBeUndefined();
  });

  test('is undefined without bars and for options', () => {
    const long = closing(shares('2023-01-03', 'buy', 1, 10), shares('2023-01-04', 'sell', 1, 10));
    expect(excursionsOf(long, week)).toBeUndefined();
    expect(excursionsOf(long, undefined)).toBeUndefined();
    const option = closing(
      call('2024-01-02', 'buy_to_open', 1, 10),
      call('2024-01-03', 'sell_to_close', 1, 10),
    );
    expect(excursionsOf(option, week)).toBeUndefined();
  });

  test('is undefined for a sale of what was never bought, and for what came in without a cost', () => {
    expect(excursionsOf(closing(shares('2024-01-03', 'sell', 10, 9)), week)).toBeUndefined();
    const arrived = { action: 'transfer', direction: 'in', quantity: 10, executed_at: '2024-01-02' };
    const sold = shares('2024-01-04', 'sell', 10, 12);
    expect(excursionsOf(closing(storedExecution(arrived), sold), week)).toBeUndefined();
    // What a transfer in states is what was paid at some time before.
    const costly = storedExecution({ ...arrived, price: 40 });
    expect(excursionsOf(closing(costly, sold), week)?.adverse).toBe(decimal(-330));
  });

  test.each([
    ['a sixth below the low of its day', 10, true],
    ['further below', 9.99, false],
    ['a fifth above the high', 18, true],
    ['further above', 18.01, false],
  ])('takes a fill %s for one of the same share count: %s is %s', (_, price, isNear) => {
    const days = bars([['2024-01-02', 12, 15]]);
    const long = closing(shares('2024-01-02', 'buy', 1, 13), shares('2024-01-02', 'sell', 1, price));
    expect(excursionsOf(long, days) !== undefined).toBe(isNear);
  });

  test('takes a fill without a stated price as it is', () => {
    const bought = storedExecution({ action: 'buy', quantity: 10, amount: -100 });
    expect(excursionsOf(closing(bought, shares('2024-01-04', 'sell', 10, 12)), week)).toBeDefined();
  });

  test('counts no split after the closing', () => {
    const split = { date: '2024-01-05', ratio: decimal(2) };
    const days = bars([['2024-01-03', 9, 12]], [split]);
    const long = closing(shares('2024-01-03', 'buy', 10, 10), shares('2024-01-03', 'sell', 10, 11));
    expect(excursionsOf(long, days)).toMatchObject({ adverse: decimal(-10), favourable: decimal(20) });
  });

  test('looks at finer bars for a fill before the daily one, and at none of the days before', () => {
    const fine = (date: string, low: number, high: number) => ({
      ...{ date, adjusted: false, low: decimal(low), high: decimal(high) },
      ...{ times: [`${date}T15:00:00Z`], lows: [decimal(low)], highs: [decimal(high)] },
    });
    const finer = finerDays([fine('2024-01-02', 1, 90), fine('2024-01-03', 20, 24)], []);
    const long = closing(
      shares('2024-01-03T14:40:00Z', 'buy', 1, 21),
      shares('2024-01-03T15:30:00Z', 'sell', 1, 22),
    );
    const found = excursionsOf(long, { ...week, finer });
    expect(found).toMatchObject({ adverse: decimal(-1), favourable: decimal(3) });
    const inner = { ...fine('2024-01-03', 1, 90), times: [], lows: [], highs: [] };
    const around = closing(
      shares('2024-01-02T14:40:00Z', 'buy', 1, 10),
      shares('2024-01-04T15:30:00Z', 'sell', 1, 10),
    );
    expect(excursionsOf(around, { ...week, finer: finerDays([inner], []) })).toMatchObject({
      adverse: decimal(-9),
      favourable: decimal(80),
    });
  });

  test('is none where the bars are off scale on any of the days', () => {
    const long = closing(shares('2024-01-02', 'buy', 10, 10), shares('2024-01-04', 'sell', 10, 12));
    const stretch = { from: '2024-01-03', misfit: '2024-01-03', ratio: null, shares: null, uncarried: null };
    const until = (day: string) => ({ ...week, offScale: [{ ...stretch, until: day }] });
    expect(excursionsOf(long, until('2024-01-04'))).toBeUndefined();
    const after = closing(shares('2024-01-04', 'buy', 10, 10), shares('2024-01-05', 'sell', 10, 12));
    expect(excursionsOf(after, until('2024-01-04'))).toBeDefined();
  });
});

import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { decimal } from '../number/decimal.js';
import { ratioBetween, splitsByPosition } from './split-ratio.js';

const on = (trading_date: string, fields: object) => ({
  ...storedExecution({ executed_at: trading_date, price: 1, ...fields }),
  trading_date,
});

describe('ratioBetween(before, after)', () => {
  test.each([
    ['3.7', '74', '20'],
    ['100', '150', '1.5'],
  ])('of %s that became %s is %s', (before, after, ratio) => {
    expect(ratioBetween(decimal(before), decimal(after))).toBe(decimal(ratio));
  });

  test.each([
    ['260', '285'],
    ['100', '125'],
    ['0', '100'],
    ['100', '100'],
    ['-5', '95'],
  ])('is none that shares are split by for %s and %s', (before, after) => {
    expect(ratioBetween(decimal(before), decimal(after))).toBeUndefined();
  });
});

describe('splitsByPosition(movements)', () => {
  test('tells the ratio from what was held before the day and all that was added on it', () => {
    const movements = [
      on('2022-07-18', { action: 'split', quantity: '66.5' }),
      on('2022-07-18', { action: 'buy', quantity: 1 }),
      on('2022-07-18', { action: 'split', quantity: '3.8' }),
      on('2022-07-14', { action: 'buy', quantity: '4.5' }),
      on('2022-07-15', { action: 'sell', quantity: '0.8' }),
    ];
    expect(splitsByPosition(movements)).toEqual([{ date: '2022-07-18', ratio: decimal(20) }]);
    expect(splitsByPosition(movements.slice(0, -1))).toEqual([]);
  });
});

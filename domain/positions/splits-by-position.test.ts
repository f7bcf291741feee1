import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { decimal } from '../number/decimal.js';
import { splitsByPosition } from './splits-by-position.js';

const on = (executed_at: string, fields: object) => storedExecution({ executed_at, price: 1, ...fields });

describe('splitsByPosition(executions)', () => {
  test('tells the ratio from what was held before the day and all that was added on it', () => {
    const executions = [
      on('2022-07-18', { action: 'split', quantity: '66.5' }),
      on('2022-07-18', { action: 'buy', quantity: 1 }),
      on('2022-07-18', { action: 'split', quantity: '3.8' }),
      on('2022-07-14', { action: 'buy', quantity: '4.5' }),
      on('2022-07-15', { action: 'sell', quantity: '0.8' }),
    ];
    expect(splitsByPosition(executions)).toEqual([{ date: '2022-07-18', ratio: decimal(20) }]);
    expect(splitsByPosition(executions.slice(0, -1))).toEqual([]);
  });

  test('gives several in the order of their days', () => {
    const split = (day: string, quantity: number) => on(day, { action: 'split', quantity });
    const executions = [
      split('2022-08-18', 40),
      split('2022-07-18', 10),
      on('2022-07-14', { action: 'buy', quantity: 10 }),
    ];
    expect(splitsByPosition(executions)).toEqual([
      { date: '2022-07-18', ratio: decimal(2) },
      { date: '2022-08-18', ratio: decimal(3) },
    ]);
  });
});

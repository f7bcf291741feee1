import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { formatDecimal } from '../number/decimal.js';
import { amountOf, isBuy, isSell } from './trade-amount.js';

const CALL = { right: 'call', strike: 10, expiration: '2024-01-19' };
const amount = (fields: object) =>
  formatDecimal(amountOf(storedExecution({ quantity: 3, price: 1.5, fees: 0.65, ...fields })));

describe('amountOf(execution)', () => {
  test.each([
    ['buy_to_open', '-450.65'],
    ['buy_to_close', '-450.65'],
    ['sell_to_open', '449.35'],
    ['sell_to_close', '449.35'],
    ['expire', '-0.65'],
  ])('of %s is %s', (action, dollars) => {
    expect(amount({ action, ...CALL })).toBe(dollars);
  });

  test.each([
    ['buy', '-5.15'],
    ['sell', '3.85'],
  ])('of shares, %s, is %s', (action, dollars) => {
    expect(amount({ action })).toBe(dollars);
  });

  test('is what the broker states, and without fees and price nothing is taken for them', () => {
    expect(amount({ action: 'sell', amount: 4 })).toBe('4');
    expect(amount({ action: 'sell', fees: null })).toBe('4.5');
    expect(amount({ action: 'assign', ...CALL, price: null, fees: null })).toBe('0');
  });

  test.each([
    { action: 'transfer', direction: 'in' },
    { action: 'split', ratio: 2 },
    { action: 'symbol_change', to_underlying: 'XYZ' },
  ])('is zero for what moves no cash: %j', (event) => {
    expect(amount({ ...event, amount: 99 })).toBe('0');
  });
});

describe('isBuy and isSell', () => {
  test.each([
    ['buy', true, false],
    ['buy_to_open', true, false],
    ['buy_to_close', true, false],
    ['sell', false, true],
    ['sell_to_open', false, true],
    ['sell_to_close', false, true],
    ['assign', false, false],
    ['transfer', false, false],
  ] as const)('of %s are %s and %s', (action, buys, sells) => {
    expect([isBuy(action), isSell(action)]).toEqual([buys, sells]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { callKey, contractOf, coverPositions } from './cover-positions.js';
import { decimal } from '../number/decimal.js';
import type { Position } from '../positions/positions.js';

function shares(quantity: number, underlying = 'SOFI', account = 'main'): Position {
  return {
    account,
    underlying,
    root: null,
    right: null,
    strike: null,
    expiration: null,
    multiplier: decimal(1),
    quantity: decimal(quantity),
    averagePrice: decimal(10),
  };
}

function call(quantity: number, strike: number, expiration = '2025-06-13'): Position {
  return {
    ...shares(quantity),
    root: 'SOFI',
    right: 'call',
    strike: decimal(strike),
    expiration,
    multiplier: decimal(100),
  };
}

describe('coverPositions', () => {
  test('counts whole contracts of the shares that no call covers', () => {
    expect(coverPositions([shares(450), call(-2, 12)])).toMatchObject([{ coverable: decimal(2) }]);
    expect(coverPositions([shares(250), call(-2, 12)])).toMatchObject([{ coverable: 0n }]);
    expect(coverPositions([shares(100), call(-2, 12)])).toMatchObject([{ coverable: 0n }]);
  });

  test('takes adjusted contracts off the shares by their multiplier and advises nothing on them', () => {
    const adjusted = { ...call(-1, 12), root: 'SOFI1', multiplier: decimal(10) };
    expect(coverPositions([shares(210), adjusted])).toMatchObject([{ coverable: decimal(2), calls: [] }]);
    expect(coverPositions([shares(209), adjusted])).toMatchObject([{ coverable: decimal(1), calls: [] }]);
  });

  test('lists calls sold, nearest expiration first, and neither puts nor calls bought', () => {
    const put = { ...call(-1, 9), right: 'put' as const };
    const [position] = coverPositions([call(-1, 12, '2025-06-20'), put, call(3, 15), call(-1, 11)]);
    expect(position?.calls.map((held) => callKey(contractOf(held)))).toEqual([
      '2025-06-13 11',
      '2025-06-20 12',
    ]);
  });

  test('leaves out what there is nothing to advise on', () => {
    expect(coverPositions([shares(99), shares(-200, 'NIO')])).toEqual([]);
  });

  test('keeps accounts and underlyings apart, in their order', () => {
    const positions = coverPositions([shares(100), shares(100, 'NIO'), shares(100, 'SOFI', 'ira')]);
    expect(positions.map(({ account, underlying }) => `${account} ${underlying}`)).toEqual([
      'ira SOFI',
      'main NIO',
      'main SOFI',
    ]);
  });
});

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

describe('coverPositions: which calls are standard, and their order', () => {
  test.each([
    ['the usual one', {}, 1],
    ['without a root', { root: null }, 1],
    ['with a root of another name', { root: 'SOFI1' }, 0],
    ['for ten shares', { multiplier: decimal(10) }, 0],
    ['for ten shares, without a root', { multiplier: decimal(10), root: null }, 0],
  ])('a call %s', (_, terms, listed) => {
    expect(coverPositions([shares(1000), { ...call(-1, 12), ...terms }])[0]?.calls).toHaveLength(listed);
  });

  test('is the same whatever the order of the positions', () => {
    const days = ['2025-06-13', '2025-06-20', '2025-06-27', '2025-07-03'];
    const names = ['A', 'B', 'C', 'D'];
    for (const shift of [0, 1, 2, 3]) {
      const turned = <T>(list: readonly T[]) => [...list.slice(shift), ...list.slice(0, shift)];
      const [position] = coverPositions(turned(days).map((day) => call(-1, 12, day)));
      expect(position?.calls.map(({ expiration }) => expiration)).toEqual(days);
      const held = coverPositions(turned(names).map((name) => shares(100, name)));
      expect(held.map(({ underlying }) => underlying)).toEqual(names);
    }
  });
});

import { describe, expect, test } from '@jest/globals';
import { storedExecution } from '../../test/stored-execution.js';
import { dailyBars, type Market } from '../market/daily-bars.js';
import { decimal, formatDecimal, sum } from '../number/decimal.js';
import { fifoLots } from '../positions/book.js';
import type { StoredExecution } from '../records/execution-order.js';
import { deliveredShares, deliveryAdjustments, findShareLegs } from './deliveries.js';

const DAY = '2024-01-19';
const NEXT = '2024-01-22';

function put(executed_at: string, action: string, quantity: number, more: object = {}): StoredExecution {
  const contract = { right: 'put', strike: 22, expiration: DAY };
  return storedExecution({ executed_at, action, quantity, ...contract, ...more });
}

const sold = (quantity: number, more: object = {}) =>
  put('2024-01-02', 'sell_to_open', quantity, { price: 1, ...more });
const assigned = (record_id: string, quantity = 1, more: object = {}) =>
  put(DAY, 'assign', quantity, { record_id, ...more });
const bought = (record_id: string, quantity = 100, more: object = {}) =>
  storedExecution({ executed_at: DAY, action: 'buy', quantity, price: 22, record_id, ...more });

/** `event: shares leg, …` of each option's end that became shares. */
function settled(...executions: StoredExecution[]): string[] {
  const legs = findShareLegs(fifoLots(executions).closings, executions);
  return [...legs]
    .map(([event, own]) => {
      const parts = own.map(({ leg, shares: count }) => `${formatDecimal(count)} ${leg.record_id}`);
      return `${event}: ${parts.join(', ')}`;
    })
    .toSorted();
}

describe('deliveredShares(ofContracts, shareTrades)', () => {
  test('names the share trades that settled how contracts ended, and no others', () => {
    const trades = [bought('leg'), bought('more'), bought('other', 100, { price: 21 })];
    expect(deliveredShares([sold(1), assigned('put')], trades)).toEqual(['leg']);
    expect(deliveredShares([sold(1), put(DAY, 'expire', 1)], trades)).toEqual([]);
  });
});

describe('findShareLegs(closings, executions)', () => {
  test.each([
    ['of the same day', bought('leg')],
    ['of the next session', bought('leg', 100, { executed_at: NEXT })],
    ['whose price is only in its amount', bought('leg', 100, { price: null, amount: -2200 })],
    ['whose amount has fees in it', bought('leg', 100, { price: null, amount: -2200.75, fees: 0.75 })],
    [
      'whose amount is the strike to the cent, from above',
      bought('leg', 100, { price: null, amount: -2200.4 }),
    ],
    [
      'whose amount is the strike to the cent, from below',
      bought('leg', 100, { price: null, amount: -2199.6 }),
    ],
  ])('settles an assigned put by a purchase at the strike %s', (_, leg) => {
    expect(settled(sold(1), assigned('put'), leg)).toEqual(['put: 100 leg']);
  });

  test.each([
    ['in another account', bought('leg', 100, { account: 'ira' })],
    ['of another underlying', bought('leg', 100, { underlying: 'BETA' })],
    ['in another currency', bought('leg', 100, { currency: 'CAD' })],
    ['that is a sale', bought('leg', 100, { action: 'sell_to_open' })],
    ['at another price', bought('leg', 100, { price: 22.01 })],
    ['at another price by its amount', bought('leg', 100, { price: null, amount: -2201 })],
    ['of the day before', bought('leg', 100, { executed_at: '2024-01-18' })],
    ['of the second session after', bought('leg', 100, { executed_at: '2024-01-23' })],
    ['of fewer shares', bought('leg', 99)],
    ['of more shares', bought('leg', 101)],
    ['of contracts', bought('leg', 100, { right: 'call', strike: 5, expiration: NEXT })],
    ['of as much money in other shares', bought('leg', 11, { price: 200 })],
  ])('settles it by no trade %s', (_, leg) => {
    expect(settled(sold(1), assigned('put'), leg)).toEqual([]);
  });

  test('takes a transfer at the strike for no delivery', () => {
    const arrived = storedExecution({
      ...{ executed_at: DAY, action: 'transfer', direction: 'in' },
      ...{ quantity: 100, price: 22, record_id: 'leg' },
    });
    expect(settled(sold(1), assigned('put'), arrived)).toEqual([]);
    const call = [sold(1, { right: 'call' }), put(DAY, 'assign', 1, { right: 'call' })];
    const left = { ...arrived, direction: 'out' as const };
    for (const transfer of [arrived, left]) expect(settled(...call, transfer)).toEqual([]);
  });

  test('settles at a strike of parts of a cent by the price that is stated', () => {
    const terms = { strike: 16.625 };
    const leg = bought('leg', 100, { price: 16.625 });
    expect(settled(sold(1, terms), assigned('put', 1, terms), leg)).toEqual(['put: 100 leg']);
  });

  test.each([
    ['an assigned call by a sale', 'call', 'sell_to_open', 'assign', 'sell'],
    ['an exercised call by a purchase', 'call', 'buy_to_open', 'exercise', 'buy'],
    ['an exercised put by a sale', 'put', 'buy_to_open', 'exercise', 'sell'],
  ])('settles %s', (_, right, opening, end, trade) => {
    const before = bought('before', 100, { executed_at: '2024-01-03' });
    const [buy, sell] = [bought('buy'), bought('sell', 100, { action: 'sell' })];
    const option = [sold(1, { right, action: opening }), put(DAY, end, 1, { right, record_id: 'end' })];
    expect(settled(before, ...option, buy, sell)).toEqual([`end: 100 ${trade}`]);
  });

  test('knows no delivery of an option that expired, nor of one that was never opened', () => {
    expect(settled(sold(1), put(DAY, 'expire', 1), bought('leg'))).toEqual([]);
    expect(settled(assigned('put'), bought('leg'))).toEqual([]);
  });

  test('takes the trade of the same day before that of the next session, and only one', () => {
    const [same, next] = [bought('same'), bought('next', 100, { executed_at: NEXT })];
    expect(settled(sold(1), assigned('put'), next, same)).toEqual(['put: 100 same']);
  });

  test('gives each of two assignments of a day its own trade', () => {
    const both = [sold(2), assigned('a'), assigned('b')];
    expect(settled(...both, bought('x'), bought('y'))).toEqual(['a: 100 x', 'b: 100 y']);
    const sizes = [sold(3), assigned('a', 1), assigned('b', 2)];
    expect(settled(...sizes, bought('x', 200), bought('y'))).toEqual(['a: 100 y', 'b: 200 x']);
  });

  test('settles assignments of two days each by a trade of its own day or the next session', () => {
    const early = assigned('early', 1, { executed_at: '2024-01-18' });
    const both = [sold(2), early, assigned('late')];
    const next = bought('next', 100, { executed_at: NEXT });
    expect(settled(...both, bought('same'), next)).toEqual(['early: 100 same', 'late: 100 next']);
    expect(settled(...both, bought('leg', 200, { executed_at: '2024-01-18' }))).toEqual([]);
  });

  test('settles by one trade all assignments of a strike and day, or by all trades the only one', () => {
    const three = [sold(3), assigned('a', 1), assigned('b', 2)];
    expect(settled(...three, bought('leg', 300))).toEqual(['a: 100 leg', 'b: 200 leg']);
    expect(settled(...three, bought('leg', 250))).toEqual([]);
    expect(settled(...three, bought('x', 120), bought('y', 180))).toEqual(['a: 100 x', 'b: 20 x, 180 y']);
    const two = [sold(2), assigned('put', 2)];
    expect(settled(...two, bought('x', 150), bought('y', 50))).toEqual(['put: 150 x, 50 y']);
    expect(settled(...two, bought('x', 150))).toEqual([]);
  });

  test('settles one assignment by its own trade and the other by the rest of them', () => {
    const both = [sold(3), assigned('a', 1), assigned('b', 2)];
    const trades = [bought('x'), bought('y', 130), bought('z', 70)];
    expect(settled(...both, ...trades)).toEqual(['a: 100 x', 'b: 130 y, 70 z']);
  });

  test('settles several assignments by several trades each, of one day or of two', () => {
    const twos = [sold(4), assigned('a', 2), assigned('b', 2)];
    const four = ['w', 'x', 'y', 'z'].map((leg) => bought(leg));
    expect(settled(...twos, ...four)).toEqual(['a: 100 w, 100 x', 'b: 100 y, 100 z']);
    expect(settled(...[...twos, ...four].reverse())).toEqual(settled(...twos, ...four));
    const three = [sold(3), assigned('a', 1), assigned('b', 2)];
    expect(settled(...three, bought('x', 150), bought('y', 150))).toEqual(['a: 100 x', 'b: 50 x, 150 y']);
    const next = bought('next', 100, { executed_at: NEXT });
    expect(settled(sold(2), assigned('a', 2), bought('same'), next)).toEqual(['a: 100 same, 100 next']);
  });

  test('settles puts that were assigned and calls that were exercised at one strike together', () => {
    const call = { right: 'call' };
    const ends = [sold(1), sold(2, { ...call, action: 'buy_to_open' }), assigned('put')];
    const exercised = put(DAY, 'exercise', 2, { ...call, record_id: 'call' });
    const trades = [bought('w', 60), bought('x', 140), bought('y', 30), bought('z', 70)];
    expect(settled(...ends, exercised, ...trades)).toEqual(['call: 60 w, 140 x', 'put: 30 y, 70 z']);
  });

  test('leaves trades beside that are no part of the delivery', () => {
    const three = [sold(3), assigned('a', 3)];
    expect(settled(...three, bought('own', 70), bought('x', 200), bought('y'))).toEqual(['a: 200 x, 100 y']);
    expect(settled(...three, bought('own', 150), bought('x', 200), bought('y'))).toEqual(['a: 200 x, 100 y']);
    const both = [sold(4), assigned('a', 1), assigned('b', 3)];
    expect(settled(...both, bought('own'), bought('x', 200), bought('y', 200))).toEqual([
      'a: 100 x',
      'b: 100 x, 200 y',
    ]);
  });

  test('prefers of trades of their sizes the fewest', () => {
    const three = [sold(6), assigned('a', 1), assigned('b', 2), assigned('c', 3)];
    const trades = [bought('v'), bought('w', 200), bought('x', 300), bought('y', 300)];
    const used = settled(...three, ...trades).join();
    expect([used.includes('v'), used.includes('w')]).toEqual([false, false]);
  });

  test("prefers of trades that add up alike those of the very moment, then of an event's size", () => {
    const at = { executed_at: `${DAY}T21:20:00Z` };
    const own = bought('a', 100, { executed_at: `${DAY}T15:00:00Z` });
    expect(settled(sold(1), assigned('put', 1, at), own, bought('b', 100, at))).toEqual(['put: 100 b']);
    const both = [sold(3), assigned('a', 1), assigned('b', 2)];
    const pairs = [bought('w', 150), bought('x', 150), bought('y', 200), bought('z')];
    expect(settled(...both, ...pairs)).toEqual(['a: 100 z', 'b: 200 y']);
  });

  test('leaves the trade of the next day to the assignment of that day', () => {
    const early = assigned('early', 1, { executed_at: '2024-01-18' });
    expect(settled(sold(2), early, assigned('late'), bought('leg'))).toEqual(['late: 100 leg']);
  });

  test('gives each a trade of its size first, then whole trades that come to it', () => {
    const ends = [sold(6), assigned('a', 3), assigned('b', 2), assigned('c', 1)];
    const trades = [bought('w'), bought('x', 200), bought('y', 150), bought('z', 150)];
    expect(settled(...ends, ...trades)).toEqual(['a: 150 y, 150 z', 'b: 200 x', 'c: 100 w']);
    const both = [sold(8), assigned('a', 3), assigned('b', 5)];
    const parts = [bought('w'), bought('x', 400), bought('y', 200), bought('z')];
    expect(settled(...both, ...parts)).toEqual(['a: 100 w, 200 y', 'b: 400 x, 100 z']);
  });

  test('takes of assignments that deliver as much those of a size that was traded', () => {
    const ends = [sold(4), assigned('a'), assigned('b'), assigned('c', 2)];
    expect(settled(...ends, bought('x'), bought('y'))).toEqual(['a: 100 x', 'b: 100 y']);
    const saturday = assigned('c', 2, { executed_at: '2024-01-20' });
    const monday = bought('leg', 200, { executed_at: NEXT });
    expect(settled(sold(4), assigned('a'), assigned('b'), saturday, monday)).toEqual(['c: 200 leg']);
  });

  test('settles nothing by a trade of a size that no assignments come to, however many there are', () => {
    const many = Array.from({ length: 40 }, (_, i) => assigned(`e${i}`));
    expect(settled(sold(40), ...many, bought('leg', 4_050, { executed_at: NEXT }))).toEqual([]);
  });

  test('settles what it can where the trade of another assignment is not in the data', () => {
    const both = [sold(3), assigned('a', 1), assigned('b', 2)];
    expect(settled(...both, bought('x', 200))).toEqual(['b: 200 x']);
    expect(settled(...both, bought('x', 30), bought('y', 70))).toEqual(['a: 30 x, 70 y']);
  });

  test('goes by the currency of the option, and by none where it was sold in two', () => {
    const canadian = { currency: 'CAD' };
    const leg = bought('leg', 100, canadian);
    expect(settled(sold(1, canadian), assigned('put'), leg)).toEqual(['put: 100 leg']);
    const both = [sold(1), sold(1, canadian), assigned('put', 2)];
    expect(settled(...both, bought('x', 200), bought('y', 200, canadian))).toEqual([]);
  });

  test('keeps strikes apart', () => {
    const other = { strike: 21 };
    const both = [sold(1), sold(1, other), assigned('a'), assigned('b', 1, other)];
    expect(settled(...both, bought('x', 100, { price: 21 }), bought('y'))).toEqual(['a: 100 y', 'b: 100 x']);
  });
});

describe('findShareLegs(closings, executions) of an adjusted contract', () => {
  const root = { root: 'AAPL1' };
  const adjusted = (record_id: string, more: object = {}) => assigned(record_id, 1, { ...root, ...more });
  const paid = (record_id: string, more: object = {}) => bought(record_id, 11, { price: 200, ...more });

  test('takes the trade that paid as much, whatever its shares, of the same day or the next session', () => {
    expect(settled(sold(1, root), adjusted('put'), paid('leg'))).toEqual(['put: 11 leg']);
    const next = paid('leg', { executed_at: NEXT });
    expect(settled(sold(1, root), adjusted('put'), next)).toEqual(['put: 11 leg']);
  });

  test.each([
    ['in another account', paid('leg', { account: 'ira' })],
    ['of another underlying', paid('leg', { underlying: 'BETA' })],
    ['in another currency', paid('leg', { currency: 'CAD' })],
    ['that is a sale', paid('leg', { action: 'sell_to_open' })],
    ['of the second session after', paid('leg', { executed_at: '2024-01-23' })],
    ['that paid something else', paid('leg', { price: 200.01 })],
  ])('takes no trade %s', (_, leg) => {
    expect(settled(sold(1, root), adjusted('put'), leg)).toEqual([]);
  });

  test('gives each of two its own trade', () => {
    const both = [sold(2, root), adjusted('a'), adjusted('b')];
    expect(settled(...both, paid('x'), paid('y'))).toEqual(['a: 11 x', 'b: 11 y']);
    expect(settled(...both, paid('x'))).toEqual(['a: 11 x']);
  });

  test('takes no trade that settled another option', () => {
    const both = [sold(1), sold(1, root), assigned('a'), adjusted('b')];
    expect(settled(...both, bought('leg'))).toEqual(['a: 100 leg']);
  });

  test('keeps the trade at its strike where there is one', () => {
    expect(settled(sold(1, root), adjusted('put'), bought('leg'), paid('other'))).toEqual(['put: 100 leg']);
  });

  test.each([['AAPLW'], ['AAPL'], ['A1PL']])('is none of root %s', (other) => {
    const weekly = { root: other };
    expect(settled(sold(1, weekly), assigned('put', 1, weekly), paid('leg'))).toEqual([]);
  });

  test('is none of an underlying whose own name ends in a digit', () => {
    const future = { root: 'MESH4', underlying: 'MESH4' };
    const leg = paid('leg', { underlying: 'MESH4' });
    expect(settled(sold(1, future), assigned('put', 1, future), leg)).toEqual([]);
  });
});

describe('deliveryAdjustments(closings, legs, market)', () => {
  function adjustments(executions: readonly StoredExecution[], close?: number) {
    const { closings } = fifoLots(executions);
    const market: Market = close === undefined ? new Map() : new Map([['AAPL', closeAt(close)]]);
    return deliveryAdjustments(closings, findShareLegs(closings, executions), market);
  }
  function closeAt(price: number) {
    const [at] = [decimal(price)];
    const bar = { open: at, high: at, low: at, close: at, volume: null, adjusted: 'none' as const };
    return dailyBars([{ ...bar, ts: DAY }], []);
  }

  test('spreads the premium and the settlement over all trades by their shares, to the last unit', () => {
    const trades = [33, 33, 34].map((quantity, i) => bought(`leg${i}`, quantity));
    const moved = adjustments([sold(1, { price: 0.0001 }), assigned('put'), ...trades], 21.9999);
    const parts = trades.map(({ record_id }) => moved.get(record_id));
    expect(parts.map((part) => formatDecimal(part?.tax ?? 0n))).toEqual(['0.0033', '0.0033', '0.0034']);
    expect(sum(parts.map((part) => part?.economic ?? 0n))).toBe(decimal(0.01));
    expect(parts.map((part) => formatDecimal(part?.economic ?? 0n))).toEqual(['0.0033', '0.0033', '0.0034']);
  });

  test('spreads what does not divide so that its parts add up', () => {
    const trades = ['x', 'y', 'z'].map((leg) => bought(leg));
    const moved = adjustments([sold(3, { fees: 0.01 }), assigned('put', 3), ...trades], 20);
    const parts = trades.map(({ record_id }) => moved.get(record_id));
    expect(sum(parts.map((part) => part?.tax ?? 0n))).toBe(decimal(299.99));
    expect(sum(parts.map((part) => part?.economic ?? 0n))).toBe(decimal(600));
  });

  test('moves what an exercise is worth at the close the other way than an assignment', () => {
    const exercised = [sold(1, { action: 'buy_to_open' }), put(DAY, 'exercise', 1)];
    const before = bought('before', 100, { executed_at: '2024-01-03' });
    const leg = bought('leg', 100, { action: 'sell' });
    expect(adjustments([before, ...exercised, leg], 20).get('leg')).toEqual({
      tax: decimal(-100),
      economic: decimal(-200),
    });
    expect(adjustments([sold(1), assigned('put'), bought('leg')], 20).get('leg')).toEqual({
      tax: decimal(100),
      economic: decimal(200),
    });
  });

  test('takes the fees of the assignment off the premium that it moves', () => {
    const charged = assigned('put', 1, { fees: 5 });
    expect(adjustments([sold(1), charged, bought('leg')]).get('leg')?.tax).toBe(decimal(95));
  });

  test('knows no settlement without a close, nor where more was assigned than the data saw opened', () => {
    expect(adjustments([sold(1), assigned('put'), bought('leg')]).get('leg')?.economic).toBeNull();
    const more = adjustments([sold(1), assigned('put', 2), bought('leg')], 20).get('leg');
    expect(more).toEqual({ tax: decimal(100), economic: null });
  });

  test('adds up what several assignments move into one trade', () => {
    const both = [sold(3), assigned('a', 1), assigned('b', 2), bought('leg', 300)];
    expect(adjustments(both, 20).get('leg')).toEqual({ tax: decimal(300), economic: decimal(600) });
    const partly = [sold(2), assigned('a', 1), assigned('b', 2), bought('leg', 200)];
    expect(adjustments(partly, 20).get('leg')).toEqual({ tax: decimal(200), economic: null });
    // Of the day before there is no close.
    const early = assigned('a', 1, { executed_at: '2024-01-18' });
    const first = adjustments([sold(2), early, assigned('b'), bought('leg', 200)], 20);
    expect(first.get('leg')).toEqual({ tax: decimal(200), economic: null });
  });

  test('knows no settlement of an adjusted contract, whatever the close', () => {
    const root = { root: 'AAPL1' };
    const executions = [sold(1, root), assigned('put', 1, root), bought('leg', 11, { price: 200 })];
    expect(adjustments(executions, 20).get('leg')?.economic).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lotText, toldLots } from '../../test/lot-text.js';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { decimal, formatDecimal, ZERO } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { fifoLots } from './book.js';

const sale = { action: 'sell_to_open' };
const renamed = { action: 'symbol_change', to_underlying: 'BETA', quantity: 100 };

describe('fifoLots(executions): splits and changes of name', () => {
  test('multiplies lots by the ratio of a split and keeps what they cost', () => {
    const split = storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 30, ratio: 4 });
    const told = toldLots(shares('2024-01-03', 'sell', 20, 3), shares('2024-01-02', 'buy', 10, 10), split);
    expect(told).toEqual({ closings: ['AAPL long 20 traded 10'], open: ['AAPL long 20 cost 50'] });
  });

  test('spreads the shares that a split without ratio added over the lots in proportion', () => {
    const told = toldLots(
      shares('2024-01-01', 'buy', 10, 9),
      shares('2024-01-02', 'buy', 20, 9),
      storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 10 }),
      shares('2024-01-04', 'sell', 40, 9),
    );
    expect(told).toEqual({
      closings: [
        expect.stringMatching(/ 13\.3333333333 traded /),
        expect.stringMatching(/ 26\.6666666667 traded /),
      ],
      open: [],
    });
  });

  test('takes the pieces of a split of one day as one, and flags what makes no ratio', () => {
    const split = (quantity: string) =>
      storedExecution({ executed_at: '2024-01-04', action: 'split', quantity });
    const bought = [shares('2024-01-02', 'buy', 1.7, 9), shares('2024-01-03', 'buy', 2, 9)];
    const { open } = fifoLots([...bought, split('66.5'), split('3.8')]);
    expect(open.map(({ quantity, flags }) => [formatDecimal(quantity), flags])).toEqual([
      ['34', []],
      ['40', []],
    ]);
    const unclear = fifoLots([...bought, split('66.5')]).open;
    expect(unclear.map(({ flags }) => flags)).toEqual([['split_without_ratio'], ['split_without_ratio']]);
  });

  test('knows options again under the root that a symbol change gave them', () => {
    const option = { right: 'put', strike: 20, expiration: '2024-02-16' };
    const { open, closings } = fifoLots([
      storedExecution({
        ...option,
        executed_at: '2024-01-02',
        action: 'sell_to_open',
        quantity: 2,
        price: 1,
      }),
      storedExecution({
        ...option,
        executed_at: '2024-01-03',
        action: 'symbol_change',
        quantity: 2,
        to_underlying: 'BETA',
        to_root: 'BETA1',
      }),
      storedExecution({
        ...option,
        executed_at: '2024-01-04',
        action: 'assign',
        quantity: 2,
        underlying: 'BETA',
        root: 'BETA1',
      }),
    ]);
    expect(open).toEqual([]);
    expect(closings).toMatchObject([{ kind: 'assigned', lot: { side: 'short' } }]);
  });

  test('keeps the order in which a day told its openings through splits and symbol changes', () => {
    const day = { executed_at: '2024-01-02', action: 'buy', quantity: 10 };
    const bought = [9, 8, 7, 6].map((price, i) => storedExecution({ ...day, price, sequence: i + 1 }));
    const { open } = fifoLots([
      ...bought,
      storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 40, ratio: 2 }),
      storedExecution({
        executed_at: '2024-01-04',
        action: 'symbol_change',
        quantity: 80,
        to_underlying: 'BETA',
      }),
    ]);
    expect(open.map(lotText)).toEqual([90, 80, 70, 60].map((cost) => `BETA long 20 cost ${cost}`));
  });

  test('closes after a change of name what was bought first under either name', () => {
    const beta = (day: string, price: number) => ({ ...shares(day, 'buy', 100, price), underlying: 'BETA' });
    const told = toldLots(
      ...[beta('2024-01-02', 10), shares('2024-01-03', 'buy', 100, 11), beta('2024-01-04', 12)],
      storedExecution({ ...renamed, executed_at: '2024-01-05' }),
      { ...shares('2024-01-08', 'sell', 150, 20), underlying: 'BETA' },
    );
    expect(told).toEqual({
      closings: ['BETA long 100 traded 1000', 'BETA long 50 traded 450'],
      open: ['BETA long 50 cost 550', 'BETA long 100 cost 1200'],
    });
  });

  test('splits what came in by transfer on the day of the split', () => {
    const day = { executed_at: '2024-01-03', quantity: 100 };
    const arrived = storedExecution({ ...day, action: 'transfer', direction: 'in', price: 10 });
    const split = storedExecution({ ...day, action: 'split', ratio: 2 });
    expect(toldLots(split, arrived).open).toEqual(['AAPL long 200 cost 1000']);
  });

  test('splits by both of two ratios of a day', () => {
    const split = (ratio: number) =>
      storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 1, ratio });
    expect(toldLots(shares('2024-01-02', 'buy', 10, 10), split(2), split(3)).open).toEqual([
      'AAPL long 60 cost 100',
    ]);
  });

  test('renames what a consolidation has left nothing of', () => {
    const consolidated = { executed_at: '2024-01-03', action: 'split', quantity: 1, ratio: '0.00001' };
    const [lot] = fifoLots([
      shares('2024-01-02', 'buy', 0.000001, 10),
      storedExecution(consolidated),
      storedExecution({ ...renamed, executed_at: '2024-01-04' }),
    ]).open;
    expect(lot).toMatchObject({ quantity: ZERO, instrument: { underlying: 'BETA' } });
  });

  test('carries an unknown economic result through partial closings and closings by a change of name', () => {
    const bought = shares('2024-01-02', 'buy', 100, 10);
    const unknown = new Map([[bought.record_id, { tax: ZERO, economic: null }]]);
    const economic = (executions: StoredExecution[]) =>
      fifoLots(executions, unknown).closings.map(({ cash, lot }) => [lot?.cash.economic, cash.economic]);
    const sold = [40, 60].map((quantity) => shares('2024-01-03', 'sell', quantity, 12));
    expect(economic([bought, ...sold])).toEqual([
      [null, decimal(480)],
      [null, decimal(720)],
    ]);
    const short = { ...sale, underlying: 'BETA', executed_at: '2024-01-03', quantity: 100, price: 12 };
    const change = storedExecution({ ...renamed, executed_at: '2024-01-04' });
    expect(economic([bought, storedExecution(short), change])).toEqual([[decimal(1200), null]]);
    const known = fifoLots([bought, storedExecution(short), change]).closings;
    expect(known.map(({ cash }) => cash.economic)).toEqual([decimal(-1000)]);
  });

  test('leaves no dust when three lots are split one for three', () => {
    const { open, closings } = fifoLots([
      shares('2024-01-02', 'buy', 100, 10),
      shares('2024-01-03', 'buy', 100, 11),
      shares('2024-01-04', 'buy', 100, 12),
      storedExecution({ executed_at: '2024-01-05', action: 'split', quantity: 300, ratio: '0.3333333333' }),
      shares('2024-01-08', 'sell', 100, 33),
    ]);
    expect(open).toEqual([]);
    expect(closings).toHaveLength(3);
  });

  test('moves the whole position by a symbol change, long or short, with its age and cost', () => {
    const change = { executed_at: '2024-01-03', action: 'symbol_change', to_underlying: 'BETA' };
    const contract = { right: 'call', strike: 100, expiration: '2024-01-19' };
    const executions = [
      shares('2024-01-02', 'buy', 10, 9),
      call('2024-01-02', 'sell_to_open', 2, 1),
      storedExecution({ ...change, quantity: 10 }),
      storedExecution({ ...change, ...contract, quantity: 2, to_strike: 50, ratio: 2 }),
      storedExecution({
        underlying: 'BETA',
        executed_at: '2024-01-02',
        action: 'buy',
        quantity: 1,
        price: 3,
      }),
    ];
    const { open } = fifoLots(executions);
    expect(open.map(lotText).toSorted()).toEqual([
      'BETA 2024-01-19 call 50 short 4 cost 200',
      'BETA long 1 cost 3',
      'BETA long 10 cost 90',
    ]);
    const before = fifoLots(executions.slice(0, 2)).open;
    const ids = new Set(open.map(({ lot_id }) => lot_id));
    expect(before.every(({ lot_id }) => ids.has(lot_id))).toBe(true);
  });

  test('closes what is held under the new name on the other side by a change of name', () => {
    const told = toldLots(
      shares('2024-01-02', 'buy', 100, 10),
      storedExecution({ ...sale, executed_at: '2024-01-03', underlying: 'BETA', quantity: 60, price: 12 }),
      storedExecution({ ...renamed, executed_at: '2024-01-04' }),
    );
    expect(told).toEqual({ closings: ['BETA short 60 traded 120'], open: ['BETA long 40 cost 400'] });
  });

  test.each([
    ['splits what has the old name', 'AAPL', 'r1', 'r2'],
    ['splits what has the old name, whatever the ids', 'AAPL', 'r2', 'r1'],
    ['splits what has the new name', 'BETA', 'r1', 'r2'],
    ['splits what has the new name, whatever the ids', 'BETA', 'r2', 'r1'],
  ])('of a split and a change of name of one day %s', (_, underlying, first, second) => {
    const day = { executed_at: '2024-01-04' };
    const told = toldLots(
      shares('2024-01-02', 'buy', 100, 10),
      storedExecution({ ...renamed, ...day, record_id: first }),
      storedExecution({ ...day, underlying, action: 'split', ratio: 2, quantity: 1, record_id: second }),
    );
    expect(told.open).toEqual(['BETA long 200 cost 1000']);
  });

  test('follows several changes of name of one day, whatever the ids', () => {
    const names = ['AAPL', 'BETA', 'GAMMA', 'DELTA'];
    const ids = fc.shuffledSubarray(['r1', 'r2', 'r3', 'r4'], { minLength: 4 });
    fc.assert(
      fc.property(ids, fc.constantFrom(...names), ([...records], split) => {
        const day = { executed_at: '2024-01-04', quantity: 1 };
        const changes = names.slice(1).map((to_underlying, i) => {
          const change = { ...day, action: 'symbol_change', underlying: names[i], to_underlying };
          return storedExecution({ ...change, record_id: records[i] });
        });
        const doubled = { ...day, action: 'split', ratio: 2, underlying: split, record_id: records[3] };
        const { open } = toldLots(shares('2024-01-02', 'buy', 100, 10), ...changes, storedExecution(doubled));
        expect(open).toEqual(['DELTA long 200 cost 1000']);
      }),
    );
  });

  test('follows the sequence of changes of name of one day that the broker gives', () => {
    const change = (sequence: number, underlying: string, to_underlying: string) =>
      storedExecution({
        ...{ executed_at: '2024-01-04', action: 'symbol_change', quantity: 1 },
        ...{ sequence, underlying, to_underlying, record_id: `r${3 - sequence}` },
      });
    const beta = { ...shares('2024-01-02', 'buy', 5, 10), underlying: 'BETA' };
    const changes = [change(1, 'BETA', 'GAMMA'), change(2, 'AAPL', 'BETA')];
    const { open } = toldLots(shares('2024-01-02', 'buy', 3, 10), beta, ...changes);
    expect(open.toSorted()).toEqual(['BETA long 3 cost 30', 'GAMMA long 5 cost 50']);
  });

  test('of one day splits before it changes the name, whatever the sequence that the broker gives', () => {
    const day = { executed_at: '2024-01-04' };
    for (const [first, second] of [
      ['r1', 'r2'],
      ['r2', 'r1'],
    ]) {
      const told = toldLots(
        shares('2024-01-02', 'buy', 100, 10),
        storedExecution({ ...renamed, ...day, sequence: 1, record_id: first }),
        storedExecution({ ...day, action: 'split', ratio: 2, quantity: 1, sequence: 2, record_id: second }),
      );
      expect(told.open).toEqual(['BETA long 200 cost 1000']);
    }
  });

  test('of two changes of one name of a day believes the one that the broker lists first', () => {
    const change = (sequence: number, to_underlying: string, record_id: string) =>
      storedExecution({ ...renamed, executed_at: '2024-01-04', sequence, to_underlying, record_id });
    for (const [first, second] of [
      ['r1', 'r2'],
      ['r2', 'r1'],
    ] as const) {
      const changes = [change(1, 'BETA', first), change(2, 'GAMMA', second)];
      expect(toldLots(shares('2024-01-02', 'buy', 3, 10), ...changes).open).toEqual(['BETA long 3 cost 30']);
    }
  });

  test('of a split in pieces of one instant splits what was held before the first that the broker lists', () => {
    const at = { executed_at: '2024-01-04T15:00:00Z' };
    const piece = (sequence: number) => storedExecution({ ...at, action: 'split', quantity: 5, sequence });
    const bought = storedExecution({ ...at, action: 'buy', quantity: 10, price: 1, sequence: 2 });
    const held = [shares('2024-01-02', 'buy', 10, 10), bought];
    for (const pieces of [
      [piece(1), piece(3)],
      [piece(3), piece(1)],
    ])
      expect(toldLots(...held, ...pieces).open).toEqual(['AAPL long 20 cost 100', 'AAPL long 10 cost 10']);
  });

  test('of a split in pieces splits what was held before the first of them', () => {
    const piece = (time: string, quantity: number, more: object = {}) =>
      storedExecution({ executed_at: `2024-01-04T${time}Z`, action: 'split', quantity, ...more });
    const bought = [shares('2024-01-02', 'buy', 30, 10), shares('2024-01-04T15:30:00Z', 'buy', 7, 1)];
    for (const pieces of [
      [piece('15:00:00', 20), piece('16:00:00', 10)],
      [piece('16:00:00', 10), piece('15:00:00', 20)],
      [piece('15:00:00', 20, { record_id: 'r2' }), piece('16:00:00', 10, { record_id: 'r1' })],
    ])
      expect(toldLots(...bought, ...pieces).open).toEqual(['AAPL long 60 cost 300', 'AAPL long 7 cost 7']);
  });

  test('of a split in pieces at several times of a day makes one ratio', () => {
    const piece = (time: string, quantity: number) =>
      storedExecution({ executed_at: `2024-01-04T${time}Z`, action: 'split', quantity });
    const { open } = fifoLots([
      shares('2024-01-02', 'buy', 30, 10),
      piece('15:00:00', 290),
      piece('16:00:00', 10),
    ]);
    expect(open.map(({ quantity, flags }) => [formatDecimal(quantity), flags])).toEqual([['330', []]]);
  });
});

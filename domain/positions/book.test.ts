import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { decimal, formatDecimal, sum, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { instrumentKey } from '../records/instrument.js';
import { fifoLots } from './book.js';
import { costOf, movedNoMoney, resultCurrency, type Closing, type Lot, type Part } from './lot.js';
import { amountOf } from '../records/trade-amount.js';

const sale = { action: 'sell_to_open' };
const renamed = { action: 'symbol_change', to_underlying: 'BETA', quantity: 100 };

describe('fifoLots', () => {
  test('closes the oldest lot first, in parts', () => {
    const told = tell(
      shares('2024-01-02', 'buy', 100, 10),
      shares('2024-01-03', 'buy', 100, 12),
      shares('2024-01-04', 'sell', 150, 13),
    );
    expect(told.closings).toEqual(['AAPL long 100 traded 300', 'AAPL long 50 traded 50']);
    expect(told.open).toEqual(['AAPL long 50 cost 600']);
  });

  test('opens the other side with what a closing has left over', () => {
    const told = tell(call('2024-01-02', 'sell_to_open', 3, 1), call('2024-01-03', 'buy_to_close', 5, 0.5));
    expect(told.closings).toEqual(['AAPL 2024-01-19 call 100 short 3 traded 150']);
    expect(told.open).toEqual(['AAPL 2024-01-19 call 100 long 2 cost 100']);
  });

  test('closes by an opening label what is held on the other side', () => {
    const told = tell(call('2024-01-02', 'buy_to_open', 1, 1), call('2024-01-03', 'sell_to_open', 1, 3));
    expect(told).toEqual({ closings: ['AAPL 2024-01-19 call 100 long 1 traded 200'], open: [] });
  });

  test('has no lot for a closing of what was never opened', () => {
    const told = tell(call('2024-01-02', 'buy_to_close', 2, 1), call('2024-01-19', 'expire', 1));
    expect(told).toEqual({
      closings: ['AAPL 2024-01-19 call 100 no lot 2 traded', 'AAPL 2024-01-19 call 100 no lot 1 expired'],
      open: [],
    });
  });

  test('takes openings before closings where only the day is known', () => {
    const told = tell(
      call('2024-01-02', 'buy_to_close', 1, 1),
      call('2024-01-02', 'sell_to_open', 1, 3),
      call('2024-01-02', 'expire', 1),
      call('2024-01-02', 'sell_to_open', 1, 2),
    );
    expect(told.closings).toEqual([
      'AAPL 2024-01-19 call 100 short 1 traded 200',
      'AAPL 2024-01-19 call 100 short 1 expired 200',
    ]);
  });

  test('takes an unlabelled trade that adds to the position before one that reduces it', () => {
    const told = tell(
      shares('2024-01-02', 'sell_to_open', 100, 10),
      shares('2024-01-03', 'buy', 150, 8),
      shares('2024-01-03', 'sell', 50, 9),
    );
    expect(told.closings).toEqual(['AAPL short 100 traded 200', 'AAPL short 50 traded 50']);
  });

  test('takes a sale of shares never bought in the data for a closing, and one that says it opens for a short', () => {
    const sold = (action: string) =>
      storedExecution({ executed_at: '2024-01-03', action, quantity: 10, price: 9 });
    const bought = shares('2024-01-04', 'buy', 10, 8);
    expect(tell(sold('sell'), bought)).toEqual({
      closings: ['AAPL no lot 10 traded'],
      open: ['AAPL long 10 cost 80'],
    });
    expect(tell(sold('sell_to_close'), bought)).toEqual(tell(sold('sell'), bought));
    expect(tell(sold('sell_to_open'), bought)).toEqual({ closings: ['AAPL short 10 traded 10'], open: [] });
  });

  test('takes a sale of a future from flat for a short', () => {
    const future = { underlying: '/MESH4', multiplier: 5, quantity: 1 };
    expect(
      tell(
        storedExecution({ ...future, executed_at: '2024-01-03', action: 'sell', price: 4720 }),
        storedExecution({ ...future, executed_at: '2024-01-04', action: 'buy', price: 4700 }),
      ),
    ).toEqual({ closings: ['/MESH4 x5 short 1 traded 100'], open: [] });
  });

  test('follows times, and the sequence at the same instant', () => {
    const at = '2024-01-02T15:00:00Z';
    const told = tell(
      storedExecution({ executed_at: at, sequence: 3, action: 'buy', quantity: 10, price: 9 }),
      storedExecution({ executed_at: at, sequence: 2, action: 'sell', quantity: 10, price: 11 }),
      storedExecution({ executed_at: '2024-01-02T14:59:59.5Z', action: 'buy', quantity: 10, price: 10 }),
    );
    expect(told).toEqual({ closings: ['AAPL long 10 traded 10'], open: ['AAPL long 10 cost 90'] });
  });

  test('ends an option of either side by expiration, assignment and exercise', () => {
    const put = { right: 'put', strike: 90, expiration: '2024-01-19', executed_at: '2024-01-19' };
    const told = tell(
      call('2024-01-02', 'sell_to_open', 2, 1.5),
      call('2024-01-19', 'expire', 1),
      call('2024-01-19', 'assign', 1),
      storedExecution({ ...put, action: 'buy_to_open', quantity: 1, price: 2 }),
      storedExecution({ ...put, action: 'exercise', quantity: 1 }),
    );
    expect(told.closings.toSorted()).toEqual([
      'AAPL 2024-01-19 call 100 short 1 assigned 150',
      'AAPL 2024-01-19 call 100 short 1 expired 150',
      'AAPL 2024-01-19 put 90 long 1 exercised -200',
    ]);
  });

  test('multiplies lots by the ratio of a split and keeps what they cost', () => {
    const split = storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 30, ratio: 4 });
    const told = tell(shares('2024-01-03', 'sell', 20, 3), shares('2024-01-02', 'buy', 10, 10), split);
    expect(told).toEqual({ closings: ['AAPL long 20 traded 10'], open: ['AAPL long 20 cost 50'] });
  });

  test('spreads the shares that a split without ratio added over the lots in proportion', () => {
    const told = tell(
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
    expect(open.map(asText)).toEqual([90, 80, 70, 60].map((cost) => `BETA long 20 cost ${cost}`));
  });

  test('closes after a change of name what was bought first under either name', () => {
    const beta = (day: string, price: number) => ({ ...shares(day, 'buy', 100, price), underlying: 'BETA' });
    const told = tell(
      ...[beta('2024-01-02', 10), shares('2024-01-03', 'buy', 100, 11), beta('2024-01-04', 12)],
      storedExecution({ ...renamed, executed_at: '2024-01-05' }),
      { ...shares('2024-01-08', 'sell', 150, 20), underlying: 'BETA' },
    );
    expect(told).toEqual({
      closings: ['BETA long 100 traded 1000', 'BETA long 50 traded 450'],
      open: ['BETA long 50 cost 550', 'BETA long 100 cost 1200'],
    });
  });

  test('closes first, of what a day bought at unknown times, what its broker listed first', () => {
    const bought = (price: number, sequence: number, record_id: string) =>
      storedExecution({ action: 'buy', quantity: 1, price, sequence, record_id });
    const told = tell(bought(10, 2, 'r1'), bought(20, 1, 'r2'), shares('2024-01-03', 'sell', 1, 30));
    expect(told).toEqual({ closings: ['AAPL long 1 traded 10'], open: ['AAPL long 1 cost 10'] });
  });

  test('takes what leaves by transfer at the moment of a purchase for what was just bought', () => {
    const at = { executed_at: '2024-01-02T15:00:00Z', quantity: 100 };
    const out = { ...at, action: 'transfer', direction: 'out', record_id: 'r1' };
    const bought = { ...at, action: 'buy', price: 10, record_id: 'r2' };
    expect(tell(storedExecution(out), storedExecution(bought)).open).toEqual([]);
  });

  test('takes what comes in by transfer at the moment of a sale for what was sold', () => {
    const at = { executed_at: '2024-01-02T15:00:00Z', quantity: 100, price: 10 };
    const sold = storedExecution({ ...at, action: 'sell', record_id: 'r1' });
    const arrived = storedExecution({ ...at, action: 'transfer', direction: 'in', record_id: 'r2' });
    expect(tell(sold, arrived)).toEqual({ closings: ['AAPL long 100 traded 0'], open: [] });
  });

  test('adds what comes in by transfer to what is long', () => {
    const arrived = { executed_at: '2024-01-03', action: 'transfer', direction: 'in', quantity: 5, price: 8 };
    expect(tell(shares('2024-01-02', 'buy', 10, 10), storedExecution(arrived))).toEqual({
      closings: [],
      open: ['AAPL long 10 cost 100', 'AAPL long 5 cost 40'],
    });
  });

  test('splits what came in by transfer on the day of the split', () => {
    const day = { executed_at: '2024-01-03', quantity: 100 };
    const arrived = storedExecution({ ...day, action: 'transfer', direction: 'in', price: 10 });
    const split = storedExecution({ ...day, action: 'split', ratio: 2 });
    expect(tell(split, arrived).open).toEqual(['AAPL long 200 cost 1000']);
  });

  test('splits by both of two ratios of a day', () => {
    const split = (ratio: number) =>
      storedExecution({ executed_at: '2024-01-03', action: 'split', quantity: 1, ratio });
    expect(tell(shares('2024-01-02', 'buy', 10, 10), split(2), split(3)).open).toEqual([
      'AAPL long 60 cost 100',
    ]);
  });

  test('takes a purchase and a sale from flat, at unknown times of a day, for a position that was closed', () => {
    const day = { executed_at: '2024-01-02', quantity: 100 };
    const sold = storedExecution({ ...day, action: 'sell', price: 12, record_id: 'r1' });
    const bought = storedExecution({ ...day, action: 'buy', price: 10, record_id: 'r2' });
    expect(tell(sold, bought)).toEqual({ closings: ['AAPL long 100 traded 200'], open: [] });
  });

  test('leaves nothing open where a transfer in covers exactly what was short', () => {
    const arrived = {
      executed_at: '2024-01-03',
      action: 'transfer',
      direction: 'in',
      quantity: 100,
      price: 8,
    };
    const { open } = fifoLots([shares('2024-01-02', 'sell_to_open', 100, 10), storedExecution(arrived)]);
    expect(open).toEqual([]);
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
    expect(open.map(asText).toSorted()).toEqual([
      'BETA 2024-01-19 call 50 short 4 cost 200',
      'BETA long 1 cost 3',
      'BETA long 10 cost 90',
    ]);
    const before = fifoLots(executions.slice(0, 2)).open;
    const ids = new Set(open.map(({ lot_id }) => lot_id));
    expect(before.every(({ lot_id }) => ids.has(lot_id))).toBe(true);
  });

  test('opens a lot by a transfer in, at its price or flagged as without cost, and lets one leave without closing it', () => {
    const transfer = { action: 'transfer', executed_at: '2024-01-02', amount: 12345 };
    const { open, closings } = fifoLots([
      storedExecution({ ...transfer, direction: 'in', quantity: 5 }),
      storedExecution({ ...transfer, direction: 'in', quantity: 4, price: 10, underlying: 'BETA' }),
      storedExecution({ ...transfer, direction: 'out', quantity: 3, underlying: 'BETA' }),
    ]);
    expect(open.map(asText).toSorted()).toEqual(['AAPL long 5 cost 0', 'BETA long 1 cost 10']);
    expect(open.find((lot) => lot.instrument.underlying === 'AAPL')?.flags).toEqual(['without_cost']);
    expect(closings).toEqual([]);
  });

  test('covers what is short by a transfer in, at its price or without a result', () => {
    const short = shares('2024-01-02', 'sell_to_open', 100, 10);
    const arrived = { executed_at: '2024-01-03', action: 'transfer', direction: 'in', quantity: 150 };
    expect(tell(short, storedExecution({ ...arrived, price: 8 }))).toEqual({
      closings: ['AAPL short 100 traded 200'],
      open: ['AAPL long 50 cost 400'],
    });
    const { open, closings } = fifoLots([short, storedExecution(arrived)]);
    expect([...closings.map(({ lot }) => lot?.flags), ...open.map(({ flags }) => flags)]).toEqual([
      ['without_cost'],
      ['without_cost'],
    ]);
  });

  test('closes what is held under the new name on the other side by a change of name', () => {
    const told = tell(
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
    const told = tell(
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
        const { open } = tell(shares('2024-01-02', 'buy', 100, 10), ...changes, storedExecution(doubled));
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
    const { open } = tell(shares('2024-01-02', 'buy', 3, 10), beta, ...changes);
    expect(open.toSorted()).toEqual(['BETA long 3 cost 30', 'GAMMA long 5 cost 50']);
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
      expect(tell(...bought, ...pieces).open).toEqual(['AAPL long 60 cost 300', 'AAPL long 7 cost 7']);
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

  describe('of an instrument that is traded in several currencies', () => {
    const trade = (day: string, action: string, quantity: number, price: number, currency: string) =>
      storedExecution({ executed_at: day, action, quantity, price, currency });
    const inDollars = trade('2024-01-02', 'buy', 10, 75, 'USD');
    const inCanada = trade('2024-01-03', 'buy', 10, 100, 'CAD');

    test('closes first, oldest first, what was paid in the currency of the closing', () => {
      const more = trade('2024-01-04', 'buy', 10, 110, 'CAD');
      const sold = trade('2024-01-05', 'sell', 15, 101, 'CAD');
      expect(tell(inDollars, inCanada, more, sold)).toEqual({
        closings: ['AAPL long 10 traded 10', 'AAPL long 5 traded -45'],
        open: ['AAPL long 10 cost 750', 'AAPL long 5 cost 550'],
      });
    });

    test('closes the oldest of all where nothing is left in that currency', () => {
      const sold = trade('2024-01-05', 'sell', 15, 101, 'CAD');
      const { open, closings } = fifoLots([inDollars, inCanada, sold]);
      expect(closings.map(({ lot, currency }) => [lot?.currency, currency])).toEqual([
        ['CAD', 'CAD'],
        ['USD', 'CAD'],
      ]);
      expect(closings.map(resultCurrency)).toEqual(['CAD', null]);
      expect(open.map(asText)).toEqual(['AAPL long 5 cost 375']);
      const euros = trade('2024-01-05', 'sell', 15, 90, 'EUR');
      expect(fifoLots([inDollars, inCanada, euros]).closings.map(({ lot }) => lot?.currency)).toEqual([
        'USD',
        'CAD',
      ]);
    });

    test('takes what moved no money in its turn, whatever currency stands beside it', () => {
      const given = storedExecution({ action: 'transfer', direction: 'in', quantity: 10 });
      const sold = trade('2024-01-05', 'sell', 15, 101, 'CAD');
      const { closings } = fifoLots([given, inCanada, sold]);
      expect(closings.map(({ lot }) => lot?.price)).toEqual([ZERO, decimal(100)]);
      expect(closings.map(resultCurrency)).toEqual(['CAD', 'CAD']);
      const euros = { ...call('2024-01-02', 'buy_to_open', 1, 2), currency: 'EUR' };
      const expired = fifoLots([euros, call('2024-01-19', 'expire', 1)]).closings;
      expect(expired.map(resultCurrency)).toEqual(['EUR']);
      const charged = { ...call('2024-01-19', 'expire', 1), fees: decimal(1) };
      expect(fifoLots([euros, charged]).closings.map(resultCurrency)).toEqual([null]);
      const eatenUp = { ...call('2024-01-03', 'sell_to_close', 1, 0.01), fees: decimal(1) };
      expect(fifoLots([euros, eatenUp]).closings.map(resultCurrency)).toEqual([null]);
    });

    test('knows its lots in the order in which they were opened', () => {
      const more = trade('2024-01-04', 'buy', 10, 76, 'USD');
      expect(tell(inDollars, inCanada, more).open).toEqual([
        'AAPL long 10 cost 750',
        'AAPL long 10 cost 1000',
        'AAPL long 10 cost 760',
      ]);
    });

    test('lets what leaves by transfer leave in its currency first', () => {
      const left = { executed_at: '2024-01-05', action: 'transfer', direction: 'out', quantity: 12 };
      expect(tell(inDollars, inCanada, storedExecution({ ...left, currency: 'CAD' })).open).toEqual([
        'AAPL long 8 cost 600',
      ]);
    });

    test('closes by a change of name currency by currency', () => {
      const short = (currency: string) => ({
        ...trade('2024-01-04', 'sell_to_open', 5, 120, currency),
        underlying: 'BETA',
      });
      const change = storedExecution({ ...renamed, executed_at: '2024-01-05' });
      const { open, closings } = fifoLots([inDollars, inCanada, short('CAD'), short('USD'), change]);
      expect(closings.map(({ lot, currency }) => [lot?.currency, currency])).toEqual([
        ['CAD', 'CAD'],
        ['USD', 'USD'],
      ]);
      expect(closings.map(closingText)).toEqual(['BETA short 5 traded 100', 'BETA short 5 traded 225']);
      expect(open.map(asText)).toEqual(['BETA long 5 cost 375', 'BETA long 5 cost 500']);
    });

    test('holds the same as in one currency, and never adds two: the money of each currency ties out by itself', () => {
      const paid = fc.tuple(shareTrade(), fc.constantFrom('USD', 'CAD'));
      fc.assert(
        fc.property(fc.array(paid, { maxLength: 30 }), (list) => {
          const executions = list.map(([trade, currency]) => ({ ...trade, currency }));
          const inOne = list.map(([trade]) => trade);
          const { open, closings } = fifoLots(executions);
          const plain = fifoLots(inOne);
          expect(sum(open.map(signed))).toBe(sum(plain.open.map(signed)));
          for (const currency of ['USD', 'CAD']) {
            const money = (parts: readonly (Part | null)[]) =>
              sum(parts.flatMap((part) => (part?.currency === currency ? [part.cash.actual] : [])));
            const own = executions.filter((trade) => trade.currency === currency);
            const told = money(open) + money(closings) + money(closings.map(({ lot }) => lot));
            expect(told).toBe(sum(own.map(amountOf)));
          }
          for (const closing of closings) {
            const isOther = closing.lot !== null && closing.lot.currency !== closing.currency;
            if (!isOther || movedNoMoney(closing.lot as Lot) || movedNoMoney(closing)) continue;
            expect(resultCurrency(closing)).toBeNull();
          }
        }),
      );
    });
  });

  test('lets the stated amount decide, and spreads it so that its parts add up', () => {
    const bought = storedExecution({ action: 'buy', quantity: 3, price: 33.33, amount: -100, fees: 1 });
    const { closings, open } = fifoLots([bought, ...[1, 1].map((n) => shares('2024-01-03', 'sell', n, 40))]);
    const paid = sum([
      ...closings.map(({ lot }) => lot?.cash.actual ?? ZERO),
      ...open.map((lot) => lot.cash.actual),
    ]);
    expect(paid).toBe(decimal(-100));
    expect(closings.map(({ lot }) => costOf(lot as Lot))).toEqual([decimal(33), decimal(33)]);
  });

  test('ties out: results of closings, cash in open lots and closings without lots are all amounts', () => {
    fc.assert(
      fc.property(history(), (executions) => {
        const { open, closings } = fifoLots(executions);
        const told = [
          ...closings.map(({ cash, lot }) => cash.actual + (lot?.cash.actual ?? ZERO)),
          ...open.map((lot) => lot.cash.actual),
        ];
        expect(sum(told)).toBe(sum(executions.map(amountOf)));
      }),
    );
  });

  test('holds in the end what was bought less what was sold, but for sales of what was held before', () => {
    fc.assert(
      fc.property(fc.array(shareTrade(), { maxLength: 30 }), (executions) => {
        const { open, closings } = fifoLots(executions);
        const heldBefore = closings.filter(({ lot }) => lot === null);
        expect(sum(open.map(signed)) - sum(heldBefore.map(({ quantity }) => quantity))).toBe(
          sum(executions.map(({ action, quantity }) => (action === 'buy' ? quantity : -quantity))),
        );
        expect(new Set(open.map(({ side }) => side)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('is the same for any order of the input', () => {
    fc.assert(
      fc.property(
        history().chain((executions) =>
          fc.tuple(
            fc.constant(executions),
            fc.shuffledSubarray(executions, { minLength: executions.length }),
          ),
        ),
        ([executions, shuffled]) => {
          expect(fifoLots(shuffled)).toEqual(fifoLots(executions));
        },
      ),
    );
  });
});

function tell(...executions: StoredExecution[]) {
  const { open, closings } = fifoLots(executions);
  return { closings: closings.map(closingText), open: open.map(asText) };
}

function closingText({ lot, instrument, quantity, kind, cash }: Closing): string {
  const start = `${instrumentKey(instrument)} ${lot?.side ?? 'no lot'} ${formatDecimal(quantity)} ${kind}`;
  return lot === null ? start : `${start} ${formatDecimal(lot.cash.actual + cash.actual)}`;
}

function asText(lot: Lot): string {
  const { instrument, side, quantity } = lot;
  return `${instrumentKey(instrument)} ${side} ${formatDecimal(quantity)} cost ${formatDecimal(costOf(lot))}`;
}

function signed({ side, quantity }: Lot): Decimal {
  return side === 'long' ? quantity : -quantity;
}

function moment() {
  return fc.constantFrom(
    '2024-01-02',
    '2024-01-03',
    '2024-01-03T15:00:00Z',
    '2024-01-03T15:00:00.25Z',
    '2024-01-04',
    '2024-01-05T20:00:00Z',
  );
}

function shareTrade() {
  return fc
    .record({
      executed_at: moment(),
      action: fc.constantFrom('buy', 'sell'),
      quantity: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 1, max: 5000 }).map((cents) => cents / 100),
      fees: fc.constantFrom(undefined, 0.01, 0.65),
      amount: fc.constantFrom(undefined, 12.34, -7.01),
      sequence: fc.constantFrom(undefined, 1, 2),
      currency: fc.constantFrom('USD', 'USD', 'CAD'),
    })
    .map(storedExecution);
}

function optionRow() {
  return fc
    .record({
      executed_at: moment(),
      action: fc.constantFrom(
        'sell_to_open',
        'buy_to_close',
        'buy_to_open',
        'sell_to_close',
        'expire',
        'assign',
        'exercise',
      ),
      quantity: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 1, max: 500 }).map((cents) => cents / 100),
      fees: fc.constantFrom(undefined, 0.65),
      strike: fc.constantFrom(95, 100),
      amount: fc.constantFrom(undefined, 1.23),
    })
    .map((fields) => storedExecution({ ...fields, right: 'call', expiration: '2024-01-19' }));
}

function corporateAction() {
  return fc
    .record({ executed_at: moment(), quantity: fc.integer({ min: 1, max: 9 }) })
    .chain((fields) =>
      fc
        .constantFrom(
          { action: 'split', ratio: 3 },
          { action: 'split' },
          { action: 'symbol_change', to_underlying: 'BETA' },
        )
        .map((kind) => storedExecution({ ...fields, ...kind })),
    );
}

function history() {
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: shareTrade() },
      { weight: 4, arbitrary: optionRow() },
      corporateAction(),
    ),
    {
      maxLength: 30,
    },
  );
}

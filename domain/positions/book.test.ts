import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyMoment, anyShareTrade } from '../../test/any-share-trade.js';
import { lotText, signed, toldLots } from '../../test/lot-text.js';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import type { StoredExecution } from '../records/execution-order.js';
import { decimal, sum, ZERO } from '../number/decimal.js';
import { amountOf } from '../records/trade-amount.js';
import { hashId } from '../hash.js';
import { fifoLots } from './book.js';
import { costOf, type Lot } from './lot.js';

describe('fifoLots(executions)', () => {
  test('names a lot for the execution that opened it', () => {
    const bought = shares('2024-01-02', 'buy', 100, 10);
    expect(fifoLots([bought]).open[0]?.lot_id).toBe(hashId('lot', bought.record_id));
  });

  test('closes the oldest lot first, in parts', () => {
    const told = toldLots(
      shares('2024-01-02', 'buy', 100, 10),
      shares('2024-01-03', 'buy', 100, 12),
      shares('2024-01-04', 'sell', 150, 13),
    );
    expect(told.closings).toEqual(['AAPL long 100 traded 300', 'AAPL long 50 traded 50']);
    expect(told.open).toEqual(['AAPL long 50 cost 600']);
  });

  test('opens the other side with what a closing has left over', () => {
    const told = toldLots(
      call('2024-01-02', 'sell_to_open', 3, 1),
      call('2024-01-03', 'buy_to_close', 5, 0.5),
    );
    expect(told.closings).toEqual(['AAPL 2024-01-19 call 100 short 3 traded 150']);
    expect(told.open).toEqual(['AAPL 2024-01-19 call 100 long 2 cost 100']);
  });

  test('closes by an opening label what is held on the other side', () => {
    const told = toldLots(call('2024-01-02', 'buy_to_open', 1, 1), call('2024-01-03', 'sell_to_open', 1, 3));
    expect(told).toEqual({ closings: ['AAPL 2024-01-19 call 100 long 1 traded 200'], open: [] });
  });

  test('has no lot for a closing of what was never opened', () => {
    const told = toldLots(call('2024-01-02', 'buy_to_close', 2, 1), call('2024-01-19', 'expire', 1));
    expect(told).toEqual({
      closings: ['AAPL 2024-01-19 call 100 no lot 2 traded', 'AAPL 2024-01-19 call 100 no lot 1 expired'],
      open: [],
    });
  });

  test('takes openings before closings where only the day is known', () => {
    const told = toldLots(
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
    const told = toldLots(
      shares('2024-01-02', 'sell_to_open', 100, 10),
      shares('2024-01-03', 'buy', 150, 8),
      shares('2024-01-03', 'sell', 50, 9),
    );
    expect(told.closings).toEqual(['AAPL short 100 traded 200', 'AAPL short 50 traded 50']);
  });

  test('flags the short that a sale of more shares than were held opens, and no short that says it is one', () => {
    const flagsOf = (...executions: StoredExecution[]) => fifoLots(executions).open.map(({ flags }) => flags);
    const bought = shares('2024-01-02', 'buy', 100, 10);
    expect(flagsOf(bought, shares('2024-01-03', 'sell', 150, 9))).toEqual([['oversold']]);
    const flat = shares('2024-01-03', 'sell', 100, 9);
    expect(flagsOf(bought, flat, shares('2024-01-04', 'sell', 10, 9))).toEqual([['oversold']]);
    expect(flagsOf(bought, flat, shares('2024-01-04', 'sell_to_open', 10, 9))).toEqual([[]]);
  });

  test('takes a sale of shares never bought in the data for a closing, and one that says it opens for a short', () => {
    const sold = (action: string) =>
      storedExecution({ executed_at: '2024-01-03', action, quantity: 10, price: 9 });
    const bought = shares('2024-01-04', 'buy', 10, 8);
    expect(toldLots(sold('sell'), bought)).toEqual({
      closings: ['AAPL no lot 10 traded'],
      open: ['AAPL long 10 cost 80'],
    });
    expect(toldLots(sold('sell_to_close'), bought)).toEqual(toldLots(sold('sell'), bought));
    expect(toldLots(sold('sell_to_open'), bought)).toEqual({
      closings: ['AAPL short 10 traded 10'],
      open: [],
    });
  });

  test('takes a sale of a future from flat for a short', () => {
    const future = { underlying: '/MESH4', multiplier: 5, quantity: 1 };
    expect(
      toldLots(
        storedExecution({ ...future, executed_at: '2024-01-03', action: 'sell', price: 4720 }),
        storedExecution({ ...future, executed_at: '2024-01-04', action: 'buy', price: 4700 }),
      ),
    ).toEqual({ closings: ['/MESH4 x5 short 1 traded 100'], open: [] });
  });

  test('follows times, and the sequence at the same instant', () => {
    const at = '2024-01-02T15:00:00Z';
    const told = toldLots(
      storedExecution({ executed_at: at, sequence: 3, action: 'buy', quantity: 10, price: 9 }),
      storedExecution({ executed_at: at, sequence: 2, action: 'sell', quantity: 10, price: 11 }),
      storedExecution({ executed_at: '2024-01-02T14:59:59.5Z', action: 'buy', quantity: 10, price: 10 }),
    );
    expect(told).toEqual({ closings: ['AAPL long 10 traded 10'], open: ['AAPL long 10 cost 90'] });
  });

  test('ends an option of either side by expiration, assignment and exercise', () => {
    const put = { right: 'put', strike: 90, expiration: '2024-01-19', executed_at: '2024-01-19' };
    const told = toldLots(
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

  test('closes first, of what a day bought at unknown times, what its broker listed first', () => {
    const bought = (price: number, sequence: number, record_id: string) =>
      storedExecution({ action: 'buy', quantity: 1, price, sequence, record_id });
    const told = toldLots(bought(10, 2, 'r1'), bought(20, 1, 'r2'), shares('2024-01-03', 'sell', 1, 30));
    expect(told).toEqual({ closings: ['AAPL long 1 traded 10'], open: ['AAPL long 1 cost 10'] });
  });

  test('takes what leaves by transfer at the moment of a purchase for what was just bought', () => {
    const at = { executed_at: '2024-01-02T15:00:00Z', quantity: 100 };
    const out = { ...at, action: 'transfer', direction: 'out', record_id: 'r1' };
    const bought = { ...at, action: 'buy', price: 10, record_id: 'r2' };
    expect(toldLots(storedExecution(out), storedExecution(bought)).open).toEqual([]);
  });

  test('takes what comes in by transfer at the moment of a sale for what was sold', () => {
    const at = { executed_at: '2024-01-02T15:00:00Z', quantity: 100, price: 10 };
    const sold = storedExecution({ ...at, action: 'sell', record_id: 'r1' });
    const arrived = storedExecution({ ...at, action: 'transfer', direction: 'in', record_id: 'r2' });
    expect(toldLots(sold, arrived)).toEqual({ closings: ['AAPL long 100 traded 0'], open: [] });
  });

  test('adds what comes in by transfer to what is long', () => {
    const arrived = { executed_at: '2024-01-03', action: 'transfer', direction: 'in', quantity: 5, price: 8 };
    expect(toldLots(shares('2024-01-02', 'buy', 10, 10), storedExecution(arrived))).toEqual({
      closings: [],
      open: ['AAPL long 10 cost 100', 'AAPL long 5 cost 40'],
    });
  });

  test('takes a purchase and a sale from flat, at unknown times of a day, for a position that was closed', () => {
    const day = { executed_at: '2024-01-02', quantity: 100 };
    const sold = storedExecution({ ...day, action: 'sell', price: 12, record_id: 'r1' });
    const bought = storedExecution({ ...day, action: 'buy', price: 10, record_id: 'r2' });
    expect(toldLots(sold, bought)).toEqual({ closings: ['AAPL long 100 traded 200'], open: [] });
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

  test('opens a lot by a transfer in, at its price or flagged as without cost, and lets one leave without closing it', () => {
    const transfer = { action: 'transfer', executed_at: '2024-01-02', amount: 12345 };
    const { open, closings } = fifoLots([
      storedExecution({ ...transfer, direction: 'in', quantity: 5 }),
      storedExecution({ ...transfer, direction: 'in', quantity: 4, price: 10, underlying: 'BETA' }),
      storedExecution({ ...transfer, direction: 'out', quantity: 3, underlying: 'BETA' }),
    ]);
    expect(open.map(lotText).toSorted()).toEqual(['AAPL long 5 cost 0', 'BETA long 1 cost 10']);
    expect(open.find((lot) => lot.instrument.underlying === 'AAPL')?.flags).toEqual(['without_cost']);
    expect(closings).toEqual([]);
  });

  test('covers what is short by a transfer in, at its price or without a result', () => {
    const short = shares('2024-01-02', 'sell_to_open', 100, 10);
    const arrived = { executed_at: '2024-01-03', action: 'transfer', direction: 'in', quantity: 150 };
    expect(toldLots(short, storedExecution({ ...arrived, price: 8 }))).toEqual({
      closings: ['AAPL short 100 traded 200'],
      open: ['AAPL long 50 cost 400'],
    });
    const { open, closings } = fifoLots([short, storedExecution(arrived)]);
    expect([...closings.map(({ lot }) => lot?.flags), ...open.map(({ flags }) => flags)]).toEqual([
      ['without_cost'],
      ['without_cost'],
    ]);
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
      fc.property(fc.array(anyShareTrade(), { maxLength: 30 }), (executions) => {
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

function optionRow() {
  return fc
    .record({
      executed_at: anyMoment(),
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
    .record({ executed_at: anyMoment(), quantity: fc.integer({ min: 1, max: 9 }) })
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
      { weight: 4, arbitrary: anyShareTrade() },
      { weight: 4, arbitrary: optionRow() },
      corporateAction(),
    ),
    {
      maxLength: 30,
    },
  );
}

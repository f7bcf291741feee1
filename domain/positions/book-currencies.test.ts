import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyShareTrade } from '../../test/any-share-trade.js';
import { closingText, lotText, signed, toldLots } from '../../test/lot-text.js';
import { call, storedExecution } from '../../test/stored-execution.js';
import { decimal, sum, ZERO } from '../number/decimal.js';
import { amountOf } from '../records/trade-amount.js';
import { fifoLots } from './book.js';
import { movedNoMoney, resultCurrency, type Lot, type Part } from './lot.js';

const renamed = { action: 'symbol_change', to_underlying: 'BETA', quantity: 100 };

describe('fifoLots(executions) of an instrument that is traded in several currencies', () => {
  const trade = (day: string, action: string, quantity: number, price: number, currency: string) =>
    storedExecution({ executed_at: day, action, quantity, price, currency });
  const inDollars = trade('2024-01-02', 'buy', 10, 75, 'USD');
  const inCanada = trade('2024-01-03', 'buy', 10, 100, 'CAD');

  test('closes first, oldest first, what was paid in the currency of the closing', () => {
    const more = trade('2024-01-04', 'buy', 10, 110, 'CAD');
    const sold = trade('2024-01-05', 'sell', 15, 101, 'CAD');
    expect(toldLots(inDollars, inCanada, more, sold)).toEqual({
      closings: ['AAPL long 10 traded 10', 'AAPL long 5 traded -45'],
      open: ['AAPL long 10 cost 750', 'AAPL long 5 cost 550'],
    });
  });

  test('closes the oldest of all, whichever currency was there first, where nothing is left in its own', () => {
    const later = trade('2024-01-04', 'buy', 10, 80, 'USD');
    const sold = trade('2024-01-05', 'sell', 10, 90, 'USD');
    const euros = trade('2024-01-08', 'sell', 10, 60, 'EUR');
    expect(toldLots(inDollars, inCanada, later, sold, euros).open).toEqual(['AAPL long 10 cost 800']);
  });

  test('closes the oldest of all where nothing is left in that currency', () => {
    const sold = trade('2024-01-05', 'sell', 15, 101, 'CAD');
    const { open, closings } = fifoLots([inDollars, inCanada, sold]);
    expect(closings.map(({ lot, currency }) => [lot?.currency, currency])).toEqual([
      ['CAD', 'CAD'],
      ['USD', 'CAD'],
    ]);
    expect(closings.map(resultCurrency)).toEqual(['CAD', null]);
    expect(open.map(lotText)).toEqual(['AAPL long 5 cost 375']);
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
    expect(toldLots(inDollars, inCanada, more).open).toEqual([
      'AAPL long 10 cost 750',
      'AAPL long 10 cost 1000',
      'AAPL long 10 cost 760',
    ]);
  });

  test('lets what leaves by transfer leave in its currency first', () => {
    const left = { executed_at: '2024-01-05', action: 'transfer', direction: 'out', quantity: 12 };
    expect(toldLots(inDollars, inCanada, storedExecution({ ...left, currency: 'CAD' })).open).toEqual([
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
    expect(open.map(lotText)).toEqual(['BETA long 5 cost 375', 'BETA long 5 cost 500']);
  });

  test('holds the same as in one currency, and never adds two: the money of each currency ties out by itself', () => {
    const paid = fc.tuple(anyShareTrade(), fc.constantFrom('USD', 'CAD'));
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

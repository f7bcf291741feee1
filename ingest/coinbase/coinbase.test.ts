import { describe, expect, test } from '@jest/globals';
import { inputRecords, parsedText, plainRecords, reasonsIn, statedCash } from '../../test/parsed-file.js';
import { coinbase } from './coinbase.js';

const FILL = {
  entry_id: 'e1',
  trade_id: 't1',
  order_id: 'o1',
  trade_time: '2024-01-03T14:00:00Z',
  trade_type: 'FILL',
  price: '40000',
  size: '0.005',
  commission: '1.2',
  product_id: 'ABC-USD',
  size_in_quote: false,
  side: 'BUY',
};

const parse = (...fills: object[]) =>
  parsedText(coinbase, JSON.stringify({ fills, cursor: '' }), 'fills.json');

describe('coinbase', () => {
  test('reads fills with their ids, cash net of the commission', () => {
    const events = parse(FILL, { ...FILL, entry_id: 'e2', side: 'SELL', size: '100', size_in_quote: true });
    const common = {
      account: 'main',
      executed_at: '2024-01-03T14:00:00Z',
      order_id: 'o1',
      underlying: 'ABC-USD',
      multiplier: '1',
    };
    expect(plainRecords(events)).toEqual([
      {
        ...common,
        execution_id: 'e1',
        action: 'buy',
        quantity: '0.005',
        price: '40000',
        fees: '1.2',
        amount: '-201.2',
        currency: 'USD',
      },
      {
        ...common,
        execution_id: 'e2',
        action: 'sell',
        quantity: '0.0025',
        price: '40000',
        fees: '1.2',
        amount: '98.8',
        currency: 'USD',
      },
    ]);
    expect(statedCash(events)).toBe('-102.4');
  });

  test('reads pages one after the other, and fills without a page', () => {
    const page = (...fills: object[]) => JSON.stringify({ fills, cursor: 'x' }, null, 1);
    const events = parsedText(coinbase, `${page(FILL, FILL)}\n${page(FILL)}\n${page()}`);
    expect(inputRecords(events)).toEqual({ accepted: 3, rejected: 0, ignored: 1 });
    expect(plainRecords(parsedText(coinbase, JSON.stringify([FILL])))).toHaveLength(1);
  });

  test.each([
    [{ product_id: 'BIT-26JAN24-CDE' }, 'product_id not a pair of coins: "BIT-26JAN24-CDE"'],
    [{ trade_type: 'REVERSAL' }, 'trade_type not known: "REVERSAL"'],
    [{ side: 'X' }, 'side not known: "X"'],
    [{ price: '0' }, 'price not above zero: "0"'],
    [{ size: 'x' }, 'size not a number: "x"'],
    [{ commission: 'x' }, 'commission not a number: "x"'],
    [{ trade_time: 'noon' }, 'executed_at not a time: "noon"'],
  ])('names what it cannot read of %j', (broken, reason) => {
    expect(reasonsIn(parse({ ...FILL, ...broken }))).toEqual([reason]);
  });
});

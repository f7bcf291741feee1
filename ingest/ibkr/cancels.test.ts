import { describe, expect, test } from '@jest/globals';
import { OPTION, SHARES, parsed, trades } from '../../test/flex-query.js';
import { inputRecords, plainRecords, recordsIn } from '../../test/parsed-file.js';

describe('ibkrFlex.open(…) voids', () => {
  const cancel = {
    ...SHARES,
    buySell: 'BUY (Ca.)',
    quantity: '-100',
    proceeds: '1000',
    ibCommission: '1',
    netCash: '1001',
  };

  test.each([
    ['after it', [SHARES, cancel]],
    ['before it', [cancel, SHARES]],
    ['told by its code alone', [SHARES, { ...cancel, buySell: '', notes: 'Ca' }]],
    ['told by its kind alone', [SHARES, { ...cancel, buySell: '', transactionType: 'TradeCancel' }]],
    ['told as a negative purchase', [SHARES, { ...cancel, buySell: 'BUY' }]],
    ['with an unsigned quantity', [SHARES, { ...cancel, quantity: '100' }]],
  ])('a trade with its cancellation %s, and keeps the corrected one', (_, rows) => {
    const events = parsed(trades(...rows, { ...SHARES, tradePrice: '9', proceeds: '-900', netCash: '-901' }));
    expect(plainRecords(events)).toMatchObject([{ action: 'buy', price: '9', amount: '-901' }]);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 2 });
  });

  test('the trade that the cancellation names, of two alike', () => {
    const events = parsed(
      trades(
        { ...SHARES, tradeID: '1' },
        { ...SHARES, tradeID: '2' },
        { ...cancel, tradeID: '', origTradeID: '2' },
      ),
    );
    expect(plainRecords(events)).toMatchObject([{ execution_id: '1' }]);
  });

  test('the trade of its own day, of two alike', () => {
    const later = '20240111;093000';
    const events = parsed(trades(SHARES, { ...SHARES, dateTime: later }, { ...cancel, dateTime: later }));
    expect(plainRecords(events)).toMatchObject([{ executed_at: '2024-01-10T14:30:00Z' }]);
  });

  test('the trade of its own day where the times differ, else the last one', () => {
    const days = ['20240110', '20240111', '20240112'].map((day) => ({
      ...SHARES,
      dateTime: `${day};093000`,
    }));
    const left = (dateTime: string) =>
      plainRecords(parsed(trades(...days, { ...cancel, dateTime }))).map((record) =>
        (record as { executed_at: string }).executed_at.slice(8, 10),
      );
    expect(left('20240111;160000')).toEqual(['10', '12']);
    expect(left('20240115;160000')).toEqual(['10', '11']);
  });

  test('a sale that is taken back by one of a positive quantity, but none that only has no sign', () => {
    const sale = { ...SHARES, buySell: 'SELL', quantity: '-100', proceeds: '1000', netCash: '999' };
    const back = { ...sale, quantity: '100', proceeds: '-1000', netCash: '-999' };
    expect(recordsIn(parsed(trades(sale, back)))).toEqual([]);
    expect(plainRecords(parsed(trades({ ...sale, quantity: '100' })))).toMatchObject([{ action: 'sell' }]);
  });

  test('an exercise, and never ends a contract by its cancellation', () => {
    const exercise = {
      ...OPTION,
      notes: 'Ex',
      tradePrice: '0',
      proceeds: '0',
      netCash: '0',
      ibCommission: '0',
    };
    const back = { ...exercise, notes: 'Ex;Ca', quantity: '2', buySell: '' };
    expect(recordsIn(parsed(trades(exercise, back)))).toEqual([]);
    expect(plainRecords(parsed(trades(back)))).toMatchObject([{ action: 'buy', price: '0' }]);
  });

  test('a trade of another file by its opposite', () => {
    const events = parsed(trades(cancel));
    expect(plainRecords(events)).toMatchObject([
      { action: 'sell', quantity: '100', amount: '1001', extra: '{"cancels":true}' },
    ]);
  });
});

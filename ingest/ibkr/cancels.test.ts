import { describe, expect, test } from '@jest/globals';
import { OPTION, SHARES, parsed, trades } from '../../test/flex-query.js';
import { inputRecords, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';
import type { Parsed } from '../source-format.js';

/** What is left of the trades. */
const standing = (events: readonly Parsed[]) =>
  plainRecords(events).filter((record) => (record as { action: string }).action !== 'split');

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
    expect(standing(events)).toMatchObject([{ action: 'buy', price: '9', amount: '-901' }]);
    expect(inputRecords(events)).toEqual({ accepted: 3, rejected: 0, ignored: 0 });
  });

  test('the trade that the cancellation names, of two alike', () => {
    const events = parsed(
      trades(
        { ...SHARES, tradeID: '1' },
        { ...SHARES, tradeID: '2' },
        { ...cancel, tradeID: '', origTradeID: '2' },
      ),
    );
    expect(standing(events)).toMatchObject([{ execution_id: '1' }]);
  });

  test('the trade of its own day, of two alike', () => {
    const later = '20240111;093000';
    const events = parsed(trades(SHARES, { ...SHARES, dateTime: later }, { ...cancel, dateTime: later }));
    expect(standing(events)).toMatchObject([{ executed_at: '2024-01-10T14:30:00Z' }]);
  });

  test('the trade of its own day where the times differ, else the last one', () => {
    const days = ['20240110', '20240111', '20240112'].map((day) => ({
      ...SHARES,
      dateTime: `${day};093000`,
    }));
    const left = (dateTime: string) =>
      standing(parsed(trades(...days, { ...cancel, dateTime }))).map((record) =>
        (record as { executed_at: string }).executed_at.slice(8, 10),
      );
    expect(left('20240111;160000')).toEqual(['10', '12']);
    expect(left('20240115;160000')).toEqual(['10', '11']);
  });

  test('a sale that is taken back by one of a positive quantity, but none that only has no sign', () => {
    const sale = { ...SHARES, buySell: 'SELL', quantity: '-100', proceeds: '1000', netCash: '999' };
    const back = { ...sale, quantity: '100', proceeds: '-1000', netCash: '-999' };
    expect(standing(parsed(trades(sale, back)))).toEqual([]);
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
    expect(standing(parsed(trades(exercise, back)))).toEqual([]);
    expect(plainRecords(parsed(trades(back)))).toMatchObject([
      { action: 'split', extra: '{"cancelled":"exercise"}' },
    ]);
  });

  test('a trade of another file, which it names, in its place', () => {
    const [trade] = recordsIn(parsed(trades(SHARES)));
    const [alone] = recordsIn(parsed(trades(cancel)));
    const [both] = recordsIn(parsed(trades(SHARES, cancel)));
    expect(alone?.identity).toBe(trade?.identity);
    expect(both?.identity).toBe(trade?.identity);
    for (const place of [alone, both])
      expect(place).toMatchObject({ coarseness: -1, record: { action: 'split', amount: null } });
    expect([alone?.statedAmount, both?.statedAmount]).toEqual([10_010_000_000_000n, 0n]);
    expect([alone?.lines, both?.lines]).toEqual([[4], [4, 5]]);
  });

  test('a trade of the day that it names', () => {
    const late = { ...cancel, dateTime: '20240115;160000', origTradeDate: '20240110' };
    expect(plainRecords(parsed(trades(late)))).toMatchObject([{ executed_at: '2024-01-10' }]);
  });

  test('a trade but the costs that were kept, which are a fee', () => {
    const events = parsed(trades(SHARES, { ...cancel, ibCommission: '0', netCash: '1000' }));
    expect(plainRecords(events)).toMatchObject([{ action: 'split' }, { kind: 'fee', amount: '-1' }]);
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 0 });
  });

  test('nothing where its own time is none', () => {
    expect(reasonsIn(parsed(trades({ ...cancel, dateTime: '20241345' })))).toEqual([
      'executed_at not a time: "20241345"',
    ]);
  });

  test('a trade that cannot be read as if it were of another file', () => {
    const unread = { ...SHARES, proceeds: 'some' };
    for (const rows of [
      [unread, cancel],
      [cancel, unread],
    ]) {
      const events = parsed(trades(...rows));
      expect(reasonsIn(events)).toEqual(['proceeds not a number: "some"']);
      expect(recordsIn(events)).toEqual(
        recordsIn(parsed(trades(cancel))).map((record) => ({ ...record, lines: [rows.indexOf(cancel) + 4] })),
      );
    }
    expect(plainRecords(parsed(trades(SHARES, { ...cancel, proceeds: 'some' })))).toMatchObject([
      { action: 'buy' },
    ]);
  });

  test('by its opposite what may have gone out of a large file before', () => {
    const rows = Array.from({ length: 10_010 }, (_, i) => ({ ...SHARES, tradePrice: `${i + 1}` }));
    const events = parsed(trades(...rows, { ...cancel, tradePrice: '1' }));
    expect(plainRecords(events).at(-1)).toMatchObject({ action: 'sell', extra: '{"cancels":true}' });
  });
});

import { describe, expect, test } from '@jest/globals';
import { ABC_PUT, parsedFidelity, plainFidelity, SOLD_PUTS } from '../../test/fidelity-rows.js';
import { inputRecords, plainRecords, recordsIn, statedCash } from '../../test/parsed-file.js';

describe('fidelity.open(…) takes cancelled trades back', () => {
  const bought = {
    ...SOLD_PUTS,
    action: `YOU BOUGHT CLOSING TRANSACTION ${ABC_PUT} (Cash)`,
    quantity: '2',
    amount: '-211.36',
  };
  const cancelled = {
    ...bought,
    date: '03/21/2024',
    action: `BUY CANCEL CLOSING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of Mar-04-2024 ${ABC_PUT} (Cash)`,
    quantity: '-2',
    fees: '-0.06',
    amount: '211.36',
  };
  const corrected = {
    ...bought,
    date: '03/21/2024',
    action: `YOU BOUGHT CLOSING TRANSACTION CORR DESCRIPTION CORRECTED CONFIRM as of Mar-04-2024 ${ABC_PUT} (Cash)`,
    fees: '0.03',
    amount: '-211.33',
  };
  const correction = { executed_at: '2024-03-04', action: 'buy_to_close', amount: '-211.33', fees: '1.33' };

  test.each([
    ['newest first', [corrected, cancelled, bought], [8, 7, 6]],
    ['oldest first', [bought, cancelled, corrected], [6, 7, 8]],
  ])('%s: the corrected one stays, in the place and by the name of the one it corrects', (_, rows, lines) => {
    const events = parsedFidelity(...rows);
    expect(plainRecords(events)).toMatchObject([correction]);
    expect(recordsIn(events)).toMatchObject([
      { lines, coarseness: -1, identity: recordsIn(parsedFidelity(bought))[0]?.identity },
    ]);
    expect(statedCash(events)).toBe('-211.33');
  });

  test('an export from after the trade: the same name', () => {
    const [record] = recordsIn(parsedFidelity(corrected, cancelled));
    expect(record).toMatchObject({
      coarseness: -1,
      identity: recordsIn(parsedFidelity(bought))[0]?.identity,
    });
    expect(plainFidelity(corrected, cancelled)).toMatchObject([correction]);
  });

  test('without a correction: nothing that trades, and of two identical fills the other stays', () => {
    const events = parsedFidelity(cancelled, bought, bought);
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', ratio: '1', quantity: '2', executed_at: '2024-03-04' },
      { action: 'buy_to_close' },
    ]);
    expect(inputRecords(events).accepted).toBe(3);
    expect(statedCash(events)).toBe('-211.36');
  });

  test('a cancellation voids the trade of the day that it names, even where costs are not what they were', () => {
    const before = { ...bought, date: '03/01/2024' };
    const [identity] = recordsIn(parsedFidelity(bought)).map((record) => record.identity);
    for (const rows of [
      [before, bought, { ...cancelled, amount: '211.30' }],
      [{ ...cancelled, amount: '211.30' }, bought, before],
    ])
      expect(recordsIn(parsedFidelity(...rows))).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ coarseness: -1, identity }),
          expect.objectContaining({
            record: expect.objectContaining({ executed_at: '2024-03-01' }) as unknown,
          }),
        ]),
      );
  });

  test('a cancellation of another trade changes nothing of this', () => {
    expect(plainFidelity({ ...cancelled, symbol: '-ABC240517P45' }, bought)).toMatchObject([
      { action: 'split', strike: '45' },
      { action: 'buy_to_close', strike: '44.5' },
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { plainRecords, recordsIn, statedCash } from '../../test/parsed-file.js';
import { parsedTastytrade } from '../../test/tastytrade-rows.js';

/** A row that ends a contract of 2024-01-19. */
function ended(
  subType: string,
  [value, quantity, fees]: readonly [string, string, string],
  strike = '4700',
  time = '22:00:00-0500',
): string {
  const words = subType.startsWith('Cash') ? 'Cash settlement' : `Removal of option due to ${subType}`;
  return (
    `2024-01-19T${time},Receive Deliver,${subType},,SPXW  240119P0${strike}000,Equity Option,${words},` +
    `${value},${quantity},--,--,${fees},100,SPXW,SPX,1/19/24,${strike},PUT,,USD`
  );
}

describe('tastytrade.open(…) takes a settlement in cash and the removal of its contract', () => {
  const cash = ended('Cash Settled Assignment', ['-1000.00', '2', '-5.00']);
  const removal = ended('Assignment', ['0.00', '2', '0.00']);

  test.each([
    ['first', [cash, removal]],
    ['last', [removal, cash]],
  ])('for one end, the cash %s', (_, rows) => {
    const events = parsedTastytrade(...rows);
    expect(plainRecords(events)).toMatchObject([
      { action: 'assign', underlying: 'SPX', quantity: '2', fees: '5', amount: '-1005' },
    ]);
    expect(recordsIn(events)[0]?.lines).toEqual([2, 3]);
    expect(statedCash(events)).toBe('-1005');
  });

  test('for one end with the fee of the second too', () => {
    const events = parsedTastytrade(cash, ended('Assignment', ['0.00', '2', '-0.50']));
    expect(plainRecords(events)).toMatchObject([{ fees: '5.5', amount: '-1005.5' }]);
    expect(statedCash(events)).toBe('-1005.5');
  });

  test('for one end, whatever time is printed and however the removal is cut in pieces', () => {
    const piece = ended('Assignment', ['0.00', '1', '0.00'], '4700', '16:00:00-0500');
    expect(plainRecords(parsedTastytrade(piece, cash, piece))).toMatchObject([
      { quantity: '2', amount: '-1005' },
    ]);
  });

  test.each([
    ['in another order', ['2', '1'], ['1', '2']],
    ['in one piece', ['2', '1'], ['3']],
  ])('for one end each, of settlements in pieces whose removals stand %s', (_, settled, removed) => {
    const events = parsedTastytrade(
      ...settled.map((quantity) => ended('Cash Settled Assignment', ['-500.00', quantity, '0.00'])),
      ...removed.map((quantity) => ended('Assignment', ['0.00', quantity, '0.00'])),
    );
    expect(plainRecords(events)).toMatchObject([{ quantity: '2' }, { quantity: '1' }]);
    expect(recordsIn(events).flatMap(({ lines }) => lines)).toHaveLength(settled.length + removed.length);
  });

  test('but leaves other contracts, the other kind of end and further removals alone', () => {
    const events = parsedTastytrade(
      cash,
      removal,
      ended('Assignment', ['0.00', '1', '0.00']),
      ended('Exercise', ['0.00', '1', '0.00']),
      ended('Assignment', ['0.00', '1', '0.00'], '4800'),
      ended('Cash Settled Exercise', ['300.00', '3', '0.00'], '4900'),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'assign', strike: '4700', quantity: '2', amount: '-1005' },
      { action: 'assign', strike: '4700', quantity: '1', amount: '0' },
      { action: 'exercise', strike: '4700', quantity: '1' },
      { action: 'assign', strike: '4800', quantity: '1' },
      { action: 'exercise', strike: '4900', quantity: '3', amount: '300' },
    ]);
  });
});

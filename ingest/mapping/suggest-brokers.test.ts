import { describe, expect, test } from '@jest/globals';
import { inputRecords, parsedText, plainRecords } from '../../test/parsed-file.js';
import { mappedTable } from './mapped-table.js';
import { withDefaults } from './suggest-defaults.js';
import { suggestMapping } from './suggest-mapping.js';

const suggested = (...lines: string[]) => suggestMapping(Buffer.from(lines.join('\n')));
const imported = (...lines: string[]) =>
  parsedText(mappedTable(withDefaults(suggested(...lines))), lines.join('\n'));

describe('suggestMapping(head) of brokers’ tables', () => {
  test('with a day beside the clock, short sides and several costs', () => {
    const events = imported(
      'Account,T/D,S/D,Currency,Type,Side,Symbol,Qty,Price,Exec Time,Comm,SEC,TAF,NSCC,Gross Proceeds,Net Proceeds',
      'T1,01/06/2025,01/07/2025,USD,2,SS,WXYZ,500,4.1,10:02:00,0.99,0.05,0.08,0.05,2050,2048.83',
      'T1,01/14/2025,01/15/2025,USD,2,BC,WXYZ,500,3.9,10:20:00,0.99,0,0,0.05,-1950,-1951.04',
    );
    expect(plainRecords(events)).toMatchObject([
      { executed_at: '2025-01-06T15:02:00Z', action: 'sell_to_open', fees: '1.17', amount: '2048.83' },
      { executed_at: '2025-01-14T15:20:00Z', action: 'buy_to_close', fees: '1.04' },
    ]);
  });

  test('whose clocks all show midnight: days; with options among the symbols', () => {
    const rows = [
      'Transaction Date,Action,Symbol,Description,Quantity,Price,Commission,Net Amount,Currency,Account #',
      '2025-01-06 12:00:00 AM,Buy,ABC.TO,ABC INC,10,150.25,-4.95,-1507.45,CAD,512',
      '2025-01-16 12:00:00 AM,Buy,ABC17Jan25C200.00,CALL ABC 01/17/25 200,1,2.5,-10.95,-260.95,USD,512',
    ];
    expect(plainRecords(imported(...rows))).toMatchObject([
      { account: '512', executed_at: '2025-01-06', underlying: 'ABC.TO', currency: 'CAD' },
      {
        executed_at: '2025-01-16',
        underlying: 'ABC',
        right: 'call',
        strike: '200',
        expiration: '2025-01-17',
      },
    ]);
    // A symbol of the option itself is not what it is on.
    const named = suggested(...rows.map((row) => row.replace('ABC17Jan25C200.00', 'OPT-991')));
    expect(named).toMatchObject({ instrument: { column: 'Description' } });
    expect(named.fields).not.toHaveProperty('underlying');
  });

  test('with day-first dates, told by their order or by decimals after a comma', () => {
    const table = (...days: string[]) =>
      suggested('Date,Side,Symbol,Qty,Price', ...days.map((day) => `${day},Buy,ABC,1,10.5`)).fields[
        'executed_at'
      ];
    expect(table('06-01-2025', '04-02-2025', '05-03-2025')).toMatchObject({ format: 'd-M-yyyy' });
    expect(table('06/01/2025', '07/02/2025')).toMatchObject({ format: 'M/d/yyyy' });
    const european = ['Date;Side;Symbol;Qty;Price', '06/01/2025;Buy;ABC;1;10,5', '07/02/2025;Buy;ABC;1;10,5'];
    expect(suggested(...european).fields['executed_at']).toMatchObject({ format: 'd/M/yyyy' });
  });

  test('with a currency that has no heading, and costs in another one, which are left to the user', () => {
    const { fields } = suggested(
      'Date;Time;Product;ISIN;Quantity;Price;;Local value;;Transaction and/or third party fees EUR;Order ID',
      '06-01-2025;09:04;XYZ HOLDING;NL0010273215;2;702,5000;EUR;-1405,00;EUR;-3,00;a1',
      '04-02-2025;15:45;ABC INC;US0378331005;-10;1.228,0200;USD;12280,20;USD;-2,00;a2',
    );
    expect(fields).toMatchObject({ currency: { column: 7 }, fees: { value: '' } });
  });

  test('of orders by their type, with costs in the currency of a column of their own', () => {
    const lines = (own: string) => [
      'Action,Time,Ticker,No. of shares,Price / share,Currency (Price / share),Currency conversion fee,Currency (Currency conversion fee)',
      `Market buy,2025-01-06 14:35:12.123,ABC,3,240.10,USD,0.86,${own}`,
      `Limit sell,2025-01-13 15:35:12,ABC,3,245.10,USD,0.88,${own}`,
    ];
    expect(suggested(...lines('GBP')).fields).toMatchObject({
      action: { values: { 'Market buy': 'buy', 'Limit sell': 'sell' } },
      currency: { column: 'Currency (Price / share)' },
      fees: { column: 'Currency conversion fee', coin: { column: 'Currency (Currency conversion fee)' } },
    });
    expect(suggested(...lines('USD')).fields['fees']).toMatchObject({ column: 'Currency conversion fee' });
  });

  test('with units behind the numbers and a clock that the heading names', () => {
    const lines = [
      '"Date(UTC)","Pair","Side","Price","Executed","Amount","Fee"',
      '"2025-01-06 14:35:12","ABCUSDT","BUY","98000.1","0.0100000000ABC","980.001USDT","0.5USDT"',
      '"2025-01-07 14:35:12","ABCUSDT","SELL","99000","0.0099900000ABC","989.01USDT","0.98901USDT"',
    ];
    expect(plainRecords(imported(...lines))).toMatchObject([
      { executed_at: '2025-01-06T14:35:12Z', action: 'buy', quantity: '0.01', fees: '0.5' },
      { action: 'sell', quantity: '0.00999' },
    ]);
    const inCoins = lines.map((line) => line.replace('0.5USDT', '0.00001ABC'));
    expect(suggested(...inCoins).fields['fees']).toMatchObject({ column: 'Fee', coin: 'behind' });
  });

  test('of futures, with their multiplier and what a sale from flat opens', () => {
    const events = imported(
      'orderId,Account,B/S,Contract,avgPrice,filledQty,Fill Time,Status',
      '111,D1, Sell,MESH5,6000.25,1,01/06/2025 09:35:10, Filled',
      '112,D1, Buy,MESH5,6005.25,1,01/06/2025 09:45:10, Filled',
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'sell_to_open', underlying: 'MESH5', multiplier: '5' },
      { action: 'buy_to_close', multiplier: '5' },
    ]);
  });

  test('with fills below the first of their order, where nothing is repeated', () => {
    const events = imported(
      'Side,Symbol,Status,Currency,Fill Qty,Fill Price,Fill Time',
      'Buy,ABC,Filled,USD,60,240.05,"Jan 6, 2025 09:35:11 ET"',
      ',,,,40,240.05,"Jan 6, 2025 09:35:12 ET"',
      'Sell,SPY 250117C500,Filled,USD,1,3.05,"Jul 7, 2025 10:35:11 ET"',
      'Sell,ABC,Cancelled,USD,,,',
    );
    expect(plainRecords(events).filter((one) => !('right' in one))).toMatchObject([
      { action: 'buy', underlying: 'ABC', quantity: '60', executed_at: '2025-01-06T14:35:11Z' },
      { action: 'buy', underlying: 'ABC', quantity: '40', executed_at: '2025-01-06T14:35:12Z' },
    ]);
    expect(inputRecords(events)).toEqual({ accepted: 3, rejected: 0, ignored: 1 });
  });
});

import { describe, expect, test } from '@jest/globals';
import { parsedText, plainRecords } from '../../test/parsed-file.js';
import { mappedTable } from './mapped-table.js';
import { withDefaults } from './suggest-defaults.js';
import { suggestMapping } from './suggest-mapping.js';

const suggested = (...lines: string[]) => suggestMapping(Buffer.from(lines.join('\n')));
const imported = (...lines: string[]) =>
  plainRecords(parsedText(mappedTable(withDefaults(suggested(...lines))), lines.join('\n')));
const currencyOf = (...lines: string[]) => suggested(...lines).fields['currency'];

describe('suggestMapping(head) finds the currency', () => {
  const row = (money: string) => `2026-02-03T10:00:00Z,Buy,ABC,1,10.50,${money}`;
  test.each([
    ['Account Currency', 'CHF'],
    ['Transaction Currency', 'SEK'],
    ['Settlement Currency', 'CAD'],
    ['CurrencyPrimary', 'USD'],
    ['Währung', 'EUR'],
    ['Devise', 'EUR'],
    ['Divisa', 'EUR'],
    ['Moeda', 'BRL'],
    ['Valuta', 'EUR'],
  ])('under %s', (heading, code) => {
    expect(currencyOf(`Time,Side,Symbol,Qty,Price,${heading}`, row(code))).toEqual({ column: heading });
  });

  test('in the pair, and not in a column of the coins that are traded', () => {
    const header = 'Time,Side,Pair,Qty,Price';
    expect(currencyOf(header, '2026-02-03T10:00:00Z,Buy,SOL-EUR,1,10.50')).toEqual({
      column: 'Pair',
      of_pair: 'quote',
    });
    expect(currencyOf(`${header},Currency`, '2026-02-03T10:00:00Z,Buy,BTCEUR,1,10.50,BTC')).toEqual({
      column: 'Pair',
      of_pair: 'quote',
    });
    expect(
      currencyOf(
        'Time,Side,Coin,Currency,Qty,Price,Quote Currency',
        '2026-02-03T10:00:00Z,Buy,x,ETH,1,10.50,EUR',
      ),
    ).toEqual({ column: 'Quote Currency' });
  });

  test('beside the numbers, or in their heading', () => {
    const header = 'Time,Side,Symbol,Qty,Price';
    expect(currencyOf(header, '2026-02-03T10:00:00Z,Buy,ABC,1,£10.50')).toEqual({
      column: 'Price',
      of_amount: true,
    });
    expect(currencyOf(header, '2026-02-03T10:00:00Z,Buy,ABC,1,10.50 CHF')).toEqual({
      column: 'Price',
      of_amount: true,
    });
    expect(currencyOf('Time,Side,Symbol,Qty,Price (EUR)', '2026-02-03T10:00:00Z,Buy,ABC,1,10.50')).toEqual({
      value: 'EUR',
    });
  });

  test('nowhere, and leaves it to be filled in, or assumes dollars by name', () => {
    const lines = ['Time,Side,Symbol,Qty,Price', '2026-02-03 10:00:00,Buy,ABC,1,10.50'];
    expect(suggested(...lines).fields).toMatchObject({ currency: { value: '' }, executed_at: { zone: '' } });
    expect(withDefaults(suggested(...lines)).fields).toMatchObject({
      currency: { value: 'USD', assumed: true },
      executed_at: { zone: 'America/New_York', assumed: ['zone'] },
    });
  });
});

describe('suggestMapping(head) takes each trade once', () => {
  const header = 'Time,Side,Symbol,Price,Qty';
  const row = (more: string) => `2026-02-03T10:00:00Z,Buy,ABC,10.50,5,${more}`;
  test.each([
    ['states', 'State', ['New', 'Partially Filled', 'Filled', 'Expired'], ['Partially Filled', 'Filled']],
    ['states without a name', 'What', ['Submitted', 'Accepted', 'Executed'], ['Executed']],
    ['levels', 'Level', ['Order', 'Trade', 'ClosedLot'], ['Trade']],
    ['levels of a summary', 'Kind of row', ['Total', 'Fill'], ['Fill']],
  ])('of rows of %s', (_, heading, words, counted) => {
    const mapping = suggested(`${header},${heading}`, ...words.map(row));
    expect(mapping.where).toEqual([{ column: heading, is: counted }]);
  });

  test('by what was filled, whatever the state', () => {
    const mapping = suggested(
      'Time,Side,Symbol,Price,Executed Qty,Order Qty,Status',
      '2026-02-03T10:00:00Z,Buy,ABC,10.50,5,10,Cancelled',
      '2026-02-03T10:00:00Z,Buy,ABC,10.50,0,10,Filled',
    );
    expect(mapping.where).toEqual([{ column: 'Executed Qty', above: 0 }]);
    expect(mapping.fields['quantity']).toEqual({ column: 'Executed Qty' });
  });
});

describe('suggestMapping(head) tells money apart', () => {
  test.each([
    ['net, without signs', ['401.00', '448.88'], { column: 'Total', sign: 'by_action' }],
    ['before costs', ['400.00', '450.00'], undefined],
    ['with signs', ['-401.00', '448.88'], { column: 'Total' }],
    ['of something else', ['7.00', '9.00'], undefined],
  ])('a total %s', (_, [bought, sold], amount) => {
    const mapping = suggested(
      'Time,Side,Symbol,Qty,Price,Fee,Total,Currency',
      `2026-02-03T10:00:00Z,Buy,ABC,50,8.00,1.00,${bought},GBP`,
      `2026-02-04T10:00:00Z,Sell,ABC,50,9.00,1.12,${sold},GBP`,
    );
    expect(mapping.fields['amount']).toEqual(amount);
  });

  test('rates and sums from costs', () => {
    const costs = (headings: string, values: string) =>
      suggested(`Time,Side,Symbol,Qty,Price,${headings}`, `2026-02-03T10:00:00Z,Buy,ABC,50,8.00,${values}`)
        .fields['fees'];
    expect(costs('Fee (BPS),Fee rate,Fee %,Stamp duty', '25,0.01,1,2.00')).toMatchObject({
      column: 'Stamp duty',
    });
    expect(costs('Commission,Exchange fee,Total fees', '1.00,0.50,1.50')).toMatchObject({
      column: 'Total fees',
    });
    expect(costs('Total incl. fees,Regulatory charge', '402.00,2.00')).toMatchObject({
      column: 'Regulatory charge',
    });
  });

  test('rows of cash from trades, by the words of any column', () => {
    expect(
      imported(
        'Date,Kind,Activity,Symbol,Qty,Price,Net Amount,Currency',
        '2026-02-03,Buy,Trades,ABC,5,10,-50,EUR',
        '2026-02-04,CON,Deposits,,,,500,EUR',
        '2026-02-05,XYZ,Dividends,ABC,,,1.5,EUR',
        '2026-02-06,,Withholding tax,ABC,,,-0.2,EUR',
      ),
    ).toMatchObject([
      { action: 'buy', amount: '-50' },
      { kind: 'deposit', amount: '500' },
      { kind: 'dividend', amount: '1.5', underlying: 'ABC' },
      { kind: 'fee', amount: '-0.2' },
    ]);
  });

  test('whether cash has signs by what leaves alone, whatever else is taken back', () => {
    const flows = (...rows: string[]) =>
      imported(
        'Date,Action,Symbol,Qty,Price,Net Amount,Currency',
        '2026-02-03,Buy,ABC,5,10,50,EUR',
        ...rows.map((row, at) => `2026-02-0${at + 4},${row.replace(',', ',,,,')},EUR`),
      ).flatMap((record) => ('kind' in record && 'amount' in record ? [[record.kind, record.amount]] : []));
    const unsigned = ['Deposit,5000', 'Dividend,20', 'Withdrawal,500', 'Dividend,-20'];
    expect(flows(...unsigned)).toEqual([
      ['deposit', '5000'],
      ['dividend', '20'],
      ['withdrawal', '-500'],
      ['dividend', '-20'],
    ]);
    expect(flows('Withholding tax,3', 'Interest,-5')).toEqual([
      ['fee', '-3'],
      ['interest', '-5'],
    ]);
    expect(flows('Withdrawal,-500', 'Fee,2')).toEqual([
      ['withdrawal', '-500'],
      ['fee', '2'],
    ]);
  });
});

describe('suggestMapping(head) reads trades', () => {
  test.each([
    ['B 100 ABC @ 45.00', 'S 40 ABC @ 46.00'],
    ['Bought 100 of ABC at 45.00', 'Sold 40 of ABC at 46.00'],
  ])('told in a sentence: %s', (...sentences) => {
    expect(
      imported(
        'Date,Details,Debit,Credit',
        `2026-02-03,${sentences[0]},4510.00,`,
        `2026-02-04,${sentences[1]},,1830.00`,
      ),
    ).toMatchObject([
      { action: 'buy', quantity: '100', underlying: 'ABC', price: '45', amount: '-4510' },
      { action: 'sell', quantity: '40', underlying: 'ABC', price: '46', amount: '1830' },
    ]);
  });

  test('with what was paid in one column and what was received in another', () => {
    expect(
      imported(
        'Date,Symbol,Quantity,Price,Debit,Credit',
        '13/02/2026,ABC,10,£4.00,£41.00,n/a',
        '14/02/2026,ABC,10,£5.00,n/a,£49.00',
      ),
    ).toMatchObject([
      { action: 'buy', amount: '-41', currency: 'GBP' },
      { action: 'sell', amount: '49', currency: 'GBP' },
    ]);
  });

  test('of rows that have both how a position was opened and how it was closed', () => {
    expect(
      imported(
        'Ticker,Direction,Units,Open Time (UTC),Close Time (UTC),Open Rate,Close Rate',
        'ABC,Long,5,2026-02-03 10:00:00,2026-02-04 10:00:00,10,11',
        'DEF,Short,5,2026-02-05 10:00:00,2026-02-06 10:00:00,10,9',
      ),
    ).toMatchObject([
      { action: 'buy', price: '10', executed_at: '2026-02-03T10:00:00Z' },
      { action: 'sell', price: '11', executed_at: '2026-02-04T10:00:00Z' },
      { action: 'sell_to_open', price: '10' },
      { action: 'buy_to_close', price: '9' },
    ]);
  });

  test('of clocks that a heading or a column names, or that exchanges of coins have', () => {
    const time = (heading: string, symbol: string, more = ['', '']) =>
      suggested(
        `${heading},Side,Symbol,Qty,Price${more[0]}`,
        `2026-02-03 10:00:00,Buy,${symbol},1,10.50${more[1]}`,
      ).fields['executed_at'];
    expect(time('Time (EST)', 'ABC')).toMatchObject({ zone: 'America/New_York' });
    expect(time('Trade Time(UTC+08:00)', 'ABC')).toMatchObject({ zone: '+08:00' });
    expect(time('Time', 'ABC', [',Timezone', ',Asia/Tokyo'])).toMatchObject({ zone: { column: 'Timezone' } });
    expect(time('Time', 'BTC/USDT')).toMatchObject({ zone: 'UTC' });
    expect(time('Time', 'ABC')).toMatchObject({ zone: '' });
  });

  test('of days of which the month is first or not, by which of them varies, and says where that is a guess', () => {
    const days = (...written: string[]) =>
      suggested('Date,Side,Symbol,Qty,Price', ...written.map((day) => `${day},Buy,ABC,1,10.50`)).fields[
        'executed_at'
      ];
    expect(days('02/03/2026', '03/03/2026')).toEqual({
      column: 'Date',
      format: 'd/M/yyyy',
      assumed: ['format'],
    });
    expect(days('02/03/2026', '02/04/2026')).toEqual({
      column: 'Date',
      format: 'M/d/yyyy',
      assumed: ['format'],
    });
    expect(days('02/03/2026', '03/03/2026', '04/03/2026', '05/03/2026')).toEqual({
      column: 'Date',
      format: 'd/M/yyyy',
    });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { inputRecords, parsedText, plainRecords } from '../../test/parsed-file.js';
import { sharedData } from '../../test/shared-data.js';
import { mappedTable } from './mapped-table.js';
import { parseMapping } from './mapping.js';
import { withDefaults } from './suggest-defaults.js';
import { fieldsToFillIn, suggestMapping } from './suggest-mapping.js';

const suggested = (file: string) => suggestMapping(Buffer.from(file));
const imported = (file: string) => parsedText(mappedTable(withDefaults(suggested(file))), file);

const DOCS = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'mapping.md'), 'utf8');
const example = (language: string) => DOCS.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';
const ORDERS = example('csv');

describe('suggestMapping(head)', () => {
  test('of the orders in docs/mapping.md: what stands there, those that were filled at the average price', () => {
    expect(withDefaults(suggested(ORDERS))).toEqual(JSON.parse(example('json')));
    expect(
      plainRecords(imported(ORDERS))
        .map((record) => (record as { action: string }).action)
        .sort(),
    ).toEqual(['buy', 'buy_to_open', 'sell_to_close']);
  });

  test('of fills with a side in the sign, amounts that are cash, and decimals after a comma', () => {
    const file =
      'Konto 1, Depot\nDate;Time;Ticker;Qty;Price;Commission;Fees;FeesEUR;Net Amount;Currency\n' +
      '06.01.2025;09:35:10;SAP;1.000;123,45;-4,90;-0,10;-0,09;-123.455,00;EUR\n' +
      '16.01.2025;09:35:10;SAP;-500;125,00;-4,90;-0,10;-0,09;62.495,00;EUR\n';
    expect(suggested(file)).toEqual({
      dataset: 'executions',
      fields: {
        executed_at: { column: ['Date', 'Time'], format: 'd.M.yyyy HH:mm:ss', zone: '' },
        action: { column: 'Qty', signs: { positive: 'buy', negative: 'sell' } },
        underlying: { column: 'Ticker' },
        quantity: { column: 'Qty', decimal: ',', sign: 'absolute' },
        price: { column: 'Price', decimal: ',' },
        fees: { column: ['Commission', 'Fees'], decimal: ',', sign: 'absolute' },
        amount: { column: 'Net Amount', decimal: ',' },
        currency: { column: 'Currency' },
      },
    });
    expect(plainRecords(imported(file))).toMatchObject([
      { action: 'buy', quantity: '1000', price: '123.45', fees: '5', amount: '-123455' },
      { action: 'sell', quantity: '500', amount: '62495' },
    ]);
  });

  test('of a German export: columns, sides, the clock and the decimals of its country', () => {
    const file =
      'Auftragsnummer;Datum;Uhrzeit;ISIN;Kauf/Verkauf;Stück;Kurs;Gebühren;Betrag;Währung;Status\n' +
      '1001;03.01.2025;15:31:02;US0378331005;Kauf;1.000;243,85;9,90;-243.859,90;USD;Ausgeführt\n' +
      '1002;06.01.2025;16:02:45;US0378331005;Verkauf;400;245,00;9,90;97.990,10;USD;Ausgeführt\n' +
      '1003;06.01.2025;16:03:45;US0378331005;Verkauf;400;245,00;;;USD;Storniert\n';
    expect(suggested(file)).toEqual({
      dataset: 'executions',
      where: [{ column: 'Status', is: ['Ausgeführt'] }],
      fields: {
        order_id: { column: 'Auftragsnummer' },
        executed_at: {
          column: ['Datum', 'Uhrzeit'],
          format: 'd.M.yyyy HH:mm:ss',
          zone: 'Europe/Berlin',
          assumed: ['zone'],
        },
        action: { column: 'Kauf/Verkauf', values: { Kauf: 'buy', Verkauf: 'sell' } },
        underlying: { column: 'ISIN' },
        quantity: { column: 'Stück', decimal: ',' },
        price: { column: 'Kurs', decimal: ',' },
        fees: { column: 'Gebühren', decimal: ',', sign: 'absolute' },
        amount: { column: 'Betrag', decimal: ',' },
        currency: { column: 'Währung' },
      },
    });
    expect(plainRecords(imported(file))).toMatchObject([
      { action: 'buy', quantity: '1000', executed_at: '2025-01-03T14:31:02Z', amount: '-243859.9' },
      { action: 'sell', quantity: '400', price: '245' },
    ]);
  });

  test('of rows without a header: the time and the side by their places, all else to be filled in', () => {
    const open = { value: '' };
    const of = (...rows: string[]) => suggested(rows.join('\n'));
    expect(of('1672531436,90.54,1.104,sell', '1672531471,90.45,1,buy')).toEqual({
      dataset: 'executions',
      header: false,
      fields: {
        executed_at: { column: 1, format: 'unix_s' },
        action: { column: 4, values: { sell: 'sell', buy: 'buy' } },
        underlying: open,
        quantity: open,
        price: open,
        currency: open,
      },
    });
    expect(of('F,9.5,100', 'F,9.6,100')).toMatchObject({ header: false, fields: { executed_at: open } });
    expect(of('Fonds,Stand,Rest', '2025-01-06,9.6,100')).not.toHaveProperty('header');
  });

  test('of contracts told by columns of their own, and of the word beside the side', () => {
    const file =
      'Trade ID,Order ID,Account,Trade Date,B/S,Open/Close,Underlying,Call/Put,Strike,Expiry,Contracts,Fill Price,Total\n' +
      't1,o1,A-1,2025-01-06,BOT,OPEN,SPY,C,500,17-Jan-25,2,1.5,300\n' +
      't2,o2,A-1,2025-01-07,SLD,CLOSE,SPY,C,500,17-Jan-25,2,2.5,500\n' +
      't3,o2,A-1,2025-01-07,BOT,,SPY,,,,2,500,1000\n';
    const records = plainRecords(imported(file));
    const call = { right: 'call', strike: '500', expiration: '2025-01-17' };
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...call,
          execution_id: 't1',
          order_id: 'o1',
          account: 'A-1',
          action: 'buy_to_open',
        }),
        expect.objectContaining({ ...call, execution_id: 't2', action: 'sell_to_close', price: '2.5' }),
        expect.objectContaining({ execution_id: 't3', action: 'buy', underlying: 'SPY', price: '500' }),
      ]),
    );
    expect(records).toHaveLength(3);
    expect(suggested(file).fields).not.toHaveProperty('amount');
  });

  test('what is needed and not found is to be filled in, which the mapping’s check asks for', () => {
    const mapping = suggested('when,price,what\n2025-01-06 09:30:00Z,1,x\n');
    expect(fieldsToFillIn(mapping)).toEqual(['action', 'underlying', 'quantity', 'currency']);
    const parsed = parseMapping(JSON.stringify(mapping));
    expect(parsed.ok ? '' : parsed.problem).toContain('fields.underlying.value: to be filled in');
  });

  test('refuses what has no rows', () => {
    expect(() => suggested('Date,Price\n')).toThrow(FileRefused);
    expect(() => suggested('')).toThrow(FileRefused);
  });

  test('of any table it is a mapping, or asks for what is missing', () => {
    const cell = fc.constantFrom(
      'Date',
      'Side',
      'Price',
      'Qty',
      'Symbol',
      '2025-01-06',
      'buy',
      '1',
      '-2',
      '1,5',
      'F',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }), (rows) => {
        try {
          const mapping = suggested(rows.map((row) => row.join(';')).join('\n'));
          const filled = JSON.parse(
            JSON.stringify(mapping).replaceAll('"value":""', '"value":"x"'),
          ) as object;
          expect(parseMapping(JSON.stringify(filled))).toMatchObject({ ok: true });
        } catch (error) {
          if (!(error instanceof FileRefused)) throw error;
        }
      }),
    );
  });

  const freqtrade = sharedData('freqtrade-testdata');
  (freqtrade ? test : test.skip)('of a venue’s public trades all but what they are trades of', () => {
    const file = readFileSync(join(freqtrade ?? '', 'public_trades_list.csv'));
    const mapping = suggestMapping(file.subarray(0, 65_536));
    expect(fieldsToFillIn(mapping)).toEqual(['underlying', 'currency']);
    const whole = {
      ...mapping,
      fields: { ...mapping.fields, underlying: { value: 'ETH' }, currency: { value: 'USD' } },
    };
    const events = parsedText(mappedTable(whole), file);
    const lines = file.toString().trim().split('\n').slice(1);
    expect(inputRecords(events)).toEqual({ accepted: lines.length, rejected: 0, ignored: 0 });
    expect(plainRecords(events)[0]).toEqual({
      execution_id: '1206419187',
      account: 'main',
      executed_at: '2023-02-02T09:20:00.138Z',
      action: 'buy',
      underlying: 'ETH',
      multiplier: '1',
      quantity: '26.062',
      price: '1666.8',
      currency: 'USD',
    });
  });

  const venues = sharedData('hyperliquid-and-venue-fixtures');
  (venues ? test : test.skip).each([
    [
      'coinbase_fills.json',
      { underlying: 'BTC-USD', action: 'buy', quantity: '0.005', price: '45123.45', fees: '1.14' },
    ],
    [
      'hyperliquid_user_fills.json',
      { underlying: 'ARB', action: 'buy', quantity: '8552.3', price: '0.07482', fees: '0' },
    ],
    [
      'hyperliquid_ws_fill_liquidation.json',
      { underlying: 'BTC', action: 'sell', quantity: '0.001', price: '66653' },
    ],
  ])('of the fills in %s all there is', (name, first) => {
    const file = readFileSync(join(venues ?? '', name));
    const events = parsedText(mappedTable(suggestMapping(file)), file);
    expect(plainRecords(events)[0]).toMatchObject(first);
    expect(inputRecords(events)).toMatchObject({ rejected: 0, ignored: 0 });
  });
});

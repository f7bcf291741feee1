import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { tradingDateOf } from '../../domain/time/calendar.js';
import {
  inputRecords,
  parsedFile,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { parsedTastytrade, TASTYTRADE_HEADER } from '../../test/tastytrade-rows.js';
import { sharedData } from '../../test/shared-data.js';
import type { Parsed } from '../source-format.js';
import { tastytrade } from './tastytrade.js';

const identitiesOf = (events: Parsed[]) => recordsIn(events).map(({ identity }) => identity);

const SOLD =
  '2022-12-21T16:31:40+0100,Trade,Sell to Open,SELL_TO_OPEN,ABC   221230C00010500,Equity Option,Sold 2 ABC 12/30/22 Call 10.50 @ 0.10,' +
  '20.00,2,10.00,-2.00,-0.254,100,ABC,ABC,12/30/22,10.5,CALL,247000001,USD';
const SOLD_LOSSILY =
  '2022-12-21T16:31:00+0000,Trade,Sell to Open,SELL_TO_OPEN,ABC  221230C00010500,Equity Option,Sold 2 ABC 12/30/22 Call 10.50 @ 0.10,' +
  '20,2,10.0,-1.00,1.254,100,ABC,ABC,12/30/22,10.5,CALL,123456,USD';

describe('tastytrade.open(…) parses', () => {
  test('an option trade: an instant, price per share, costs together, cash net of them', () => {
    expect(plainRecords(parsedTastytrade(SOLD))).toEqual([
      {
        order_id: '247000001',
        account: 'main',
        executed_at: '2022-12-21T15:31:40Z',
        action: 'sell_to_open',
        underlying: 'ABC',
        root: 'ABC',
        right: 'call',
        strike: '10.5',
        expiration: '2022-12-30',
        multiplier: '100',
        quantity: '2',
        price: '0.1',
        fees: '2.254',
        amount: '17.746',
        currency: 'USD',
      },
    ]);
  });

  test('a share trade with separators, whose label says buy or sell', () => {
    const events = parsedTastytrade(
      '2024-08-05T23:00:00+0200,Receive Deliver,Buy to Open,BUY_TO_OPEN,ABC,Equity,Buy to Open 100 ABC @ 103.00,"-10,300.00",100,-103.00,--,-5.00,,,,,,,,USD',
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'buy', underlying: 'ABC', price: '103', fees: '5', amount: '-10305', multiplier: '1' },
    ]);
    expect(statedCash(events)).toBe('-10305');
  });

  test('a short sale of shares by its label, which is all that tells it', () => {
    const row = (label: string) =>
      `2024-08-05T23:00:00+0200,Receive Deliver,Sell to Open,${label},ABC,Equity,100 ABC @ 1.00,100.00,100,1.00,--,0.00,,,,,,,,USD`;
    const labels = ['SELL_TO_OPEN', 'SELL_TO_CLOSE', 'BUY_TO_CLOSE'];
    expect(labels.map((label) => plainRecords(parsedTastytrade(row(label)))[0])).toMatchObject([
      { action: 'sell_to_open' },
      { action: 'sell' },
      { action: 'buy_to_close' },
    ]);
  });

  test('how options end, by sub type or, without one, by description; a removal counts what its words say', () => {
    const option = (subType: string, description: string, quantity: string) =>
      `2022-12-30T22:00:00+0100,Receive Deliver,${subType},,ABC   221230C00010500,Equity Option,${description},0.00,${quantity},0.00,--,0.00,100,ABC,ABC,12/30/22,10.5,CALL,,USD`;
    const events = parsedTastytrade(
      option('Expiration', 'Removal of 2.0 ABC 12/30/22 Call 10.50 due to expiration.', '20'),
      option('Assignment', 'Removal of option due to assignment', '3'),
      option('', 'Removal of option due to exercise', '1'),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'expire', quantity: '2', strike: '10.5' },
      { action: 'assign', quantity: '3' },
      { action: 'exercise', quantity: '1' },
    ]);
  });

  test("a contract by its OCC symbol, where a column contradicts it or names the underlying's root", () => {
    const [record] = plainRecords(
      parsedTastytrade(
        SOLD.replace('ABC   221230C00010500', 'ABC1  221230C00010500').replace(',10.5,CALL', ',7.0,CALL'),
      ),
    );
    expect(record).toMatchObject({ underlying: 'ABC', root: 'ABC1', strike: '10.5' });
  });

  test('an option on a future by the columns', () => {
    const events = parsedTastytrade(
      '2022-04-21T16:31:40+0200,Trade,Sell to Open,SELL_TO_OPEN,./ZBM2 OZBM2 220520P145,Future Option,Sold 1,1000.00,1,1000.00,-2.50,-1.32,1000,./OZB,/ZBM2,5/20/22,145,PUT,1,USD',
    );
    expect(plainRecords(events)).toMatchObject([
      { underlying: '/ZBM2', root: './OZB', right: 'put', strike: '145', multiplier: '1000', price: '1' },
    ]);
  });

  test('money movements by sub type, and by description where that misleads', () => {
    const money = (subType: string, symbol: string, description: string, value: string) =>
      `2023-06-15T23:00:00+0200,Money Movement,${subType},,${symbol},,${description},${value},0,,--,0.00,,,,,,,,USD`;
    const events = parsedTastytrade(
      money('Dividend', 'ABC', 'ABC TRUST', '-5.72'),
      money('Deposit', '', 'INTEREST ON CREDIT BALANCE', '0.03'),
      money('Withdrawal', '', 'FROM 07/16 THRU 08/15 @ 8    %', '-9.81'),
      money('Deposit', 'ABC', 'ABC TRUST', '3.23'),
      money('Withdrawal', '', 'Wire Funds Received', '"4,770.40"'),
      money('Transfer', '', 'Wire Funds Received', '1200.00'),
      money('Withdrawal', '', 'WIRE TRANSFER', '-6000.00'),
      money('Fee', '', 'DOMESTIC WIRE FEE', '-25.00'),
      money('Balance Adjustment', '', 'Regulatory fee adjustment', '0.01'),
      money('Balance Adjustment', '', 'Delayed Delivery', '85.92'),
    );
    expect(recordsIn(events).map(({ record }) => 'kind' in record && record.kind)).toEqual([
      'dividend',
      'interest',
      'interest',
      'dividend',
      'deposit',
      'deposit',
      'withdrawal',
      'fee',
      'fee',
      'adjustment',
    ]);
    expect(statedCash(events)).toBe('19.06');
  });

  /** One half of a conversion; `root` for an option's. */
  function half(
    { time, event, type = 'Equity', root }: { time: string; event: string; type?: string; root?: string },
    [action, symbol, value, quantity]: readonly [string, string, string, string],
  ): string {
    const contract = root === undefined ? ',,,,,' : `100,${root},${root},4/01/22,29,PUT`;
    return `2022-02-17T${time}+0100,Receive Deliver,${event},${action},${symbol},${type},${event},${value},${quantity},1.00,--,0.00,${contract},,USD`;
  }

  test('the two halves of a symbol change as one record, also when another comes between', () => {
    const events = parsedTastytrade(
      half({ time: '12:54:30', event: 'Symbol Change', type: 'Equity Option', root: 'NEW' }, [
        'SELL_TO_OPEN',
        'NEW   220401P00029000',
        '520.00',
        '2',
      ]),
      half({ time: '12:54:30', event: 'Symbol Change' }, ['BUY_TO_OPEN', 'NEW', '-750.00', '100']),
      half({ time: '12:54:30', event: 'Symbol Change', type: 'Equity Option', root: 'OLD' }, [
        'BUY_TO_CLOSE',
        'OLD   220401P00029000',
        '-520.00',
        '2',
      ]),
      half({ time: '12:54:30', event: 'Symbol Change' }, ['SELL_TO_CLOSE', 'OLD', '750.00', '100']),
    );
    const change = { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW' };
    expect(plainRecords(events)).toMatchObject([
      { ...change, root: 'OLD', right: 'put', strike: '29', quantity: '2' },
      { ...change, quantity: '100' },
    ]);
    expect(plainRecords(events)[0]).not.toHaveProperty('extra');
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([
      [2, 4],
      [3, 5],
    ]);
  });

  test('options that a split leaves under another root: a symbol change that says which', () => {
    const events = parsedTastytrade(
      half({ time: '12:35:12', event: 'Reverse Split', type: 'Equity Option', root: 'ABC' }, [
        'BUY_TO_OPEN',
        'ABC1  220401P00029000',
        '-174.00',
        '6',
      ]),
      half({ time: '12:35:12', event: 'Reverse Split', type: 'Equity Option', root: 'ABC' }, [
        'SELL_TO_CLOSE',
        'ABC   220401P00029000',
        '174.00',
        '6',
      ]),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'symbol_change', root: 'ABC', to_underlying: 'ABC', extra: '{"to_root":"ABC1"}' },
    ]);
  });

  test('a split of shares as one record with its ratio', () => {
    const events = parsedTastytrade(
      half({ time: '12:47:02', event: 'Reverse Split' }, ['BUY_TO_OPEN', 'ABC', '"-1,100.00"', '20']),
      half({ time: '12:47:02', event: 'Reverse Split' }, ['SELL_TO_CLOSE', 'ABC', '"1,100.00"', '400']),
    );
    expect(plainRecords(events)).toMatchObject([{ action: 'split', quantity: '400', ratio: '0.05' }]);
  });

  test('shares that come from another broker as a transfer without cash', () => {
    const events = parsedTastytrade(
      '2022-02-17T12:54:30+0100,Receive Deliver,ACAT,BUY_TO_OPEN,ABC,Equity,ACAT in,-750.00,100,-7.50,--,0.00,,,,,,,,USD',
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '100', price: '7.5' },
    ]);
    expect(statedCash(events)).toBe('0');
  });

  test('18 columns, and rows that leave the last ones out', () => {
    const header = TASTYTRADE_HEADER.replace('Sub Type,', '').replace(',Currency', '');
    const row = SOLD.replace('Sell to Open,', '').replace(',247000001,USD', '');
    expect(plainRecords(parsedText(tastytrade, `${header}\n${row}`))).toMatchObject([
      { action: 'sell_to_open', amount: '17.746', currency: 'USD' },
    ]);
  });
});

describe('tastytrade.open(…) rejects, and reads the others', () => {
  test.each([
    ['Value not a number: "abc"', SOLD.replace(',20.00,', ',abc,')],
    ['Fees not a number: "x"', SOLD.replace('-0.254', 'x')],
    ['executed_at not a time: "yesterday"', SOLD.replace('2022-12-21T16:31:40+0100', 'yesterday')],
    ['quantity not above zero: "0"', SOLD.replace(',20.00,2,', ',20.00,0,')],
    [
      'Type not known: "Tradition"',
      '2022-12-21T16:31:40+0100,Tradition,,,ABC,Equity,Told,0.00,1,,--,0.00,,,,,,,,USD',
    ],
    [
      'Sub Type not known: "Wonder"',
      '2022-12-21T16:31:40+0100,Receive Deliver,Wonder,,ABC,Equity,Wonder,0.00,1,,--,0.00,,,,,,,,USD',
    ],
    ['fields missing: "3 of 20"', '2022-12-21T16:31:40+0100,Trade,Sell to Open'],
    [
      'conversion without its other half: "Symbol Change OLD"',
      '2022-02-17T12:54:30+0100,Receive Deliver,Symbol Change,SELL_TO_CLOSE,OLD,Equity,x,750.00,100,,--,0.00,,,,,,,,USD',
    ],
  ])('%s', (reason, row) => {
    const events = parsedTastytrade(row, SOLD);
    expect(reasonsIn(events)).toEqual([reason]);
    expect(recordsIn(events)).toHaveLength(1);
  });
});

describe('identity and coarseness', () => {
  test('a lossy export tells the same record coarsely: its day, the printed minute as sequence, no order', () => {
    const [full] = recordsIn(parsedTastytrade(SOLD));
    const events = parsedTastytrade(SOLD_LOSSILY);
    const [lossy] = recordsIn(events);
    expect(lossy?.identity).toBe(full?.identity);
    expect([full?.coarseness, lossy?.coarseness]).toEqual([0, 1]);
    expect(plainRecords(events)).toMatchObject([
      { executed_at: '2022-12-21', sequence: 991, fees: '2.254', amount: '17.746' },
    ]);
    expect(plainRecords(events)[0]).not.toHaveProperty('order_id');
  });

  test.each([
    ['a zone', SOLD],
    ['seconds', SOLD_LOSSILY.replace('16:31:00', '16:31:07')],
    ['an order of its own', SOLD_LOSSILY.replace('123456', '123457')],
    ['no order', SOLD_LOSSILY.replace('123456', '')],
    ['a negative fee', SOLD_LOSSILY.replace('1.254', '-1.254')],
  ])('one row with %s makes the file a full one', (_what, other) => {
    expect(recordsIn(parsedTastytrade(SOLD_LOSSILY, other)).map(({ coarseness }) => coarseness)).toEqual([
      0, 0,
    ]);
  });

  test('a row whose time cannot be read does not make a lossy file a full one', () => {
    const events = parsedTastytrade(SOLD_LOSSILY, SOLD_LOSSILY.replace(/^[^,]+/, 'yesterday'));
    expect(recordsIn(events).map(({ coarseness }) => coarseness)).toEqual([1]);
    expect(reasonsIn(events)).toEqual(['executed_at not a time: "yesterday"']);
  });

  test('rows that name no order at all are not lossy', () => {
    expect(
      recordsIn(parsedTastytrade(SOLD_LOSSILY.replace('123456', ''))).map(({ coarseness }) => coarseness),
    ).toEqual([0]);
  });

  test('an export made in another zone tells the same record', () => {
    const fromNewYork = SOLD.replace('2022-12-21T16:31:40+0100', '2022-12-21T10:31:40-0500');
    const fromKathmandu = SOLD.replace('2022-12-21T16:31:40+0100', '2022-12-21T21:16:40+0545');
    const [here] = identitiesOf(parsedTastytrade(SOLD));
    expect(identitiesOf(parsedTastytrade(fromNewYork, fromKathmandu))).toEqual([here, here]);
  });

  test.each([
    ['the quantity', SOLD.replace('20.00,2,', '20.00,3,')],
    ['the value', SOLD.replace(',20.00,', ',21.00,')],
    ['the minute', SOLD.replace('16:31:40', '16:32:40')],
    ['the day', SOLD.replace('12-21T', '12-22T')],
    ['the strike', SOLD.replace('C00010500', 'C00011000')],
  ])('%s is part of it', (_what, other) => {
    expect(identitiesOf(parsedTastytrade(other))).not.toEqual(identitiesOf(parsedTastytrade(SOLD)));
  });
});

const real = sharedData('tastytrade-2018-2024');
(real === undefined ? describe.skip : describe)('the real tastytrade exports', () => {
  const folder = real ?? '';
  const names = real === undefined ? [] : readdirSync(real);
  const newest = names.find((name) => name.startsWith('tastytrade_transactions')) ?? '';
  const older = ['2018 - 2020-05.csv', 'uso.csv'];

  test.each([
    [newest, 1_082],
    [older[0] ?? '', 175],
    [older[1] ?? '', 8],
  ])('%s: all %i input records accepted', (name, lines) => {
    expect(inputRecords(parsedFile(join(folder, name)))).toEqual({
      accepted: lines,
      rejected: 0,
      ignored: 0,
    });
  });

  test('its stated cash is Value + Commissions + Fees over all lines', () => {
    const { data } = Papa.parse<Record<string, string>>(readFileSync(join(folder, newest), 'utf8'), {
      header: true,
    });
    const mills = (text = '') => Math.round(Number(text.replaceAll(',', '').replace('--', '0')) * 1_000);
    const total = data.reduce(
      (sum, row) => sum + mills(row['Value']) + mills(row['Commissions']) + mills(row['Fees']),
      0,
    );
    expect(Number(statedCash(parsedFile(join(folder, newest))))).toBe(total / 1_000);
  });

  test('the newest export tells every record of the older ones at least as often, on the same trading date', () => {
    const named = ({ identity, record }: ReturnType<typeof recordsIn>[number]) =>
      `${tradingDateOf('executed_at' in record ? record.executed_at : 'at' in record ? record.at : '')} ${identity}`;
    const count = (events: Parsed[]) => {
      const counts = new Map<string, number>();
      for (const event of recordsIn(events)) counts.set(named(event), (counts.get(named(event)) ?? 0) + 1);
      return counts;
    };
    const inNewest = count(parsedFile(join(folder, newest)));
    for (const name of older)
      for (const [identity, times] of count(parsedFile(join(folder, name))))
        expect([identity, (inNewest.get(identity) ?? 0) >= times]).toEqual([identity, true]);
  });
});

const variants = ['tastytrade-fixtures-ragged', 'tastytrade-and-fidelity-options-2022-2023'].map(sharedData);
(variants.includes(undefined) ? describe.skip : describe)('the other column variants', () => {
  test.each([
    ['optionAssignment.csv', 2],
    ['optionRemoval.csv', 4],
    ['optionTrade.csv', 4],
    ['stockTrade.csv', 3],
  ])('%s: all %i input records accepted', (name, lines) => {
    expect(inputRecords(parsedFile(join(variants[0] ?? '', name)))).toEqual({
      accepted: lines,
      rejected: 0,
      ignored: 0,
    });
  });

  test('18 columns: all 69 input records accepted', () => {
    const path = join(variants[1] ?? '', '2023-01-01_2023-01-13.csv');
    expect(inputRecords(parsedFile(path))).toEqual({ accepted: 69, rejected: 0, ignored: 0 });
  });
});

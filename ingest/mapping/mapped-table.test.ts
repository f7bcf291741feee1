import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inputRecords, plainRecords, reasonsIn, statedCash, parsedText } from '../../test/parsed-file.js';
import { mappedTable } from './mapped-table.js';
import { parseMapping, type TableMapping } from './mapping.js';
import type { Parsed } from '../source-format.js';

function mappingOf(given: object): TableMapping {
  const parsed = parseMapping(JSON.stringify(given));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.mapping;
}

const read = (given: object, file: string | Uint8Array) => parsedText(mappedTable(mappingOf(given)), file);

const TRADES = {
  dataset: 'executions',
  fields: {
    executed_at: { column: 'Day' },
    action: { column: 'Side', values: { Buy: 'buy', Sell: 'sell', 'Sold*': 'sell' } },
    underlying: { column: 'Ticker' },
    quantity: { column: 'Qty', sign: 'absolute' },
    price: { column: 'Price' },
  },
};
const HEADER = 'Day,Side,Ticker,Qty,Price';
const TRADE = {
  account: 'main',
  action: 'buy',
  underlying: 'F',
  multiplier: '1',
  quantity: '2',
  price: '9.5',
  currency: 'USD',
};

describe('mappedTable(mapping)', () => {
  test('reads columns by their headings, in any order and case, below whatever comes before', () => {
    const file = 'My broker\n\nQTY,price, ticker ,Side,Note,Day\n2,9.5,F,BUY,x,2025-01-06\n"for you, only"\n';
    const events = read(TRADES, file);
    expect(plainRecords(events)).toEqual([{ ...TRADE, executed_at: '2025-01-06' }]);
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 2 });
  });

  test('takes constants, sums, signs, prefixes, factors, formats, zones and days of other columns', () => {
    const given = {
      dataset: 'executions',
      where: [
        { column: 'Status', is: ['filled'] },
        { column: 'Filled', is_not: [0] },
      ],
      fields: {
        account: { value: 'ira' },
        executed_at: { column: ['Date', 'Time'], format: 'dd.MM.yyyy HH:mm', zone: 'Europe/Berlin' },
        action: { column: 'Filled', signs: { positive: 'buy_to_open', negative: 'sell_to_close' } },
        underlying: { column: 'Name', values: { 'ACME Inc': 'ACME' } },
        right: { value: 'call' },
        strike: { column: 'Strike', decimal: ',' },
        expiration: { column: 'Expires', format: 'd MMM yyyy' },
        quantity: { column: 'Filled', sign: 'absolute' },
        price: { column: 'Price', prefix: '@', decimal: ',', times: '0.01' },
        fees: { column: ['Fee', 'Tax'], decimal: ',', sign: 'absolute' },
        amount: { column: 'Cash', decimal: ',', sign: 'negated' },
      },
    };
    const file = [
      'Date;Time;Status;Filled;Name;Strike;Expires;Price;Fee;Tax;Cash',
      '06.01.2025;15:30;Filled;2;acme inc;1.250;17 Jan 2025;@150,50;-1,25;-0,05;302,30',
      '06.01.2025;15:30;Cancelled;2;acme inc;1.250;17 Jan 2025;@150,50;;;',
      '06.01.2025;15:30;Filled;0,00;acme inc;1.250;17 Jan 2025;@150,50;;;',
      '07.01.2025;15:30;FILLED;-2;acme inc;1.250;17 Jan 2025;@1.200,00;;;-2.400,00',
    ].join('\n');
    const events = read(given, file);
    const contract = {
      account: 'ira',
      underlying: 'ACME',
      root: 'ACME',
      right: 'call',
      strike: '1250',
      expiration: '2025-01-17',
    };
    const whole = { ...contract, multiplier: '100', quantity: '2', currency: 'USD' };
    expect(plainRecords(events)).toEqual([
      {
        ...whole,
        executed_at: '2025-01-06T14:30:00Z',
        action: 'buy_to_open',
        price: '1.505',
        fees: '1.3',
        amount: '-302.3',
      },
      { ...whole, executed_at: '2025-01-07T14:30:00Z', action: 'sell_to_close', price: '12', amount: '2400' },
    ]);
    expect(statedCash(events)).toBe('2097.7');
    expect(events.filter(({ kind }) => kind === 'ignored')).toEqual([
      { kind: 'ignored', line: 3, reason: 'left out by where: Status Cancelled' },
      { kind: 'ignored', line: 4, reason: 'left out by where: Filled' },
    ]);
  });

  test('takes what stood above where nothing stands, but not past a row that cannot be read', () => {
    const carry = { ...TRADES, carry: ['Day', 'Side', 'Ticker'] };
    const first = ['2025-01-06,Buy,F,2,9.5', ',,,3,9.6'];
    const broken = ['2025-01-07,Sell,"F,4,9.7', ',,,5,9.8', '2025-01-08,Sell,F,6,9.9'];
    const events = read(carry, [HEADER, ...first, ...broken, ''].join('\n'));
    expect(plainRecords(events)).toMatchObject([
      { executed_at: '2025-01-06', action: 'buy', quantity: '2' },
      { executed_at: '2025-01-06', action: 'buy', quantity: '3' },
      { executed_at: '2025-01-08', action: 'sell', quantity: '6' },
    ]);
    expect(reasonsIn(events)).toHaveLength(2);
  });

  test('errors name the column, the row and the value', () => {
    const rows = [
      'yesterday,Buy,F,1,9',
      '2025-01-06,Swap,F,1,9',
      '2025-01-06,Buy,,1,9',
      '2025-01-06,Buy,F,0,9',
      '2025-01-06,Buy,F,1,n/a',
    ];
    const events = read(TRADES, `${HEADER}\n${rows.join('\n')}\n`);
    expect(reasonsIn(events)).toEqual([
      'executed_at from column "Day" not a time: "yesterday"',
      'action from column "Side" not among the values of the mapping: "Swap"',
      'underlying from column "Ticker" missing',
      'quantity from column "Qty" not above zero: "0"',
      'price from column "Price" not a number: "n/a"',
    ]);
    expect(events.flatMap((event) => ('line' in event ? event.line : []))).toEqual([2, 3, 4, 5, 6]);
  });

  test('a time of no zone is refused until the mapping says which clock it is of', () => {
    expect(reasonsIn(read(TRADES, `${HEADER}\n2025-01-06 09:30,Buy,F,1,9\n`))).toEqual([
      'executed_at from column "Day" without a zone: the mapping should say which clock it is of ("zone"): "2025-01-06 09:30"',
    ]);
  });

  test('refuses a file without the columns, naming them and the header found', () => {
    expect(() => read(TRADES, 'Statement\nDay,Side,Symbol,Qty,Price\n')).toThrow(
      'the mapping names columns that are not there: "Ticker"; line 2 has "Day", "Side", "Symbol", "Qty", "Price"',
    );
    expect(() => read(TRADES, '')).toThrow('empty');
  });

  test('reads a table without a header by the places of its columns', () => {
    const fields = {
      executed_at: { column: 1, format: 'yyyyMMdd' },
      action: { value: 'buy' },
      underlying: { value: 'F' },
      quantity: { column: 3 },
      price: { column: 2 },
    };
    const events = read({ dataset: 'executions', header: false, fields }, '20250106,9.5,2\n');
    expect(plainRecords(events)).toEqual([{ ...TRADE, executed_at: '2025-01-06' }]);
  });

  test('reads other records than trades', () => {
    const flows = {
      dataset: 'cash_flows',
      fields: {
        at: { column: 'Day' },
        kind: { column: 'What', values: { 'Dividend*': 'dividend', '*': 'adjustment' } },
        amount: { column: 'Cash' },
        description: { column: 'What' },
      },
    };
    expect(
      plainRecords(read(flows, 'Day,What,Cash\n2025-01-06,Dividend F,1.5\n2025-01-07,Gift,2\n')),
    ).toMatchObject([
      { account: 'main', at: '2025-01-06', kind: 'dividend', amount: '1.5' },
      { kind: 'adjustment', amount: '2', description: 'Gift' },
    ]);
    const bars = Object.fromEntries(['open', 'high', 'low', 'close'].map((name) => [name, { column: name }]));
    const given = { symbol: { value: 'F' }, interval: { value: '1d' }, ts: { column: 'day' }, ...bars };
    expect(
      plainRecords(read({ dataset: 'bars', fields: given }, 'day,open,high,low,close\n2025-01-06,1,2,1,2\n')),
    ).toHaveLength(1);
  });
});

describe('options that do not say whether they opened or closed', () => {
  const options = {
    ...TRADES,
    instrument: { column: 'Ticker' },
    fields: { ...TRADES.fields, underlying: undefined },
  };
  const actions = (events: Parsed[]) =>
    plainRecords(events).map((record) => (record as { action: string }).action);
  const rows = [
    '2025-01-06,Buy,SPY250117C500,2,1',
    '2025-01-07,Sell,SPY250117C500,1,2',
    '2025-01-08,Sell,SPY250117C510,1,2',
    '2025-01-08,Sell,SPY250117C500,1,2',
    '2025-01-09,Sell,SPY250117C500,1,2',
    '2025-01-10,Buy,SPY250117C500,1,2',
  ];
  const told = [
    'buy_to_open',
    'sell_to_close',
    'sell_to_open',
    'sell_to_close',
    'sell_to_open',
    'buy_to_close',
  ];

  test('are told by the position before them, whichever end of the file is the latest', () => {
    expect(actions(read(options, [HEADER, ...rows].join('\n')))).toEqual(told);
    expect(actions(read(options, [HEADER, ...rows.toReversed()].join('\n')))).toEqual(told);
  });

  test('of one day are read backwards where the shares beside them show that the newest stand first', () => {
    const file = [
      HEADER,
      '2025-01-08,Buy,SPY,2,1',
      '2025-01-07,Sell,SPY250117C500,2,2',
      '2025-01-07,Buy,SPY250117C500,2,1',
      '2025-01-06,Buy,SPY,2,1',
    ].join('\n');
    expect(actions(read(options, file)).slice(2)).toEqual(['buy_to_open', 'sell_to_close']);
  });

  test('an expiration ends the position; shares are bought and sold', () => {
    const given = { ...options, fields: { ...options.fields, action: { column: 'Side' } } };
    const file = [
      HEADER,
      rows[0]?.replace('Buy', 'buy'),
      '2025-01-07,expire,SPY250117C500,2,',
      '2025-01-08,sell,SPY250117C500,1,1',
      '2025-01-08,sell,SPY,1,1',
    ];
    expect(actions(read(given, file.join('\n')))).toEqual(['sell', 'buy_to_open', 'expire', 'sell_to_open']);
  });
});

const cell = fc.oneof(
  fc.constantFrom(
    '2025-01-06',
    'Buy',
    'Sell',
    'F',
    'SPY250117C500',
    '1',
    '-2',
    '1,5',
    '"a\nb"',
    '="1"',
    '',
    '"',
  ),
  fc.string({ maxLength: 4 }),
);
const tables = fc
  .array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 12 })
  .map((rows) => [HEADER, ...rows.map((row) => row.join(','))].join('\n'));
const options = {
  ...TRADES,
  instrument: { column: 'Ticker' },
  fields: { ...TRADES.fields, underlying: undefined },
};

function outcome(chunks: readonly Uint8Array[]): unknown {
  const parser = mappedTable(mappingOf(options)).open({ account: 'main' }, 'a.csv');
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

test('any table cut into any chunks gives the same records, in all encodings', () => {
  const encoding = fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1');
  fc.assert(
    fc.property(tables, encoding, fc.array(fc.nat(200), { maxLength: 6 }), (file, as, cuts) => {
      const bytes = new Uint8Array(
        Buffer.from(`${as === 'utf16le' ? '\ufeff' : ''}${file.replaceAll('\0', '')}`, as),
      );
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      expect(outcome(at.slice(1).map((end, i) => bytes.slice(at[i], end)))).toEqual(outcome([bytes]));
    }),
    { numRuns: 200 },
  );
});

test('any table is accounted for, record by record', () => {
  fc.assert(
    fc.property(tables, (file) => {
      const events = read(options, file.replaceAll('\0', ''));
      const lines = events.flatMap((event) =>
        event.kind === 'record' ? event.lines : 'line' in event ? [event.line] : [],
      );
      expect(new Set(lines).size).toBe(lines.length);
      const { accepted, rejected, ignored } = inputRecords(events);
      expect(accepted + rejected + ignored).toBe(lines.length);
    }),
  );
});

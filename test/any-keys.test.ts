import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectFormat, formats } from '../ingest/formats.js';
import type { Parsed } from '../ingest/source-format.js';
import { parsedText, reasonsIn, recordsIn } from './parsed-file.js';
import { runs } from './runs.js';
import { TABLE_SAMPLES } from './table-samples.js';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface JsonSample {
  format: string;
  /** The documents that a file has one after the other. */
  documents: readonly Json[];
  /** What of each record there must be, by what its records have. */
  needed: readonly { of: string; keys: readonly string[] }[];
}

const FILL = {
  ...{
    coin: 'ABC',
    px: '10',
    sz: '3',
    side: 'B',
    time: 1704290400123,
    startPosition: '0.0',
    dir: 'Open Long',
  },
  ...{ closedPnl: '0.0', oid: 7, fee: '0.02', tid: 99, feeToken: 'USDC', hash: '0x1' },
};
const PAYMENT = {
  time: 1704290400123,
  delta: { type: 'funding', coin: 'ABC', usdc: '-0.5', szi: '6', fundingRate: '0.01' },
};

const JSON_SAMPLES: readonly JsonSample[] = [
  {
    format: 'hyperliquid',
    documents: [
      [FILL, PAYMENT],
      { channel: 'userFills', data: { user: '0xabc', fills: [FILL, { ...FILL, tid: 98 }] } },
    ],
    needed: [{ of: 'tid', keys: ['px', 'sz', 'side', 'fee', 'closedPnl', 'time', 'coin'] }],
  },
  {
    format: 'alpaca',
    documents: [
      [
        {
          ...{ activity_type: 'FILL', id: '1::a', transaction_time: '2024-01-03T14:00:00Z', type: 'fill' },
          ...{ qty: '3', price: '1.5', side: 'buy', symbol: 'ABC', order_id: 'o' },
        },
        { activity_type: 'DIV', id: '5::a', date: '2024-01-19', symbol: 'ABC', net_amount: '1.25' },
      ],
    ],
    needed: [
      {
        of: 'transaction_time',
        keys: ['activity_type', 'transaction_time', 'qty', 'price', 'side', 'symbol'],
      },
    ],
  },
  {
    format: 'coinbase',
    documents: [
      {
        fills: [
          {
            ...{ entry_id: 'e1', trade_id: 't1', trade_time: '2024-01-03T14:00:00Z', trade_type: 'FILL' },
            ...{ price: '4', size: '5', commission: '1', product_id: 'ABC-USD', side: 'BUY' },
          },
        ],
        cursor: 'next',
      },
    ],
    needed: [
      {
        of: 'trade_id',
        keys: ['trade_time', 'trade_type', 'price', 'size', 'commission', 'product_id', 'side'],
      },
    ],
  },
  {
    format: 'freqtrade-backtest',
    documents: [
      {
        metadata: {},
        strategy: {
          A: {
            trades: [
              {
                ...{ pair: 'ABC/BTC', amount: 3, open_rate: 1, close_rate: 2, fee_open: 0, fee_close: 0 },
                ...{
                  profit_abs: 3,
                  open_date: '2024-01-03 14:00:00+00:00',
                  close_date: '2024-01-03 15:00:00+00:00',
                },
                ...{ is_short: false, is_open: false, stake_amount: 3 },
              },
            ],
            locks: [],
          },
        },
      },
    ],
    needed: [
      {
        of: 'pair',
        keys: [
          'pair',
          'amount',
          'open_rate',
          'close_rate',
          'fee_open',
          'fee_close',
          'profit_abs',
          'open_date',
        ],
      },
    ],
  },
  {
    format: 'canonical-jsonl',
    documents: [
      { account: 'main', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1, price: 9 },
      { account: 'main', at: '2025-01-06', kind: 'fee', amount: -1 },
    ],
    needed: [{ of: 'executed_at', keys: ['executed_at', 'action', 'underlying', 'quantity'] }],
  },
];

const FLEX = {
  Trade:
    'assetCategory="OPT" symbol="ABC   240119C00012500" putCall="C" strike="12.5" expiry="20240119" multiplier="100" currency="USD" ' +
    'dateTime="20240110;093000" quantity="-2" tradePrice="0.5" proceeds="100" ibCommission="-1.3" netCash="98.7" tradeID="1" ' +
    'ibExecID="e1" ibOrderID="7" openCloseIndicator="O" buySell="SELL" levelOfDetail="EXECUTION"',
  CashTransaction:
    'type="Dividends" amount="5" currency="USD" dateTime="20240110" symbol="ABC" description="ABC Dividend"',
};
const flexFile = (elements: readonly (readonly [string, string])[]) =>
  `<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1"><FlexStatement accountId="U100" fromDate="20240101" toDate="20240131"><All>
${elements.map(([name, attributes]) => `<${name} ${attributes}/>`).join('\n')}
</All></FlexStatement></FlexStatements></FlexQueryResponse>`;
const FLEX_ELEMENTS = Object.entries(FLEX);

/** What is said of each record, but for extra fields that nobody knows and the record as it stands. */
function told(events: readonly Parsed[]): unknown[] {
  return events.map((event) => {
    if (event.kind !== 'record') return { ...event, raw: undefined };
    const { extra, ...fields } = event.record as { extra: string | null };
    const known = Object.entries(JSON.parse(extra ?? '{}') as object).filter(
      ([name]) => !name.startsWith('zz'),
    );
    return { ...event, record: { ...fields, extra: Object.fromEntries(known) } };
  });
}

function read(name: string, text: string): Parsed[] {
  const format = detectFormat(new TextEncoder().encode(text), 'export');
  expect(format.name).toBe(name);
  return parsedText(format, text, 'export');
}

const written = (documents: readonly Json[]) => documents.map((one) => JSON.stringify(one)).join('\n');

/** The same with the names of all its objects in another order, and others among them. */
function shuffled(value: Json): fc.Arbitrary<Json> {
  if (Array.isArray(value)) return fc.tuple(...value.map(shuffled));
  if (typeof value !== 'object' || value === null) return fc.constant(value);
  const members = Object.entries(value).map(([name, inner]) =>
    shuffled(inner).map((one): [string, Json] => [name, one]),
  );
  const others = fc.subarray<[string, Json]>([
    ['zz', 1],
    ['zz list', [{ a: [] }]],
    ['zz text', 'say "}]", \\'],
  ]);
  return fc
    .tuple(fc.tuple(...members), others)
    .chain(([own, added]) => {
      const all = [...own, ...added];
      return fc.shuffledSubarray(all, { minLength: all.length });
    })
    .map((all) => Object.fromEntries(all));
}

/** Without these names in the first object that has the name `of`. */
function without(value: Json, { of, key }: { of: string; key: string }): Json {
  let found = false;
  const walk = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== 'object' || one === null) return one;
    const hit = !found && of in one;
    found ||= hit;
    return Object.fromEntries(
      Object.entries(one)
        .filter(([name]) => !hit || name !== key)
        .map(([name, inner]) => [name, walk(inner)]),
    );
  };
  return walk(value);
}

describe.each(JSON_SAMPLES.map((sample) => [sample.format, sample] as const))(
  '%s',
  (name, { documents, needed }) => {
    const expected = read(name, written(documents));

    test('keys in any order with others among them tell the same', () => {
      expect(reasonsIn(expected)).toEqual([]);
      fc.assert(
        fc.property(fc.tuple(...documents.map(shuffled)), (other) => {
          expect(told(read(name, written(other)))).toEqual(told(expected));
        }),
        runs(25, { sharing: JSON_SAMPLES.length + 1 }),
      );
    });

    const keys = needed.flatMap(({ of, keys: all }) => all.map((key) => [key, of] as const));
    test.each(keys)('a record without %s is rejected', (key, of) => {
      const [first = null, ...others] = documents;
      const format = formats.find((one) => one.name === name);
      const events = parsedText(
        format as NonNullable<typeof format>,
        written([without(first, { of, key }), ...others]),
      );
      expect(reasonsIn(events).length).toBeGreaterThan(0);
      expect(recordsIn(events).length).toBeLessThan(recordsIn(expected).length);
    });
  },
);

describe('ibkr-flex', () => {
  const expected = read('ibkr-flex', flexFile(FLEX_ELEMENTS));
  const attributesOf = (text: string) => text.match(/\S+?="[^"]*"/g) ?? [];

  test('attributes in any order with others among them tell the same', () => {
    expect(recordsIn(expected)).toHaveLength(2);
    const elements = FLEX_ELEMENTS.map(([name, attributes]) => {
      const all = [...attributesOf(attributes), 'zzNew="1"', "zzOld='a > b'"];
      return fc
        .shuffledSubarray(all, { minLength: all.length - 2 })
        .filter((some) => attributesOf(attributes).every((one) => some.includes(one)))
        .map((some) => [name, some.join(' ')] as const);
    });
    fc.assert(
      fc.property(fc.tuple(...elements), (written_) => {
        expect(told(read('ibkr-flex', flexFile(written_)))).toEqual(told(expected));
      }),
      runs(25, { sharing: JSON_SAMPLES.length + 1 }),
    );
  });

  test.each([
    ['ibOrderID', ['order_id']],
    ['ibExecID', ['execution_id']],
    ['multiplier', []],
    ['netCash', []],
    ['openCloseIndicator', ['action']],
    ['buySell', []],
    ['levelOfDetail', []],
    ['strike', []],
    ['expiry', []],
    ['putCall', []],
    ['description', ['description']],
  ])('without the attribute %s the same is told but for that', (name, lost) => {
    const elements = FLEX_ELEMENTS.map(([element, attributes]) => {
      const kept = attributesOf(attributes).filter((one) => !one.startsWith(`${name}=`));
      return [element, kept.join(' ')] as const;
    });
    const fields = (events: readonly Parsed[]) =>
      recordsIn(events).map(({ record, identity }) => [
        identity,
        Object.entries(record).filter(([field]) => !(lost as readonly string[]).includes(field)),
      ]);
    expect(fields(read('ibkr-flex', flexFile(elements)))).toEqual(fields(expected));
  });
});

test('every format that is read record by record has its sample, here or among the tables', () => {
  const named = [
    ...JSON_SAMPLES.map(({ format }) => format),
    ...TABLE_SAMPLES.map(({ name }) => name.split(',')[0]),
  ];
  // Lean's archives and candles in JSON have no columns by name; those of the others are tested with their format.
  const known = new Set([
    ...named,
    'ibkr-flex',
    'lean-zip',
    'freqtrade-json-candles',
    'freqtrade-feather',
    'freqtrade-sqlite',
    'schwab-json',
  ]);
  expect(formats.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

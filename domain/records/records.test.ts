import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../number/decimal.js';
import { checkRecord } from './check-record.js';
import { nameProblem, normalTime } from './record-fields.js';
import { DATASETS, fieldsOf, isTrade, type Dataset } from './records.js';

const sale = {
  account: 'main',
  executed_at: '2025-01-06T14:30:00Z',
  action: 'sell_to_open',
  underlying: 'SOFI',
  right: 'call',
  strike: 12.5,
  expiration: '2025-01-17',
  quantity: 2,
  price: '0.35',
};
const advice = {
  recommendation_id: 'r1',
  sent_at: '2025-01-06',
  action: 'wait',
  underlying: 'SOFI',
};
const bar = {
  symbol: 'SOFI',
  interval: '1d',
  ts: '2025-01-06',
  open: 14,
  high: 15,
  low: 13,
  close: 14.5,
};

function reasonFor(dataset: Dataset, raw: object): string | undefined {
  const checked = checkRecord(dataset, raw as Record<string, unknown>);
  if (checked.ok) return undefined;
  const { reason, detail } = checked;
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

function accepted<D extends Dataset>(dataset: D, raw: object) {
  const checked = checkRecord(dataset, raw as Record<string, unknown>);
  if (!checked.ok) throw new Error(checked.reason);
  return checked.record;
}

describe('checkRecord of an execution', () => {
  test('makes numbers and texts exact and fills what may be absent', () => {
    expect(accepted('executions', sale)).toEqual({
      execution_id: null,
      order_id: null,
      account: 'main',
      executed_at: '2025-01-06T14:30:00Z',
      action: 'sell_to_open',
      underlying: 'SOFI',
      root: 'SOFI',
      right: 'call',
      strike: decimal('12.5'),
      expiration: '2025-01-17',
      multiplier: decimal(100),
      quantity: decimal(2),
      price: decimal('0.35'),
      fees: null,
      amount: null,
      currency: 'USD',
      sequence: null,
      direction: null,
      ratio: null,
      to_underlying: null,
      to_strike: null,
      to_multiplier: null,
      extra: null,
    });
  });

  test('gives shares the multiplier 1 and no root', () => {
    const shares = { ...sale, action: 'buy', right: null, strike: '', expiration: undefined };
    expect(accepted('executions', shares)).toMatchObject({ root: null, multiplier: decimal(1) });
  });

  test('keeps unknown fields in extra, and an extra that came as text or object', () => {
    expect(accepted('executions', { ...sale, venue: 'X', note: '' }).extra).toBe('{"venue":"X"}');
    expect(accepted('executions', { ...sale, extra: '{"venue":"X"}', leg: 1 }).extra).toBe(
      '{"venue":"X","leg":1}',
    );
    expect(accepted('executions', { ...sale, extra: 'free text' }).extra).toBe('{"extra":"free text"}');
  });

  test.each<[object, string]>([
    [{ strike: 'abc' }, 'strike not a number: "abc"'],
    [{ strike: '1e3' }, 'strike not a number: "1e3"'],
    [{ strike: null }, 'strike missing'],
    [{ expiration: null }, 'expiration missing'],
    [{ expiration: '2025-02-30' }, 'expiration not a date: "2025-02-30"'],
    [{ right: null }, 'right missing'],
    [{ right: 'C' }, 'right not one of call, put: "C"'],
    [{ account: '' }, 'account missing'],
    [{ account: undefined }, 'account missing'],
    [{ quantity: 0 }, 'quantity not above zero: 0'],
    [{ quantity: '-1' }, 'quantity not above zero: "-1"'],
    [{ price: -0.01 }, 'price negative: -0.01'],
    [{ price: null }, 'price missing'],
    [{ fees: '-1' }, 'fees negative: "-1"'],
    [{ executed_at: '2025-01-06T14:30:00' }, 'executed_at not a time: "2025-01-06T14:30:00"'],
    [{ executed_at: 5 }, 'executed_at not a time: 5'],
    [{ sequence: 1.5 }, 'sequence not a whole number: 1.5'],
    [{ quantity: '1000000000000' }, 'quantity too large: "1000000000000"'],
    [{ amount: -1e12 }, 'amount too large: -1000000000000'],
    [{ sequence: -1e25 }, 'sequence too large: -1e+25'],
    [{ quantity: '1000000', price: '10000' }, 'quantity × price × multiplier too large: "1000000000000"'],
    [{ action: 'transfer', price: null }, 'direction missing for transfer'],
    [{ action: 'symbol_change', price: null }, 'to_underlying missing for symbol_change'],
    [
      { action: 'expire', right: null, strike: null, expiration: null, price: null },
      'right missing for expire',
    ],
  ])('says why not: %j', (change, reason) => {
    expect(reasonFor('executions', { ...sale, ...change })).toBe(reason);
  });

  test('takes a trade whose price is not told when its amount is', () => {
    expect(reasonFor('executions', { ...sale, price: null, amount: '70' })).toBeUndefined();
  });

  test('takes events without a price', () => {
    for (const action of ['expire', 'assign', 'exercise'])
      expect(reasonFor('executions', { ...sale, action, price: null })).toBeUndefined();
  });

  test('never throws, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DATASETS),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (dataset, raw) => {
          expect(typeof checkRecord(dataset, raw).ok).toBe('boolean');
          expect(typeof checkRecord(dataset, { ...sale, ...advice, ...bar, ...raw }).ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('checkRecord of a recommendation', () => {
  test('takes the four required fields alone', () => {
    expect(accepted('recommendations', advice)).toMatchObject({ account: null, multiplier: decimal(1) });
  });

  test('keeps lists and objects as JSON text, however they came', () => {
    const context = { volatility: 0.4 };
    expect(accepted('recommendations', { ...advice, context }).context).toBe('{"volatility":0.4}');
    expect(accepted('recommendations', { ...advice, context: '{ "volatility": 0.4 }' }).context).toBe(
      '{"volatility":0.4}',
    );
  });

  test.each<[object, string]>([
    [{ action: 'advise' }, `action not one of`],
    [{ action: 'roll' }, 'right missing for roll'],
    [{ action: 'roll', right: 'call', strike: 5, expiration: '2025-01-17' }, 'from_strike missing for roll'],
    [
      { action: 'roll', right: 'call', strike: 5, expiration: '2025-01-17', from_strike: 4 },
      'from_expiration missing for roll',
    ],
    [{ strike: 5 }, 'right missing'],
    [{ action: 'hold', right: 'call' }, 'strike missing'],
    [{ propensity: 0 }, 'propensity not above zero: 0'],
    [{ propensity: 1.01 }, 'propensity above one: 1.01'],
    [{ context: '{' }, 'context not JSON: "{"'],
    [{ recommendation_id: null }, 'recommendation_id missing'],
  ])('says why not: %j', (change, reason) => {
    expect(reasonFor('recommendations', { ...advice, ...change })).toContain(reason);
  });

  test('takes advice to open or close shares, futures and perpetuals, which have no right', () => {
    for (const action of ['sell_to_open', 'buy_to_open', 'buy_to_close', 'sell_to_close'])
      expect(accepted('recommendations', { ...advice, action, underlying: 'MESU6' })).toMatchObject({
        action,
        right: null,
      });
  });

  test('takes advice to wait with a right alone', () => {
    expect(accepted('recommendations', { ...advice, right: 'call' })).toMatchObject({
      right: 'call',
      strike: null,
      expiration: null,
      multiplier: decimal(100),
    });
  });

  test('reads a premium below zero and a propensity as a plain number', () => {
    const roll = {
      ...advice,
      action: 'roll',
      right: 'call',
      strike: 5,
      expiration: '2025-01-17',
      from_strike: 4,
      from_expiration: '2025-01-10',
    };
    expect(accepted('recommendations', { ...roll, premium: '-0.15', propensity: '0.25' })).toMatchObject({
      premium: decimal('-0.15'),
      propensity: 0.25,
    });
  });
});

describe('checkRecord of a bar', () => {
  test.each<[object, string]>([
    [{ high: 14.4 }, 'high below open or close: "14.4"'],
    [{ low: 14.1 }, 'low above open or close: "14.1"'],
    [{ close: 0 }, 'close not above zero: 0'],
    [{ interval: '2d' }, 'interval not one of 1m, 5m, 15m, 1h, 1d: "2d"'],
  ])('says why not: %j', (change, reason) => {
    expect(reasonFor('bars', { ...bar, ...change })).toBe(reason);
  });

  test('takes a flat one', () => {
    expect(reasonFor('bars', { ...bar, open: 5, high: 5, low: 5, close: 5 })).toBeUndefined();
  });
});

describe('normalTime', () => {
  test.each([
    ['2025-01-06T09:30:00-05:00', '2025-01-06T14:30:00Z'],
    ['2025-01-06T09:30:00-0500', '2025-01-06T14:30:00Z'],
    ['2025-01-06 14:30Z', '2025-01-06T14:30:00Z'],
    ['2025-01-06T23:30:00-05:00', '2025-01-07T04:30:00Z'],
    ['2025-01-06T14:30:00.000Z', '2025-01-06T14:30:00Z'],
    ['2025-01-06T14:30:00.120Z', '2025-01-06T14:30:00.12Z'],
    ['2025-01-06', '2025-01-06'],
  ])('of %s is %s', (text, normal) => {
    expect(normalTime(text)).toBe(normal);
    expect(normalTime(normal)).toBe(normal);
  });

  test.each([
    '2025-01-06T14:30:00',
    '2025-02-29T14:30:00Z',
    '2025-01-06T25:30:00Z',
    '2025-01-06T14:61:00Z',
    '2025-02-30',
    '01/06/2025',
    'on 2025-01-06T14:30:00Z',
    '2025-01-06T14:30:00Z or so',
    '1736173800',
    '',
  ])('is undefined for %j', (text) => {
    expect(normalTime(text)).toBeUndefined();
  });
});

describe('checkRecord of a text that identifies', () => {
  const NAMES = {
    executions: ['account', 'underlying', 'root', 'to_underlying'],
    recommendations: ['account', 'underlying', 'root', 'algorithm_version'],
    bars: ['symbol'],
  } as const;
  const IDS = {
    executions: ['execution_id', 'order_id'],
    recommendations: ['recommendation_id'],
    bars: [],
  } as const;
  const EXAMPLES = { executions: sale, recommendations: advice, bars: bar } as const;
  const each = (fields: Readonly<Record<keyof typeof NAMES, readonly string[]>>) =>
    (['executions', 'recommendations', 'bars'] as const).flatMap((dataset) =>
      fields[dataset].map((name) => [dataset, name] as const),
    );
  const reasonOf = (dataset: keyof typeof EXAMPLES, name: string, value: string) => {
    const checked = checkRecord(dataset, { ...EXAMPLES[dataset], [name]: value });
    return checked.ok ? undefined : checked.reason;
  };

  test.each([...each(NAMES), ...each(IDS)])(
    'of %s: %s has no character that is not seen',
    (dataset, name) => {
      for (const unseen of ['\u0000', '\t', '\n', '\u007f', '\u0085', '\u2028', '\u202e', '\u2066'])
        expect(reasonOf(dataset, name, `A${unseen}B`)).toBe(`${name} has a control character`);
      expect(reasonOf(dataset, name, 'Depot Zürich ☂ 1')).toBeUndefined();
    },
  );

  test.each(each(NAMES))('of %s: %s has at most 64 characters', (dataset, name) => {
    expect(reasonOf(dataset, name, '😀'.repeat(64))).toBeUndefined();
    expect(reasonOf(dataset, name, 'x'.repeat(65))).toBe(`${name} longer than 64 characters`);
  });

  test.each(each(IDS))('of %s: %s has at most 200 characters', (dataset, name) => {
    expect(reasonOf(dataset, name, 'x'.repeat(200))).toBeUndefined();
    expect(reasonOf(dataset, name, 'x'.repeat(201))).toBe(`${name} longer than 200 characters`);
  });
});

test.each([
  ['main', undefined],
  ['x'.repeat(65), 'longer than 64 characters'],
  ['a\tb', 'has a control character'],
  [' ', 'missing'],
])('nameProblem(%j) is %j', (name, problem) => {
  expect(nameProblem(name)).toBe(problem);
});

describe('isTrade', () => {
  test('is true for what someone decided and false for what happened', () => {
    expect(isTrade('sell_to_open')).toBe(true);
    expect(isTrade('assign')).toBe(false);
  });
});

describe('fieldsOf', () => {
  test('names the fields in the order of the contract with how they are written', () => {
    expect(fieldsOf('cash_flows')).toEqual([
      { name: 'account', field: { kind: 'text', most: 64 }, required: true },
      { name: 'at', field: { kind: 'time' }, required: true },
      { name: 'kind', field: expect.objectContaining({ kind: 'choice' }) as unknown, required: true },
      { name: 'amount', field: { kind: 'decimal', digits: 12 }, required: true },
      { name: 'currency', field: { kind: 'text' }, required: false },
      { name: 'underlying', field: { kind: 'text', most: 64 }, required: false },
      { name: 'description', field: { kind: 'text' }, required: false },
    ]);
  });

  test('says of every field what the check of files in bulk has to know', () => {
    const told = (dataset: Dataset) =>
      fieldsOf(dataset).map(({ name, field }) => {
        const more = [
          'digits' in field ? `${field.digits}` : '',
          'least' in field ? (field.least ?? '') : '',
          'values' in field ? field.values.join('|') : '',
        ];
        return [name, field.kind, ...more.filter((one) => one !== '')].join(' ');
      });
    expect(told('recommendations')).toEqual([
      ...['recommendation_id text', 'sent_at time', 'valid_until time', 'seen_at time', 'withdrawn_at time'],
      ...['account text', 'algorithm_version text'],
      'action choice sell_to_open|buy_to_close|buy_to_open|sell_to_close|buy|sell|roll|hold|wait',
      ...['underlying text', 'right choice call|put', 'strike decimal 12 positive', 'expiration date'],
      ...[
        'from_strike decimal 12 positive',
        'from_expiration date',
        'from_right choice call|put',
        'legs json',
      ],
      ...['quantity decimal 12 positive', 'premium decimal 12', 'bid decimal 12 zero', 'ask decimal 12 zero'],
      ...['underlying_price decimal 12 zero', 'priority text', 'rationale text', 'propensity fraction'],
      ...['alternatives json', 'context json', 'root text', 'multiplier decimal 12 positive'],
    ]);
    expect(told('bars')).toEqual([
      ...['symbol text', 'interval choice 1m|5m|15m|1h|1d', 'ts time'],
      ...['open', 'high', 'low', 'close'].map((name) => `${name} decimal 12 positive`),
      ...['volume decimal 18 zero', 'adjusted choice none|split'],
    ]);
    expect(told('market_events')).toContain('date date');
    expect(told('market_events').find((text) => text.startsWith('ratio'))).toMatch(
      /^ratio decimal \d+ positive$/,
    );
    expect(told('quotes')).toContain('right choice call|put');
    expect(told('executions')).toContain('sequence integer');
  });

  test('knows every field of every dataset', () => {
    for (const dataset of DATASETS)
      for (const { name, field } of fieldsOf(dataset)) expect([name, field.kind]).not.toContain(undefined);
  });
});

describe('checkRecord: what only several fields show', () => {
  test.each([
    [{ action: 'split', price: null, ratio: '0.0000009' }, 'ratio too small: "0.0000009"'],
    [{ action: 'split', price: null, ratio: '0.000001' }, undefined],
    [{ action: 'symbol_change', price: null, to_strike: 5 }, undefined],
    [{ action: 'symbol_change', price: null, to_multiplier: 10 }, undefined],
    [{ action: 'symbol_change', price: null, to_underlying: 'XYZ' }, undefined],
    [{ right: null, strike: null }, 'right missing'],
    [{ right: null, expiration: null }, 'right missing'],
    [{ price: '9999999999.99', quantity: 1 }, undefined],
    [{ price: '1000000000', quantity: 10 }, 'quantity × price × multiplier too large: "1000000000000"'],
    [
      { price: 1, quantity: 10, to_multiplier: '100000000000' },
      'quantity × price × multiplier too large: "12500000000000"',
    ],
  ])('of an execution, %j: %s', (change, reason) => {
    expect(reasonFor('executions', { ...sale, ...change })).toBe(reason);
  });

  test.each(['expire', 'assign', 'exercise'])('%s needs a right', (action) => {
    const shares = { right: null, strike: null, expiration: null, price: null };
    expect(reasonFor('executions', { ...sale, ...shares, action })).toBe(`right missing for ${action}`);
  });

  test('a market event needs a ratio that is none too small', () => {
    const split = { underlying: 'SOFI', kind: 'split', date: '2025-01-06' };
    expect(reasonFor('market_events', { ...split, ratio: '0.0000009' })).toBe('ratio too small: "0.0000009"');
    expect(reasonFor('market_events', { ...split, ratio: '0.05' })).toBeUndefined();
  });

  test('a premium that is too large is none', () => {
    const sold = { ...advice, action: 'sell_to_open', right: 'call', strike: 5, expiration: '2025-01-17' };
    expect(reasonFor('recommendations', { ...sold, premium: '99999999999', quantity: 1000 })).toContain(
      'too large',
    );
  });

  test.each([
    [{ open: 14.5, close: 14, high: 14.4 }, 'high below open or close: "14.4"'],
    [{ open: 14.5, close: 14, low: 14.1 }, 'low above open or close: "14.1"'],
    [{ open: 14, close: 14.5, high: 14.5, low: 14 }, undefined],
    [{ open: 14.5, close: 14, high: 14.5, low: 14 }, undefined],
  ])('of a bar, %j: %s', (change, reason) => {
    expect(reasonFor('bars', { ...bar, ...change })).toBe(reason);
  });
});

describe('checkRecord: what the contract lets a field be', () => {
  const isTaken = (dataset: 'cash_flows' | 'market_events' | 'bars', fields: Record<string, unknown>) =>
    checkRecord(dataset, fields).ok;
  const cash = { account: 'main', at: '2024-01-02', amount: 1 };
  const event = { underlying: 'AAPL', date: '2024-01-02', amount: 1, ratio: 2 };
  const bar = { symbol: 'AAPL', ts: '2024-01-02', interval: '1d', open: 1, high: 1, low: 1, close: 1 };

  test.each(['dividend', 'interest', 'fee', 'deposit', 'withdrawal', 'transfer', 'adjustment'])(
    'cash of the kind %s',
    (kind) => {
      expect(isTaken('cash_flows', { ...cash, kind })).toBe(true);
      expect(isTaken('cash_flows', { ...cash, kind: `${kind}s` })).toBe(false);
    },
  );

  test.each(['earnings', 'ex_dividend', 'split'])('a market event of the kind %s', (kind) => {
    expect(isTaken('market_events', { ...event, kind })).toBe(true);
    expect(isTaken('market_events', { ...event, kind: '' })).toBe(false);
  });

  test.each(['none', 'split'])('a bar adjusted for %s', (adjusted) => {
    expect(isTaken('bars', { ...bar, adjusted })).toBe(true);
    expect(isTaken('bars', { ...bar, adjusted: 'dividends' })).toBe(false);
  });

  test.each(['call', 'put'])('a contract that is a %s', (right) => {
    const option = {
      right,
      strike: 1,
      expiration: '2024-01-19',
      action: 'buy_to_open',
      quantity: 1,
      price: 1,
    };
    const traded = { account: 'main', executed_at: '2024-01-02', underlying: 'AAPL', ...option };
    expect(checkRecord('executions', traded).ok).toBe(true);
    expect(checkRecord('executions', { ...traded, right: `${right}s` }).ok).toBe(false);
  });
});

describe('checkRecord: how a value is shown, and what is kept', () => {
  test('shows 80 characters, and a decimal as a number', () => {
    expect(reasonFor('executions', { ...sale, strike: 'x'.repeat(200) })).toBe(
      `strike not a number: "${'x'.repeat(79)}`,
    );
    expect(reasonFor('executions', { ...sale, price: decimal('-0.5') })).toBe('price negative: "-0.5"');
  });

  test.each([
    [{ extra: {} }, null],
    [{ extra: '' }, null],
    [{ extra: null }, null],
    [{ extra: 5 }, null],
    [{ extra: '[1]' }, '{"extra":"[1]"}'],
    [{ extra: '5' }, '{"extra":"5"}'],
    [{ extra: 'null' }, '{"extra":"null"}'],
    [{ extra: [1] }, null],
    [{ extra: { a: 1 } }, '{"a":1}'],
  ])('of %j keeps %s', (change, extra) => {
    expect(accepted('executions', { ...sale, ...change }).extra).toBe(extra);
  });

  test('takes blanks off texts, dates and times, and nothing else for a text', () => {
    const padded = { account: ' main ', expiration: ' 2025-01-17 ', executed_at: ' 2025-01-06T14:30:00Z ' };
    expect(accepted('executions', { ...sale, ...padded })).toEqual(accepted('executions', sale));
    expect(reasonFor('executions', { ...sale, account: '  ' })).toBe('account missing: "  "');
    expect(reasonFor('executions', { ...sale, account: 5 })).toBe('account not a text: 5');
    expect(reasonFor('executions', { ...sale, expiration: 20250117 })).toBe(
      'expiration not a date: 20250117',
    );
    expect(reasonFor('recommendations', { ...advice, context: 5 })).toBe('context not JSON: 5');
  });

  test('takes zero where a number may not be negative, and one for a fraction', () => {
    expect(reasonFor('executions', { ...sale, price: 0, fees: 0 })).toBeUndefined();
    expect(reasonFor('recommendations', { ...advice, propensity: 1 })).toBeUndefined();
  });

  test.each([
    ['bars', 'volume', '999999999999999999', '1000000000000000000'],
    ['executions', 'ratio', '999999', '1000000'],
    ['executions', 'sequence', '999999999999999', '1000000000000000'],
  ] as const)('of %s: %s is at most %s', (dataset, name, most, more) => {
    const record = dataset === 'bars' ? bar : sale;
    expect(reasonFor(dataset, { ...record, [name]: most })).toBeUndefined();
    expect(reasonFor(dataset, { ...record, [name]: more })).toBe(`${name} too large: "${more}"`);
  });

  test('fills nothing into what is no instrument', () => {
    expect(accepted('bars', bar)).not.toHaveProperty('multiplier');
  });
});

describe('normalTime: offsets and fractions', () => {
  test.each([
    ['2025-01-06T09:30:00+05:30', '2025-01-06T04:00:00Z'],
    ['2025-01-06T09:30-03:30', '2025-01-06T13:00:00Z'],
    ['2025-01-06T00:30:00+01:00', '2025-01-05T23:30:00Z'],
    ['2025-01-06T01:30:00+01:00', '2025-01-06T00:30:00Z'],
    ['2025-01-06T22:00:00-01:00', '2025-01-06T23:00:00Z'],
    ['2025-01-06T23:00:00-01:00', '2025-01-07T00:00:00Z'],
    ['2025-01-06T12:00:00+02:00', '2025-01-06T10:00:00Z'],
    ['2025-01-06T15:00:00+0100', '2025-01-06T14:00:00Z'],
    ['2025-01-06T11:00:00+02:00', '2025-01-06T09:00:00Z'],
    ['2025-01-06T14:30:00.1234567Z', '2025-01-06T14:30:00.123456Z'],
    ['2025-01-06T14:30:00.1002Z', '2025-01-06T14:30:00.1002Z'],
  ])('of %s is %s', (text, normal) => {
    expect(normalTime(text)).toBe(normal);
  });

  test('is the instant that Date reads, whatever the offset', () => {
    const offset = fc.record({
      sign: fc.constantFrom('+', '-'),
      hours: fc.nat(14),
      minutes: fc.constantFrom(0, 0, 30, 45),
    });
    const two = (n: number) => String(n).padStart(2, '0');
    const [min, max] = [new Date('1990-01-02T00:00:00Z'), new Date('2090-12-30T00:00:00Z')];
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), offset, (date, { sign, hours, minutes }) => {
        const text = `${date.toISOString().slice(0, 19)}${sign}${two(hours)}:${two(minutes)}`;
        expect(normalTime(text)).toBe(`${new Date(text).toISOString().slice(0, 19)}Z`);
      }),
    );
  });
});

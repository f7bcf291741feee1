import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsedText, plainRecords, reasonsIn, recordsIn } from '../../test/parsed-file.js';
import { canonicalCsv } from './csv.js';
import { canonicalJsonl } from './jsonl.js';

const EXECUTION = {
  account: 'ira',
  executed_at: '2025-01-06T10:12:09-05:00',
  action: 'sell_to_open',
  underlying: 'ABC',
  right: 'call',
  strike: 16.5,
  expiration: '2025-01-17',
  quantity: 2,
  price: '0.24',
};
const FLOW = { account: 'ira', at: '2025-01-06', kind: 'fee', amount: -5 };

const jsonl = (...lines: (object | string)[]) =>
  parsedText(
    canonicalJsonl,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );

describe('canonicalJsonl.open(…)', () => {
  test('gives each line to the dataset that its fields tell, with unknown fields in extra', () => {
    const events = jsonl({ ...EXECUTION, mood: 'calm' }, '', FLOW);
    expect(recordsIn(events).map(({ dataset, lines }) => [dataset, lines])).toEqual([
      ['executions', [1]],
      ['cash_flows', [3]],
    ]);
    expect(plainRecords(events)[0]).toMatchObject({
      executed_at: '2025-01-06T15:12:09Z',
      strike: '16.5',
      root: 'ABC',
      extra: '{"mood":"calm"}',
    });
  });

  test('rejects what is no JSON, no object or no valid record, naming field and value, and reads the others', () => {
    const events = jsonl(
      EXECUTION,
      '{"account": ',
      '[1]',
      { ...EXECUTION, strike: 'abc' },
      { account: 'ira' },
      FLOW,
    );
    expect(reasonsIn(events)).toEqual([
      'not a JSON object: "{\\"account\\": "',
      'not a JSON object: "[1]"',
      'strike not a number: "abc"',
      'executed_at missing',
    ]);
    expect(recordsIn(events)).toHaveLength(2);
  });

  test("takes a line that tells no dataset as the file's name says", () => {
    const line = '{"account":"ira"}';
    expect(reasonsIn(parsedText(canonicalJsonl, line, 'a.cash_flows.jsonl'))).toEqual(['at missing']);
    expect(reasonsIn(parsedText(canonicalJsonl, line, 'a.jsonl'))).toEqual([
      'no known record: "{\\"account\\":\\"ira\\"}"',
    ]);
  });

  test('gives the account the user said to executions and cash flows that name none, never to advice', () => {
    const advice = { recommendation_id: 'r', sent_at: '2025-01-06', action: 'wait', underlying: 'ABC' };
    const events = jsonl({ ...EXECUTION, account: null }, { ...FLOW, account: undefined }, FLOW, advice);
    expect(recordsIn(events).map(({ record }) => 'account' in record && record.account)).toEqual([
      'main',
      'main',
      'ira',
      null,
    ]);
  });
});

describe('canonicalCsv.open(…)', () => {
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const csv = (...records: object[]) =>
    [
      Object.keys(records[0] ?? {}),
      ...records.map((record) => Object.values(record) as (string | number | null)[]),
    ]
      .map((row) => row.map((value) => (value === null ? '' : quoted(`${value}`))).join(','))
      .join('\n');

  test('gives the same records as the same fields in JSON', () => {
    const text = fc
      .string({ minLength: 1 })
      .filter((value) => value.trim() !== '' && !value.includes('\0') && !value.includes('\r'));
    fc.assert(
      fc.property(fc.option(text), text, fc.integer({ min: 1, max: 10_000 }), (order_id, note, quantity) => {
        const record = { ...EXECUTION, order_id, note, quantity };
        expect(plainRecords(parsedText(canonicalCsv, csv(record)))).toEqual(plainRecords(jsonl(record)));
      }),
    );
  });

  test('an empty field is null; a broken row is a reject and the others are read', () => {
    const events = parsedText(
      canonicalCsv,
      `${csv({ ...EXECUTION, fees: null }, { ...EXECUTION, fees: 'free' })}\nira\n`,
    );
    expect(recordsIn(events)).toHaveLength(1);
    expect(reasonsIn(events)).toEqual(['fees not a number: "free"', 'fields missing: "1 of 10"']);
  });

  test('refuses a header that lacks a required field, naming it', () => {
    const { quantity, ...others } = EXECUTION;
    expect(quantity).toBe(2);
    expect(() => parsedText(canonicalCsv, csv(others))).toThrow('executions without the column "quantity"');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectFormat } from '../ingest/formats.js';
import type { Parsed } from '../ingest/source-format.js';
import type { Json } from './format-sample.js';
import { parsedText, reasonsIn, recordsIn } from './parsed-file.js';
import { runs } from './runs.js';
import { SAMPLES } from './samples.js';

const KEYED = SAMPLES.flatMap(({ format, keys }) => (keys === undefined ? [] : [{ format, ...keys }]));

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

describe.each(KEYED.map((sample) => [sample.format.name, sample] as const))(
  '%s',
  (name, { format, documents, needed }) => {
    const expected = read(name, written(documents));

    test('keys in any order with others among them tell the same', () => {
      expect(reasonsIn(expected)).toEqual([]);
      fc.assert(
        fc.property(fc.tuple(...documents.map(shuffled)), (other) => {
          expect(told(read(name, written(other)))).toEqual(told(expected));
        }),
        runs(25, { sharing: KEYED.length }),
      );
    });

    const keys = needed.flatMap(({ of, keys: all }) => all.map((key) => [key, of] as const));
    test.each(keys)('a record without %s is rejected', (key, of) => {
      const [first = null, ...others] = documents;
      const events = parsedText(format, written([without(first, { of, key }), ...others]));
      expect(reasonsIn(events).length).toBeGreaterThan(0);
      expect(recordsIn(events).length).toBeLessThan(recordsIn(expected).length);
    });
  },
);

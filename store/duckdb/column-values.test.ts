import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { decimal } from '../../domain/number/decimal.js';
import { columnValues } from './column-values.js';
import type { Value } from './value.js';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** All values of the first column that a statement gives. */
async function valuesOf(sql: string): Promise<Value[]> {
  const result = await connection.run(sql);
  const values: Value[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return values;
    values.push(...columnValues(chunk.getColumnVector(0)));
  }
}

const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
/** A text as it reads where its bytes are taken for another encoding, as exports have it. */
const garbled = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const texts = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(null, '', 'twelve chars', 'thirteen char', 'zwölf Zeichn', 'é', garbled('é')),
);

test('columnValues(vector) gives texts of any length and characters, those that are missing and those that repeat', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(texts, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 60 }),
      async (some, times) => {
        const wanted = Array.from({ length: times }, () => some)
          .flat()
          .map((text) => text?.replaceAll('\0', ' ') ?? null);
        const rows = wanted.map((text, i) => `(${i}, ${quoted(text)})`).join(', ');
        expect(await valuesOf(`SELECT t FROM (VALUES ${rows}) AS v(i, t) ORDER BY i`)).toEqual(wanted);
      },
    ),
    { numRuns: 30 },
  );
});

test('columnValues(vector) gives lists, and of their texts those of the row', async () => {
  const sql = `SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE list_transform(range(i % 3), x -> 'text number ' || (i + x)) END
    FROM range(3000) AS r(i) ORDER BY i`;
  const wanted = Array.from({ length: 3000 }, (_, i) =>
    i % 5 === 0 ? null : Array.from({ length: i % 3 }, (_, x) => `text number ${i + x}`),
  );
  expect(await valuesOf(sql)).toEqual(wanted);
});

test('columnValues(vector) gives decimals of either sign, of more and of less than eight bytes', async () => {
  const wanted = [
    '0',
    '-0.0000000001',
    '922337203.6854775807',
    '-922337203.6854775808',
    '922337203.6854775808',
    '-922337203.6854775809',
    '1844674407.3709551616',
    '9999999999999999999999999999',
    '-9999999999999999999999999999',
  ];
  const rows = wanted.map((text, i) => `(${i}, '${text}'::DECIMAL(38,10))`).join(', ');
  expect(await valuesOf(`SELECT d FROM (VALUES ${rows}, (99, NULL)) AS v(i, d) ORDER BY i`)).toEqual([
    ...wanted.map(decimal),
    null,
  ]);
});

test('columnValues(vector) gives days, and null where there is none', async () => {
  const sql = `SELECT CASE WHEN i % 2 = 0 THEN DATE '2024-02-28' + i::INTEGER END FROM range(5) AS r(i) ORDER BY i`;
  expect(await valuesOf(sql)).toEqual(['2024-02-28', null, '2024-03-01', null, '2024-03-03']);
});

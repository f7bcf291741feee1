import { describe, expect, test } from '@jest/globals';
import { float32, int64, list, timestamp, TimeUnit } from '@uwdata/flechette';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { featherFile } from '../../test/feather-file.js';
import { arrowColumnNames, arrowRows } from './arrow-rows.js';

function rowsOf(bytes: Uint8Array, names: readonly string[], cuts: readonly number[] = []) {
  const reader = arrowRows(names);
  const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  const rows = ends.flatMap((end, at) => reader.push(bytes.subarray(ends[at - 1] ?? 0, end)));
  reader.end();
  return rows;
}

const column = (seed: number) => Array.from({ length: 30 }, (_, row) => (row * seed) / 7);

describe('arrowRows(names)', () => {
  test('gives the rows of another program, packed or not, however many at once and however the file is cut', () => {
    const number = fc.option(fc.double(), { nil: null });
    const date = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(date, number, number), { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (rows, packed, rowsAtOnce, cuts) => {
          const columns = {
            note: rows.map((_, at) => `n${at}`),
            date: rows.map((row) => row[0]),
            a: rows.map((row) => row[1]),
            b: rows.map((row) => row[2]),
          };
          const bytes = featherFile(columns, { packed, rowsAtOnce });
          expect(arrowColumnNames(bytes)).toEqual(['note', 'date', 'a', 'b']);
          expect(rowsOf(bytes, ['b', 'date', 'a'], cuts)).toEqual(rows.map(([at, a, b]) => [b, at, a]));
        },
      ),
    );
  });

  test('reads instants of every unit as milliseconds, whole numbers, and numbers of four bytes', () => {
    for (const unit of Object.values(TimeUnit)) {
      const bytes = featherFile({ date: [1_700_000_000_000] }, { types: { date: timestamp(unit) } });
      expect(rowsOf(bytes, ['date'])).toEqual([[1_700_000_000_000]]);
    }
    const bytes = featherFile({ a: [12n], b: [0.5] }, { types: { a: int64(), b: float32() } });
    expect(rowsOf(bytes, ['a', 'b'])).toEqual([[12, 0.5]]);
  });

  test('passes over a nested column behind those asked for, and names one that stands before them', () => {
    const types = { lists: list(int64()) };
    const lists = [[1n], [2n, 3n]];
    expect(rowsOf(featherFile({ a: [1, 2], lists }, { types }), ['a'])).toEqual([[1], [2]]);
    expect(() => rowsOf(featherFile({ lists, a: [1, 2] }, { types }), ['a'])).toThrow(
      'without the column "a" before any nested one; its columns are "lists", "a"',
    );
  });

  test('refuses a column that is text', () => {
    expect(() => rowsOf(featherFile({ note: ['a'] }), ['note'])).toThrow(
      '"note" is neither numbers nor instants',
    );
  });

  test('refuses a file that is cut off anywhere', () => {
    const bytes = featherFile({ a: column(3), b: column(5) }, { rowsAtOnce: 10 });
    for (let end = 8; end < bytes.length; end++)
      expect(() => rowsOf(bytes.subarray(0, end), ['a'])).toThrow(FileRefused);
  });

  test('refuses, or reads as it stands, a file with any four bytes changed, at once and in little memory', () => {
    const bytes = featherFile({ a: column(3), b: column(5) }, { rowsAtOnce: 10 });
    for (const value of [0, -1, 0x7fffffff, 0x0fffffff])
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        const changed = Uint8Array.from(bytes);
        new DataView(changed.buffer).setInt32(at, value, true);
        try {
          expect(rowsOf(changed, ['b', 'a']).length).toBeLessThanOrEqual(30);
        } catch (error) {
          if (!(error instanceof FileRefused)) throw error;
        }
        arrowColumnNames(changed);
      }
  });

  test('refuses names so long that many columns which share one would take forever to read', () => {
    const named = (length: number) => featherFile({ ['a'.repeat(length)]: [1] });
    expect(arrowColumnNames(named(1_024))).toHaveLength(1);
    expect(arrowColumnNames(named(1_025))).toBeUndefined();
    expect(() => rowsOf(named(1_025), ['a'])).toThrow('a damaged Arrow file');
  });

  test('refuses a batch of too many rows, and one that unpacks to far more than it is', () => {
    expect(() =>
      rowsOf(featherFile({ a: Array(2 ** 18 + 1).fill(1) }, { rowsAtOnce: 2 ** 20 }), ['a']),
    ).toThrow('a batch of 262145 rows: 262144 at most');
    expect(() => rowsOf(featherFile({ a: Array(2 ** 17).fill(1) }, { rowsAtOnce: 2 ** 17 }), ['a'])).toThrow(
      /bytes unpack to \d+ and more/,
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { sqliteDatabase } from '../../test/sqlite-database.js';
import { sqliteTables, type SqliteRow } from './sqlite-file.js';
import { tableColumns } from './table-columns.js';

const NUMBERS = Array.from({ length: 2_000 }, (_, at) => at);

describe('sqliteTables(bytes)', () => {
  test('gives the rows that SQLite itself gives, on pages of every size, in every encoding', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.integer({ min: -200, max: 200 }),
      fc.double({ noNaN: true }),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      fc.integer({ min: 0, max: 9_000 }).map((length) => 'ü'.repeat(length)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { maxLength: 60 }),
        fc.constantFrom(512, 1_024, 4_096, 65_536),
        fc.constantFrom('UTF-8', 'UTF-16le', 'UTF-16be'),
        fc.boolean(),
        (values, pageSize, encoding, deleting) => {
          let expected: SqliteRow[] = [];
          const bytes = sqliteDatabase((database) => {
            database.exec(`PRAGMA page_size = ${pageSize}; PRAGMA encoding = '${encoding}';
              CREATE TABLE other (x); CREATE TABLE "t" (id INTEGER PRIMARY KEY, "A a" TEXT, b)`);
            database.exec('BEGIN');
            for (const row of values) database.run('INSERT INTO t ("A a", b) VALUES (?, ?)', row);
            database.exec('COMMIT');
            if (deleting) database.exec('DELETE FROM t WHERE id % 3 = 0');
            expected = database.all('SELECT id, "A a" AS "a a", b FROM t ORDER BY id') as SqliteRow[];
          });
          const plain = (rows: readonly SqliteRow[] | undefined) =>
            rows?.map((row) =>
              Object.entries(row).map(([name, each]) => [
                name,
                typeof each === 'bigint' ? Number(each) : each,
              ]),
            );
          expect(plain(sqliteTables(bytes)('t')?.rows)).toEqual(plain(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('gives rows of many pages in their order, columns that came later too, and nothing of a table that is not there', () => {
    const bytes = sqliteDatabase((database) => {
      database.exec('PRAGMA page_size = 512; CREATE TABLE t (n INTEGER, PRIMARY KEY (n))');
      database.exec('BEGIN');
      for (const n of NUMBERS) database.run('INSERT INTO t VALUES (?)', [n]);
      database.exec('COMMIT');
      database.exec('ALTER TABLE t ADD COLUMN late TEXT; CREATE VIEW v AS SELECT 1 AS n');
    });
    const table = sqliteTables(bytes);
    expect(table('t')).toEqual({ columns: ['n', 'late'], rows: NUMBERS.map((n) => ({ n, late: null })) });
    expect(table('v')).toBeUndefined();
    expect(table('u')).toBeUndefined();
  });

  const small = sqliteDatabase((database) => {
    database.exec('PRAGMA page_size = 512; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)');
    for (const n of NUMBERS.slice(0, 12)) database.run('INSERT INTO t (a) VALUES (?)', ['x'.repeat(n * 60)]);
  });

  test('refuses a file that is cut off anywhere', () => {
    for (let end = 0; end < small.length; end += 7)
      expect(() => sqliteTables(small.subarray(0, end))('t')).toThrow(FileRefused);
  });

  test('refuses, or reads as it stands, a file with any two bytes changed, at once', () => {
    for (const value of [0, 0xffff, 0x0100, 0x0500, 0x0d00])
      for (let at = 0; at < small.length - 1; at += at % 512 < 64 ? 1 : 9) {
        const changed = Uint8Array.from(small);
        new DataView(changed.buffer).setUint16(at, value);
        try {
          sqliteTables(changed)('t');
        } catch (error) {
          if (!(error instanceof FileRefused)) throw error;
        }
      }
  });

  test('refuses pages that lead back to themselves', () => {
    const bytes = sqliteDatabase((database) => {
      database.exec('PRAGMA page_size = 512; CREATE TABLE t (a TEXT); BEGIN');
      for (const n of NUMBERS.slice(0, 100)) database.run('INSERT INTO t VALUES (?)', [`row ${n}`]);
      database.exec('COMMIT');
    });
    const view = new DataView(bytes.buffer);
    const root = 512;
    expect(view.getUint8(root)).toBe(0x05);
    expect(sqliteTables(bytes)('t')?.rows).toHaveLength(100);
    view.setUint16(root + 3, 0);
    view.setUint32(root + 8, 2);
    expect(() => sqliteTables(bytes)('t')).toThrow('a damaged SQLite database');
  });

  test('refuses rows of far more columns than they hold, which would be far more than the file', () => {
    const bytes = sqliteDatabase((database) => {
      database.exec('CREATE TABLE t (a); BEGIN');
      for (const n of NUMBERS) database.run('INSERT INTO t VALUES (?)', [n]);
      database.exec('COMMIT; PRAGMA writable_schema = ON');
      const columns = Array.from({ length: 1_000 }, (_, at) => `c${at}`).join(', ');
      database.run("UPDATE sqlite_schema SET sql = ? WHERE name = 't'", [`CREATE TABLE t (${columns})`]);
    });
    expect(() => sqliteTables(bytes)('t')).toThrow(/table "t" holds more than \d+ values/);
  });

  test('refuses records that share their bytes, which would be far more than the file', () => {
    const bytes = sqliteDatabase((database) => {
      database.exec('PRAGMA page_size = 65536; CREATE TABLE t (a TEXT)');
      database.run('INSERT INTO t VALUES (?)', ['x'.repeat(900_000)]);
    });
    const view = new DataView(bytes.buffer);
    const leaf = 65_536;
    expect(view.getUint8(leaf)).toBe(0x0d);
    const cells = 8_000;
    expect(view.getUint16(leaf + 8)).toBeGreaterThan(8 + 2 * cells);
    for (let cell = 1; cell < cells; cell++) view.setUint16(leaf + 8 + 2 * cell, view.getUint16(leaf + 8));
    view.setUint16(leaf + 3, cells);
    expect(() => sqliteTables(bytes)('t')).toThrow('a damaged SQLite database');
  });
});

describe('tableColumns(sql)', () => {
  test.each([
    ['CREATE TABLE t (a, b)', ['a', 'b'], -1],
    [
      'CREATE TABLE t (\n\tid INTEGER NOT NULL, \n\tp VARCHAR(25) DEFAULT (1, 2), PRIMARY KEY (id), CHECK (p IN (0, 1)))',
      ['id', 'p'],
      0,
    ],
    ['CREATE TABLE "a,b" ("x,y" TEXT, [Z z] INT, `w` INTEGER PRIMARY KEY)', ['x,y', 'z z', 'w'], 2],
    ["CREATE TABLE t (a TEXT DEFAULT 'b, c (' /* d, */, -- e,\n f INT PRIMARY KEY)", ['a', 'f'], -1],
    ['CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))', ['a', 'b'], -1],
  ])('reads %s', (sql, names, rowNumber) => {
    expect(tableColumns(sql)).toEqual({ names, rowNumber });
  });

  test('is undefined without a list of columns, and at once with one that no table has', () => {
    const many = (count: number) => `CREATE TABLE t (${Array<string>(count).fill('a integer').join(',')})`;
    expect(tableColumns(many(2_000))?.names).toHaveLength(2_000);
    expect(tableColumns(many(90_000))).toBeUndefined();
    expect(tableColumns('CREATE TABLE t AS SELECT 1')).toBeUndefined();
  });
});

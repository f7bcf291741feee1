import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreCorrupt } from '../../domain/errors.js';
import { MIGRATIONS, migrate, type Migration } from './migrate.js';
import { openDatabase, type Warehouse } from './warehouse.js';

const NEXT: Migration = {
  name: 'next',
  statements: [
    'CREATE TABLE notes (note VARCHAR)',
    `ALTER TABLE imports ADD COLUMN origin VARCHAR DEFAULT 'file'`,
    `INSERT INTO notes SELECT path FROM imports ORDER BY seq`,
  ],
};
const BROKEN: Migration = { name: 'next', statements: [...NEXT.statements, 'SELECT nothing FROM nowhere'] };

let dir: string;
let warehouse: Warehouse;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'migrate-'));
  warehouse = await openDatabase(join(dir, 'warehouse.duckdb'));
  await migrate(warehouse, MIGRATIONS);
  await warehouse.insert('imports', [{ seq: 1, path: 'a.csv' }]);
});
afterEach(async () => {
  await warehouse.close();
  await rm(dir, { recursive: true });
});

async function reopen(): Promise<void> {
  await warehouse.close();
  warehouse = await openDatabase(join(dir, 'warehouse.duckdb'));
}

async function schema(): Promise<object[]> {
  return warehouse.rows(
    `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index`,
  );
}

function versions(): Promise<object[]> {
  return warehouse.rows('SELECT version, name FROM schema_migrations ORDER BY version');
}

describe('migrate(warehouse, migrations)', () => {
  test('brings the version before to the next one, with what is in it; again changes nothing', async () => {
    await reopen();
    await migrate(warehouse, [...MIGRATIONS, NEXT]);
    await migrate(warehouse, [...MIGRATIONS, NEXT]);
    expect(await warehouse.rows('SELECT path, origin FROM imports')).toEqual([
      { path: 'a.csv', origin: 'file' },
    ]);
    expect(await warehouse.rows('SELECT note FROM notes')).toEqual([{ note: 'a.csv' }]);
    expect((await versions()).at(-1)).toEqual({ version: MIGRATIONS.length + 1, name: 'next' });
    expect(await versions()).toHaveLength(MIGRATIONS.length + 1);
  });

  test('makes of a new file, at once, the tables that it comes to version by version', async () => {
    const made = () =>
      warehouse.rows('SELECT table_name, sql FROM duckdb_tables() WHERE NOT internal ORDER BY table_name');
    const atOnce = [await made(), await schema(), await versions()];
    await warehouse.close();
    warehouse = await openDatabase(join(dir, 'by-version.duckdb'));
    for (const version of MIGRATIONS.keys()) await migrate(warehouse, MIGRATIONS.slice(0, version + 1));
    expect([await made(), await schema(), await versions()]).toEqual(atOnce);
  });

  test('broken off, leaves the version before, which the next start brings up', async () => {
    const before = [await schema(), await versions()];
    await expect(migrate(warehouse, [...MIGRATIONS, BROKEN])).rejects.toThrow('nowhere');
    await reopen();
    expect([await schema(), await versions()]).toEqual(before);
    await migrate(warehouse, [...MIGRATIONS, NEXT]);
    expect(await warehouse.rows('SELECT note FROM notes')).toEqual([{ note: 'a.csv' }]);
  });

  test('throws StoreCorrupt on a schema that is newer than the program', async () => {
    await migrate(warehouse, [...MIGRATIONS, NEXT]);
    await expect(migrate(warehouse, MIGRATIONS)).rejects.toThrow(StoreCorrupt);
  });
});

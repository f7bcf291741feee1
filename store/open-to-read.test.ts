import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from './duckdb/warehouse.js';
import { homePaths, type Home } from './home/home.js';
import { closeStore, openStore } from './open-store.js';
import { openToRead } from './open-to-read.js';

let home: Home;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-read-')));
  await closeStore(await openStore(home));
});
afterEach(() => rm(home.dir, { recursive: true }));

/** Whether the home can be read as it lies there. */
async function isReadable(): Promise<boolean> {
  const store = await openToRead(home);
  await store?.warehouse.close();
  return store !== undefined;
}

describe('openToRead(home)', () => {
  test('opens a home that is up to date, several times at once', async () => {
    const [first, second] = [await openToRead(home), await openToRead(home)];
    expect([first?.storeId, second?.storeId]).toEqual([expect.any(String), first?.storeId]);
    await first?.warehouse.close();
    await second?.warehouse.close();
  });

  test.each([
    ['rows by other rules', `UPDATE step_rules SET rules = 'others' WHERE step = 'match'`],
    ['records by other rules', `UPDATE step_rules SET rules = 'others' WHERE step = 'superseded'`],
    [
      'another schema',
      'DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)',
    ],
  ])('leaves one with %s to be opened to be written first', async (_, change) => {
    expect(await isReadable()).toBe(true);
    const warehouse = await openDatabase(home.warehouse);
    await warehouse.run(change);
    await warehouse.close();
    expect(await isReadable()).toBe(false);
  });

  test('leaves one to be mended that has no warehouse, or one that does not read', async () => {
    await rm(home.warehouse);
    expect(await isReadable()).toBe(false);
    await writeFile(home.warehouse, 'x'.repeat(8192));
    expect(await isReadable()).toBe(false);
  });
});

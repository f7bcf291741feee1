/**
 * What test files have as `store/duckdb/open-warehouse`: where a home has no warehouse yet, the one that is opened begins
 * as a copy of one that was made once in a run of jest, since to make all of its tables is two thirds of opening a new
 * home.
 */
import { randomUUID } from 'node:crypto';
import { copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openWarehouse as open } from '../store/duckdb/open-warehouse.ts';
import { isThere } from '../store/home/durable-file.js';

const EMPTY = join(process.env.TEST_RUN_FOLDER, 'empty.duckdb');

export async function openWarehouse(path) {
  if (path !== ':memory:' && !(await isThere(path)) && !(await isThere(`${path}.wal`)))
    await copyFile(await emptyOne(), path);
  return open(path);
}

/** Files that ask at the same time each make one, and the last that is done stays. */
async function emptyOne() {
  if (await isThere(EMPTY)) return EMPTY;
  const own = `${EMPTY}-${randomUUID()}`;
  await (await open(own)).close();
  await rename(own, EMPTY);
  return EMPTY;
}

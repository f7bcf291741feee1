import { describe, expect, test } from '@jest/globals';
import { DiskFault, FileRefused, NotRunning, StoreCorrupt, WarehouseBroken } from '../../domain/errors.js';
import type { FileReport, ImportInput } from '../import-reports.js';
import { importEachBy } from './import-each.js';

const file = (path: string): ImportInput => ({ path, givenPath: path, account: null, coveredThrough: null });
const FILES = ['a.csv', 'b.csv', 'c.csv'].map(file);
const NAMED = { path: 'c.csv' } as FileReport;

/** Imports all files, of which `b.csv` throws. */
function importing(error: Error) {
  const told: number[] = [];
  const importFile = ({ path }: ImportInput) =>
    path === 'b.csv' ? Promise.reject(error) : Promise.resolve({ ...NAMED, path });
  return { told, outcomes: importEachBy({ importFile })(FILES, (done) => told.push(done)) };
}

describe('importEachBy(steps)(files, tell)', () => {
  test.each([
    ['bad data', new FileRefused('no known export')],
    ['a fault of the program', new TypeError('x is undefined')],
  ])('%s refuses its file alone', async (_, error) => {
    const { told, outcomes } = importing(error);
    expect(await outcomes).toEqual([
      { report: { path: 'a.csv' } },
      { refused: { name: error.name, message: error.message } },
      { report: { path: 'c.csv' } },
    ]);
    expect(told).toEqual([0, 1, 2]);
  });

  test.each([
    new DiskFault('disk full'),
    new StoreCorrupt('a lake file is missing'),
    new WarehouseBroken('no database'),
    new NotRunning('no server'),
  ])('what is wrong with the home ends it: %s', async (error) => {
    const { told, outcomes } = importing(error);
    await expect(outcomes).rejects.toBe(error);
    expect(told).toEqual([0, 1]);
  });
});

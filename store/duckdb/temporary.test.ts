import { expect, test } from '@jest/globals';
import { temporaryTables } from './temporary.js';

test('temporaryTables() knows what a connection makes, until it drops it', () => {
  const tables = temporaryTables();
  expect(tables.isOfOne('INSERT INTO rows VALUES (1)')).toBe(false);
  expect(tables.isOfOne('CREATE TEMPORARY TABLE rows (n INTEGER)')).toBe(true);
  expect([tables.has('rows'), tables.isOfOne('INSERT INTO rows VALUES (1)')]).toEqual([true, true]);
  expect(tables.isOfOne('INSERT INTO rows VALUES (1); INSERT INTO matches VALUES (1)')).toBe(false);
  expect(tables.isOfOne('DROP TABLE IF EXISTS rows')).toBe(true);
  // A table of that name that is made then is one that all see.
  expect([tables.has('rows'), tables.isOfOne('INSERT INTO rows VALUES (1)')]).toEqual([false, false]);
});

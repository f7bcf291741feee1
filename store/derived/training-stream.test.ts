import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { homePaths, type Home } from '../home/home.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { labelsFrom, streamStart } from './training-stream.js';

let home: Home;
let store: Store;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'training-stream-')));
  store = await openStore(home);
});
afterEach(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

test('streamStart(reader, { by, labels }) counts the labels that were known by then, and none that came later', async () => {
  const days = ['2025-01-06', '2025-01-07', '2025-01-08', '2025-01-09', '2025-01-10'];
  const known = [
    '2025-01-06T20:00:00Z',
    '2025-01-07',
    '2025-01-08T20:00:00.500Z',
    '2025-01-09',
    '2025-01-10T20:00:00Z',
  ];
  for (const [i, day] of days.entries())
    await store.warehouse.run(
      `INSERT INTO scenarios (scenario_id, trading_date, status, label, labelled_at) VALUES (?, ?::DATE, 'labelled', 1, ?)`,
      [`s${i}`, day, known[i] as string],
    );
  const start = (by: string, labels = 2) => streamStart(store.warehouse, { by: Date.parse(by), labels });
  expect(await start('2025-01-10T20:00:00Z')).toBe('2025-01-09');
  // A bare date is known when its day is over in New York.
  expect(await start('2025-01-10T05:00:00Z')).toBe('2025-01-08');
  expect(await start('2025-01-10T04:59:59Z')).toBe('2025-01-07');
  expect(await start('2025-01-08T20:00:00Z')).toBe('2025-01-06');
  expect(await start('2025-01-06T19:00:00Z')).toBe('2025-01-06');
  expect(await start('2025-01-09T00:00:00Z', 9)).toBe('2025-01-06');
});

test('labelsFrom(reader, day) has a label that was known when the day began, however late bare dates are known', async () => {
  for (const [id, at, label] of [
    ['a', '2025-01-03T20:00:00Z', 1],
    ['b', '2025-01-06', 0],
    ['c', '2025-01-09', 1],
  ] as const)
    await store.warehouse.run(
      `INSERT INTO scenarios (scenario_id, trading_date, status, label, reward, labelled_at)
       VALUES (?, '2025-01-02', 'labelled', ?, 1, ?)`,
      [id, label, at],
    );
  const { labels, before } = await labelsFrom(store.warehouse, '2025-01-10');
  // That of the 9th is not known yet in the evening of that day.
  expect(labels.map(({ scenario_id }) => scenario_id)).toEqual(['b', 'c']);
  expect(before).toEqual({ labels: 1, gains: 1 });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import type { Sheet } from '../domain/news/news.js';
import { ensureHome, homePaths, type Home } from '../store/home/home.js';
import { waitingInOutbox } from '../store/home/outbox.js';
import { until } from '../test/system.js';
import { failingLong, watchTrouble } from './watch-trouble.js';

let dir: string, home: Home;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trouble-'));
  home = homePaths(dir);
  await ensureHome(home);
});
afterEach(() => rm(dir, { recursive: true }));

async function said(): Promise<string[]> {
  return Promise.all(
    (await waitingInOutbox(home)).map(async (subject) => {
      const sheet = await readFile(join(home.messages, `${subject}.json`), 'utf8');
      return (JSON.parse(sheet) as Sheet).text;
    }),
  );
}

test('watchTrouble(home) says what keeps dying once a day, also after it was started again', async () => {
  for (const clock of ['18:00', '19:00']) await watched(`2025-01-18T${clock}:00Z`);
  expect(await said()).toEqual([
    'TROUBLE, found at 2025-01-18T18:00Z\ndata ended 3 times in the last day\n"npx tradeloop status" says how things stand.\n',
  ]);
});

async function watched(at: string): Promise<void> {
  const stop = new AbortController();
  const watching = watchTrouble(home, {
    dying: () => Promise.resolve(['data ended 3 times in the last day']),
    failing: () => Promise.resolve(new Map([['week:2025-W03', 'a step that fails since a moment']])),
    clock: () => new Date(at),
    ...{ log: pino({ level: 'silent' }), stop: stop.signal },
  });
  await until(async () => (await said()).length > 0);
  stop.abort();
  await watching;
}

test('failingLong(since, failing, now) has what fails for an hour without a break', () => {
  const since = new Map<string, number>();
  const fails = new Map([['week', 'why']]);
  const minute = 60_000;
  expect(failingLong(since, fails, 0)).toEqual([]);
  expect(failingLong(since, fails, 59 * minute)).toEqual([]);
  expect(failingLong(since, fails, 60 * minute)).toEqual([['week', 'why']]);
  expect(failingLong(since, new Map(), 61 * minute)).toEqual([]);
  expect(failingLong(since, fails, 62 * minute)).toEqual([]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { noteWay, usedWays } from './used-ways.js';

test('noteWay(home, used) keeps what others note at the same time', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ways-'));
  const home = { usedWays: join(dir, 'message-ways.json') };
  const names = ['console', 'file', 'mail', 'ntfy'];
  const used = (way: string) => ({ way, ok: true, last_at: '2025-08-09T10:00:00Z', problem: null });
  await Promise.all(names.map((way) => noteWay(home, used(way))));
  expect(await usedWays(home)).toEqual(names.map(used));
  await rm(dir, { recursive: true });
});

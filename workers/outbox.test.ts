import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import pino from 'pino';
import { ensureHome, homePaths } from '../store/home/home.js';
import { putOut } from '../store/home/outbox.js';
import { watchOutbox } from './outbox.js';

test('watchOutbox(home) begins a run a way, goes on after a fault, and forgets what all have', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'outbox-'));
  const home = homePaths(dir);
  await ensureHome(home);
  const sheet = { subject: '2025-W03-r1', text: 'WEEKLY', at: '2025-01-18T17:00:00Z', questions: [] };
  await putOut(home, sheet);
  const stop = new AbortController();
  const begun: string[] = [];
  await watchOutbox(home, {
    ways: ['telegram', 'mail'],
    log: pino({ level: 'silent' }),
    stop: stop.signal,
    async start({ kind, subject, way }) {
      const id = `${kind}:${subject}:${way}`;
      const isFirst = !begun.includes(id);
      begun.push(id);
      if (way === 'mail' && isFirst) throw new Error('the server is away');
      if (!isFirst && way === 'telegram')
        throw new WorkflowExecutionAlreadyStartedError('begun before', id, 'sendMessage');
      expect(await readdir(home.outbox)).toEqual([sheet.subject]);
      if (way === 'mail') stop.abort();
    },
  });
  const [telegram, mail] = ['telegram', 'mail'].map((way) => `week:${sheet.subject}:${way}`);
  expect(begun).toEqual([telegram, mail, telegram, mail]);
  expect(await readdir(home.outbox)).toEqual([]);
  await rm(dir, { recursive: true });
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { changeModel } from './models.js';

const KEYED = { idempotency_key: 'k', request: 'a.1' };

test('changeModel(input) gives its answer again to the same request within a day, and to no other', async () => {
  const home = homePaths(mkdtempSync(join(tmpdir(), 'models-')));
  const line = (seq: number, model_id: string, more: object) => ({
    ...{ seq, alias: 'champion', model_id, manifest_sha256: 'm', evaluation_id: null },
    ...{ by: 'user', reason: null, as_of: null, ...more },
  });
  const lines = [
    line(1, 'first', { at: '2025-01-06T12:00:00Z', ...KEYED }),
    line(2, 'second', { at: '2025-01-06T13:00:00Z' }),
  ];
  mkdirSync(dirname(home.modelRegistry), { recursive: true });
  writeFileSync(home.modelRegistry, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const ask = (at: string, request: string) =>
    changeModel({ home } as Parameters<typeof changeModel>[0], {
      ...{ change: 'rollback', reason: null, at, seq: 0, ...KEYED, request },
    });
  expect(await ask('2025-01-07T11:59:59Z', 'a.1')).toMatchObject({ seq: 1, champion: 'first' });
  // What is none of it is a change of its own, before which another came.
  await expect(ask('2025-01-07T11:59:59Z', 'a.2')).rejects.toMatchObject({ name: 'Conflict' });
  await expect(ask('2025-01-07T12:00:00Z', 'a.1')).rejects.toMatchObject({ name: 'Conflict' });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homePaths } from '../../store/home/home.js';
import { clusterRun, writeRunFile } from './run-file.js';
import { whatKeepsDying } from './troubles.js';
import type { Trouble } from './trouble.js';

test('whatKeepsDying(home) tells what ended or was killed three times or more', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tradeloop-troubles-'));
  const home = homePaths(dir);
  const trouble = { last_at: '2025-01-07T03:12:00.000Z', why: 'status 1: no memory' };
  const troubles: Trouble[] = [
    { name: 'data', ended: 2, killed: 1, ...trouble },
    { name: 'control', ended: 1, killed: 1, ...trouble },
  ];
  expect(await whatKeepsDying(home)).toEqual([]);
  writeRunFile(home.run, { ...clusterRun('id', { address: '', namespace: '' }), troubles });
  expect(await whatKeepsDying(home)).toEqual([
    'data ended 2 times and was killed once in the last day, at 2025-01-07T03:12Z by status 1: no memory',
  ]);
  await rm(dir, { recursive: true });
});

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { closeStore, openStore } from '../open-store.js';
import { homePaths } from './home.js';
import { sweepPartialModels, TRAINED_PARTIAL } from './model-folders.js';

test('sweepPartialModels(home, mark): each process removes its own; what the other is writing stays', async () => {
  const home = homePaths(await mkdtemp(join(tmpdir(), 'partial-')));
  await closeStore(await openStore(home));
  for (const name of ['logistic-1.partial', 'mlp-1.train.partial', 'logistic-1'])
    await mkdir(join(home.models, name), { recursive: true });
  // The data process starts anew while the train process writes a model.
  await closeStore(await openStore(home));
  expect((await readdir(home.models)).sort()).toEqual(['logistic-1', 'mlp-1.train.partial']);
  await sweepPartialModels(home, TRAINED_PARTIAL);
  expect(await readdir(home.models)).toEqual(['logistic-1']);
  await rm(home.dir, { recursive: true });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homePaths } from '../home/home.js';
import { closeStore, openStore } from '../open-store.js';
import { judgementBy, latestJudgements } from './model-evaluations.js';

test('latestJudgements(…) and judgementBy(…): a day is known when it is over, after all its hours', async () => {
  const home = homePaths(await mkdtemp(join(tmpdir(), 'evaluations-')));
  const store = await openStore(home);
  for (const [as_of, verdict] of [
    ['2025-01-06T15:00:00Z', 'insufficient'],
    ['2025-01-06', 'bless'],
    ['2025-01-05T23:00:00Z', 'reject'],
  ])
    await store.warehouse.run(
      `INSERT INTO model_evaluations BY NAME
       SELECT $as_of AS evaluation_id, 'mlp-1' AS model_id, 'base_rate' AS incumbent_id, $as_of AS as_of,
         $verdict AS verdict, 1.0 AS evidence, .01 AS alpha, 120 AS scored, '[]' AS reasons`,
      { as_of, verdict } as { as_of: string; verdict: string },
    );
  expect((await latestJudgements(store.warehouse, null)).get('mlp-1')?.verdict).toBe('bless');
  const asked = { model_id: 'mlp-1', through: '2025-01-06' };
  expect((await judgementBy(store.warehouse, asked))?.verdict).toBe('bless');
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chosenAction, type PredictionRow } from '../../domain/learning/predictions/prediction.js';
import { homePaths, type Home } from '../home/home.js';
import { keepRows } from '../lake/kept-rows.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { watchedScenarios } from './predictions.js';

let home: Home;
let store: Store;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'predictions-')));
  store = await openStore(home);
});
afterEach(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

const live = (
  scenario_id: string,
  model_id: string,
  role: PredictionRow['role'],
  p: number,
): PredictionRow => ({
  ...{ scenario_id, model_id, lineage: 'mlp', source: 'live', role },
  ...{ trained_through: '2025-01-06', spec_id: 's', ...chosenAction(p, []) },
});
const label = (scenario_id: string, labelled: 0 | 1 | null) =>
  store.warehouse.run(
    `INSERT INTO scenarios (scenario_id, trading_date, status, label, labelled_at)
     VALUES (?, '2025-01-07', 'labelled', ?, '2025-01-08')`,
    [scenario_id, labelled],
  );

test('watchedScenarios(…) are those that came while the one was champion, whether or not the previous one spoke', async () => {
  await keepRows(store, 'predictions', [
    live('a', 'mlp-2', 'shadow', 0.9),
    live('a', 'mlp-1', 'champion', 0.8),
    live('b', 'mlp-2', 'champion', 0.7),
    live('b', 'mlp-1', 'previous', 0.6),
    live('c', 'mlp-2', 'champion', 0.5),
    live('c', 'mlp-1', 'previous', 0.4),
    live('d', 'mlp-2', 'champion', 0.3),
    live('d', 'mlp-0', 'previous', 0.2),
  ]);
  for (const [id, labelled] of [
    ['a', 1],
    ['b', 0],
    ['c', null],
    ['d', 1],
  ] as const)
    await label(id, labelled);
  expect(await watchedScenarios(store.warehouse, { champion: 'mlp-2', previous: 'mlp-1' })).toEqual([
    {
      scenario_id: 'b',
      champion: 0.7,
      previous: 0.6,
      champion_follows: true,
      previous_follows: true,
      label: 0,
      labelled_at: '2025-01-08',
      usd: 0,
    },
    {
      scenario_id: 'd',
      champion: 0.3,
      previous: null,
      champion_follows: false,
      previous_follows: false,
      label: 1,
      labelled_at: '2025-01-08',
      usd: 0,
    },
  ]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { knownAt } from '../../domain/learning/features/known-times.js';
import { decimal } from '../../domain/number/decimal.js';
import { daysBetween } from '../../domain/time/dates.js';
import { homePaths, type Home } from '../home/home.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { valuedScenarios } from './valued-scenarios.js';

let home: Home;
let store: Store;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'valued-')));
  store = await openStore(home);
});
afterAll(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

const DAY = '2025-03-07';
const scenario = (scenario_id: string, hour: number, more: object) => ({
  ...{ scenario_id, recommendation_id: `r-${scenario_id}`, match_id: `m-${scenario_id}` },
  ...{ sent_at: `${DAY}T${hour}:00:00Z`, trading_date: DAY, action: 'buy_to_open', propensity: null },
  ...more,
});
const labelled = { status: 'labelled', labelled_at: '2025-03-10T15:00:00Z', label: 1 };

test('valuedScenarios(…) has what the lineage said first, live before folds, and what is known of each', async () => {
  const { warehouse } = store;
  await warehouse.insert('scenarios', [
    scenario('gained', 15, { ...labelled, propensity: 0.4 }),
    scenario('later', 16, { ...labelled, labelled_at: '2025-04-01' }),
    scenario('unsure', 17, { status: 'undetermined' }),
    scenario('hold', 18, { status: 'no_outcome', action: 'hold', propensity: 0.6 }),
    scenario('quiet', 19, { status: 'no_outcome', action: 'wait' }),
    scenario('silent', 20, { ...labelled }),
  ]);
  const result = (scenario_id: string, net: number | null, vetoes: string[] = []) => ({
    ...{ scenario_id, vetoes, net_reward: net, net_usd: net === null ? null : 100 * net },
  });
  await warehouse.insert('scenario_results', [
    result('gained', 0.5, ['silent']),
    ...[result('later', 1), result('unsure', null), result('hold', null), result('quiet', null)],
    result('silent', 2),
  ]);
  const reward = (scenario_id: string, source: string, action = 'follow') => ({
    ...{ scenario_id, action, source, reward: 0.1, reward_low: -0.2, reward_high: 0.4 },
  });
  await warehouse.insert('rewards', [
    ...[reward('gained', 'outcome'), reward('gained', 'counterfactual')],
    ...[reward('unsure', 'counterfactual'), reward('unsure', 'outcome', 'skip')],
  ]);
  await warehouse.insert('counterfactuals', [
    {
      ...{ recommendation_id: 'r-unsure', match_id: 'm-unsure', horizon: DAY },
      ...{ pnl_low: decimal(-20), pnl_high: decimal(40) },
    },
  ]);
  const said = (scenario_id: string, follow: number, more: object = {}) => ({
    ...{
      scenario_id,
      model_id: 'ppo-1',
      lineage: 'ppo',
      source: 'live',
      role: 'shadow',
      spec_id: 's',
      kept: 2,
    },
    action: follow > 0.5 ? 'follow' : 'skip',
    action_probabilities: JSON.stringify({ follow, skip: 1 - follow }),
    ...more,
  });
  await warehouse.insert('predictions', [
    said('gained', 0.7),
    said('gained', 0.2, { kept: 3 }),
    said('gained', 0.1, { source: 'walk_forward', kept: 1 }),
    said('later', 0.3, { source: 'walk_forward', kept: 1 }),
    said('unsure', 0.9, { model_id: 'ppo-2', role: 'champion' }),
    ...[{ lineage: 'other' }, { spec_id: 't' }, { role: 'previous' }, { model_id: 'ppo' }].map((not) =>
      said('silent', 0.9, not),
    ),
  ]);
  const asked = { lineage: 'ppo', spec_id: 's', end: knownAt('2025-03-14') };
  const found = await valuedScenarios(warehouse, asked);
  const of = (name: Exclude<keyof typeof found, 'status'>) => [...found[name]];
  expect(found.status).toEqual(['labelled', 'pending', 'undetermined', 'no_outcome']);
  expect(of('asked')).toEqual([15, 16, 17, 18].map((hour) => Date.parse(`${DAY}T${hour}:00:00Z`)));
  expect(of('day')).toEqual(Array(4).fill(daysBetween('1970-01-01', DAY)));
  expect(of('idle')).toEqual([0, 0, 0, 1]);
  expect(of('propensity')).toEqual([0.4, NaN, NaN, 0.6]);
  expect(of('live')).toEqual([1, 0, 1, NaN]);
  expect(of('follow')).toEqual([0.7, 0.3, 0.9, NaN]);
  expect(of('acts')).toEqual([1, 0, 1, NaN]);
  expect(of('vetoed')).toEqual([1, 0, 0, 0]);
  expect(of('reward')).toEqual([0.5, NaN, NaN, NaN]);
  expect(of('usd')).toEqual([50, NaN, NaN, NaN]);
  expect([of('reward_low'), of('reward_high')]).toEqual([
    [NaN, NaN, -0.2, NaN],
    [NaN, NaN, 0.4, NaN],
  ]);
  expect([of('usd_low'), of('usd_high')]).toEqual([
    [NaN, NaN, -20, NaN],
    [NaN, NaN, 40, NaN],
  ]);
});

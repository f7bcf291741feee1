import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { homePaths, type Home } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';
import { flippedModel } from '../test/flipped-model.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-06-01T12:00:00Z';

let home: Home;
let opened: OpenSteps;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'watch-')));
  opened = await openSteps(home.dir);
  await bring({ from: '2025-01-06', to: '2025-02-28', seed: 5 });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(home.dir, { recursive: true });
});

async function bring(days: Parameters<typeof writeIntradayAccount>[1]): Promise<void> {
  const files = await writeIntradayAccount(join(home.dir, `files-${days.from}`), days);
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}
const update = (hours = 2_000) => opened.steps.updateOnline({ weighting: 'pnl', hours, asOf: null, at: AT });
const promote = async (id: string) => {
  const seq = (await readRegistry(home)).at(-1)?.seq ?? 0;
  const asked = { change: 'promote', id, override: true, reason: 'a test', at: AT, seq } as const;
  return opened.steps.changeModel(asked);
};

test('updateOnline rolls a first champion back, which is watched beside the base rate: no model serves then', async () => {
  const { model_id: good } = await update();
  const bad = await flippedModel(home, good as string, 'the first');
  await promote(bad);
  await bring({ from: '2025-03-03', to: '2025-03-14', seed: 3 });
  await update(1);
  const back = (await readRegistry(home)).filter(({ by }) => by === 'watch');
  expect(back.map(({ alias, model_id }) => [alias, model_id])).toEqual([
    ['previous', bad],
    ['champion', null],
  ]);
  expect(back[0]?.reason).toMatch(
    /^(surprise after \d+ scenarios: |evidence_against after \d+ scenarios: it is proven worse than the base rate)/,
  );
}, 120_000);

test('updateOnline rolls a champion back that is not what it claims: the model before it serves again', async () => {
  const { model_id: good } = await update();
  await promote(good as string);
  const bad = await flippedModel(home, good as string);
  await promote(bad);
  await bring({ from: '2025-03-17', to: '2025-04-30', seed: 6 });
  // Of an hour in which too few labels came for an update.
  expect((await update(1)).model_id).toBeNull();
  const lines = await readRegistry(home);
  const back = lines.filter(({ by }) => by === 'watch').slice(2);
  expect(back.map(({ alias, model_id }) => [alias, model_id])).toEqual([
    ['previous', bad],
    ['champion', good],
  ]);
  expect(back[0]?.reason).toMatch(/^(surprise|evidence_against) after \d+ scenarios: /);
  // The good one, which has served before, stays.
  await update();
  expect((await readRegistry(home)).filter(({ by }) => by === 'watch')).toHaveLength(4);
}, 120_000);

test('… also where the model before it is of another specification, and says nothing', async () => {
  const specification = defaultSpecification([{ mood: 0 }]);
  const long = { name: 'long', source: 'history', of: 'mean_reward', window: 60, by: 'underlying' };
  await mkdir(dirname(home.featureSpecification), { recursive: true });
  await writeFile(
    home.featureSpecification,
    JSON.stringify({ ...specification, features: [...specification.features, long] }),
  );
  const { model_id: other } = await update();
  const bad = await flippedModel(home, other as string);
  const before = (await promote(bad)).previous;
  await bring({ from: '2025-05-01', to: '2025-06-30', seed: 7 });
  await update(1);
  const back = (await readRegistry(home)).filter(({ by }) => by === 'watch').slice(4);
  expect(back.map(({ alias, model_id }) => [alias, model_id])).toEqual([
    ['previous', bad],
    ['champion', before],
  ]);
  expect(back[0]?.reason).toMatch(/^(surprise|drawdown) after \d+ scenarios: /);
}, 120_000);

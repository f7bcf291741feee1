import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { homePaths, type Home } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';
import { flippedModel } from '../test/flipped-model.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-06-01T12:00:00Z';

let home: Home;
let opened: OpenSteps;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'learning-report-')));
  opened = await openSteps(home.dir);
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
const update = () => opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });

test('the report scores champion and shadow of one lineage each by what it said itself, beside following all advice, and watches the champion', async () => {
  await bring({ from: '2025-01-06', to: '2025-02-28', seed: 5 });
  const { model_id: good } = await update();
  const bad = await flippedModel(home, good as string, 'online_logistic');
  const seq = (await readRegistry(home)).at(-1)?.seq ?? 0;
  await opened.steps.changeModel({
    change: 'promote',
    id: bad,
    override: true,
    reason: 'a test',
    at: AT,
    seq,
  });
  await bring({ from: '2025-03-03', to: '2025-04-30', seed: 6 });
  await opened.steps.updateScenarios({});
  const { champion, shadow, drift, beside_rule } = (await opened.reads.learning({ asOf: undefined })).report;
  expect([champion?.model_id, shadow?.model_id]).toEqual([bad, good]);
  expect(shadow?.auc).toBeGreaterThan(0.7);
  expect(champion?.auc).toBeLessThan(0.6);
  expect(drift.find(({ stream, detector }) => stream === 'model' && detector === 'cusum')).toMatchObject({
    alarm: true,
  });
  const [backtest, paper, canary, serving] = beside_rule.stages;
  expect([backtest?.model_id, paper?.model_id, canary?.model_id, serving?.model_id]).toEqual([
    ...[bad, good, bad, bad],
  ]);
  expect([backtest?.verdict, paper?.verdict, canary?.verdict, serving?.verdict]).toEqual([
    ...['better', 'better', 'nothing', 'worse'],
  ]);
  expect(serving?.scored).toBe(paper?.scored);
  expect(serving?.rule).toEqual(paper?.rule);
  expect(beside_rule.text).toMatch(/^The model does worse than following all advice: as champion, /);
}, 120_000);

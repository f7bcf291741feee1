import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../domain/learning/gate/gate-policy.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { homePaths } from '../store/home/home.js';
import { readModel } from '../store/home/model-folders.js';
import { closeStore, openStore } from '../store/open-store.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { evaluateNow } from './evaluate-model.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import { judgeNow } from './model-evaluations.js';

const AT = '2025-06-01T12:00:00Z';

let dir: string;
let opened: OpenSteps;
let model_id: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'evaluate-'));
  const files = await writeIntradayAccount(join(dir, 'files'), {
    from: '2025-01-06',
    to: '2025-03-14',
    seed: 3,
  });
  opened = await openSteps(join(dir, 'home'));
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  const asked = { days: 90, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  model_id = (await retrainBy(opened.steps, asked, AT)).report.model_id as string;
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

test('evaluateModel({ model }) gives the same of a retrained model whether or not `learn update` ran since', async () => {
  const evaluate = () => opened.steps.evaluateModel({ model: model_id, incumbent: null });
  const before = await evaluate();
  expect(before.evaluation.scored).toBeGreaterThan(100);
  await opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });
  // How many ways of making models were tried is another now, and `dsr` is by that.
  const { trials: _trials, dsr: _dsr, ...after } = (await evaluate()).evaluation;
  expect(before.evaluation).toMatchObject(after);
}, 120_000);

test('evaluateModel({ model }) replays what it would have made, and by logged chances weighs it', async () => {
  const { evaluation, value } = await opened.steps.evaluateModel({ model: model_id, incumbent: null });
  expect(value).toMatchObject({ method: 'replay', rows: evaluation.scored });
  if (value.method !== 'replay') throw new Error('no replay');
  expect(value.mean_reward).toBeCloseTo(evaluation.mean_reward as number, 10);
  expect(value.net_usd).toBeCloseTo(evaluation.net_pnl, 6);
  await opened.close();
  const store = await openStore(homePaths(join(dir, 'home')));
  try {
    await store.warehouse.run('UPDATE scenarios SET propensity = 0.5');
    const weighed = (await evaluateNow(store, { model: model_id, incumbent: null })).value;
    // The bot never held: what it did with the other half of the chance is missing.
    expect(weighed).toMatchObject({ method: 'off_policy', rows: value.rows, support: 'insufficient' });
    if (weighed.method !== 'off_policy') throw new Error('not weighed');
    expect(weighed.estimates.ips.value).toBeCloseTo(2 * (value.mean_reward as number), 10);
  } finally {
    await closeStore(store);
    opened = await openSteps(join(dir, 'home'));
  }
}, 120_000);

test.each([
  ['no number', NaN],
  ['above 1', 1.2],
])(
  'judgeNow(…) of a lineage that once said a chance that is %s finds that a chance is no number',
  async (_, p_win) => {
    await opened.close();
    const store = await openStore(homePaths(join(dir, 'home')));
    try {
      const stored = await readModel(store.home, model_id);
      const { lineage, inputs } = stored.manifest;
      const judge = async () => {
        return (await judgeNow(store, stored, { policy: DEFAULT_POLICY, asOf: '2025-03-14' })).evaluation;
      };
      expect((await judge()).verdict).not.toBe('infra_fail');
      const [unsaid] = await store.warehouse.rows<{ scenario_id: string }>(
        `SELECT scenario_id FROM scenarios ANTI JOIN (FROM predictions WHERE lineage = ?) USING (scenario_id)
       WHERE status = 'labelled' ORDER BY sent_at, scenario_id LIMIT 1`,
        [lineage],
      );
      const earlier = {
        lineage,
        model_id: `${lineage}-earlier`,
        spec_id: inputs.spec_id,
        source: 'walk_forward',
      };
      await store.warehouse.insert('predictions', [
        { ...unsaid, ...earlier, role: 'shadow', kept: 1, p_win },
      ]);
      const { verdict, reasons } = await judge();
      await store.warehouse.run('DELETE FROM predictions WHERE model_id = ?', [earlier.model_id]);
      expect(verdict).toBe('infra_fail');
      expect(reasons.find(({ rule }) => rule === 'infrastructure')?.text).toBe('a chance is no number');
    } finally {
      await closeStore(store);
      opened = await openSteps(join(dir, 'home'));
    }
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-06-01T12:00:00Z';

let dir: string;
let opened: OpenSteps;
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
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

test('evaluateModel({ model }) gives the same of a retrained model whether or not `learn update` ran since', async () => {
  const asked = { days: 90, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  const { report } = await retrainBy(opened.steps, asked, AT);
  const evaluate = () => opened.steps.evaluateModel({ model: report.model_id, incumbent: null });
  const before = await evaluate();
  expect(before.evaluation.scored).toBeGreaterThan(100);
  await opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });
  // How many ways of making models were tried is another now, and `dsr` is by that.
  const { trials: _trials, dsr: _dsr, ...after } = (await evaluate()).evaluation;
  expect(before.evaluation).toMatchObject(after);
}, 120_000);

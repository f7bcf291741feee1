import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import type { Row } from '../store/exports/table-rows.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import type { RetrainReport } from './learning-reports.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-04-01T12:00:00Z';

let dir: string;
let opened: OpenSteps;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'perturbed-'));
  opened = await openSteps(join(dir, 'home'));
  const days = { from: '2025-01-06', to: '2025-02-14', seed: 3 };
  for (const path of await writeIntradayAccount(join(dir, 'files'), days))
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function text(name: string): Promise<string> {
  const { path } = await opened.steps.exportTable({ table: name, format: 'jsonl' });
  return readFile(path, 'utf8');
}
const table = async (name: string) =>
  (await text(name))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
async function train(perturbation: number): Promise<RetrainReport> {
  const config = { ...DEFAULT_CONFIG, perturbation };
  const asked = { days: 60, kind: 'logistic', seed: 7, at: AT, config } as const;
  const window = await opened.steps.freezeTraining(asked);
  const trained = await opened.steps.trainModels({ asked, window });
  return (await opened.steps.judgeModels({ window, trained, at: AT })).report;
}

test('copies that a model was trained on stand in the tables, flagged, and nothing scores or counts them', async () => {
  const plain = await train(0);
  const before = await table('scenarios');
  expect(before.every(({ synthetic }) => synthetic === false)).toBe(true);
  const jittered = await train(0.1);
  expect(jittered.model_id).not.toBe(plain.model_id);
  expect(jittered.rows).toBe(plain.rows);
  expect(jittered.evaluation).toMatchObject({
    ...{ scenarios: plain.evaluation?.scenarios, scored: plain.evaluation?.scored },
  });
  const rows = await table('scenarios');
  const copies = rows.filter(({ synthetic }) => synthetic);
  expect(copies).toHaveLength(4 * (jittered.rows - 19));
  expect(rows.filter(({ synthetic }) => !synthetic)).toEqual(before);
  const byId = new Map(rows.map((row) => [row['scenario_id'], row]));
  for (const { scenario_id, synthetic, parent_scenario_id, features_hash, ...same } of copies) {
    const parent = byId.get(parent_scenario_id) ?? {};
    expect(parent).toMatchObject({ ...same, synthetic: false, parent_scenario_id: null });
    expect(features_hash).not.toBe(parent['features_hash']);
    expect([synthetic, scenario_id === parent_scenario_id]).toEqual([true, false]);
  }
  expect((await table('features')).map((row) => row['scenario_id'])).toEqual(
    rows.map((row) => row['scenario_id']),
  );
  const said = new Set((await table('predictions')).map((row) => row['scenario_id']));
  expect(copies.some(({ scenario_id }) => said.has(scenario_id))).toBe(false);
  expect((await opened.steps.updateScenarios({})).scenarios).toEqual({ labelled: 148, unscaled: 20 });
  const texts = [await text('scenarios'), await text('features')];
  await opened.steps.rebuildWarehouse({});
  expect([await text('scenarios'), await text('features')]).toEqual(texts);
}, 120_000);

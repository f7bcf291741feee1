import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import { chosenAction } from '../domain/learning/predictions/prediction.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { groupsOf } from '../domain/learning/training/model-texts.js';
import type { Row } from '../store/exports/table-rows.js';
import { homePaths } from '../store/home/home.js';
import { readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { exportHashes } from '../test/export-hashes.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-04-01T12:00:00Z';
const TRAINED_TO = '2025-02-14';

let dir: string;
let opened: OpenSteps;
let scenarios: Row[];
let rollouts: Row[];
let [champion, clone] = ['', ''];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollouts-'));
  opened = await openSteps(join(dir, 'home'));
  await bring({ from: '2025-01-06', to: TRAINED_TO, seed: 3 });
  const asked = { days: 60, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  champion = (await retrainBy(opened.steps, asked, AT)).report.model_id as string;
  const change = { change: 'promote', id: champion, override: true, reason: 'a trial' } as const;
  const seq = (await readRegistry(homePaths(join(dir, 'home')))).at(-1)?.seq ?? 0;
  await opened.steps.changeModel({ ...change, at: AT, seq });
  await bring({ from: '2025-02-18', to: '2025-02-28', seed: 4 });
  await opened.steps.updateScenarios({});
  scenarios = await table('scenarios');
  rollouts = await table('rollouts');
  clone = rollouts.find(({ policy }) => (policy as string).startsWith('clone-'))?.['policy'] as string;
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function bring(days: { from: string; to: string; seed: number }): Promise<void> {
  for (const path of await writeIntradayAccount(join(dir, days.from), days))
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}

async function table(name: string): Promise<Row[]> {
  const { path } = await opened.steps.exportTable({ table: name, format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row);
}

const rowsOf = (named: string) => rollouts.filter(({ policy }) => policy === named);
const key = (row: Row) => `${row['scenario_id'] as string} ${(row['policy'] ?? row['model_id']) as string}`;

/** The features and groups of each scenario, by its id, with a scorer of a model. */
async function scored(model_id: string) {
  const features = await table('features');
  const names = Object.keys(features[0] as Row)
    .filter((name) => name.startsWith('f_'))
    .map((name) => name.slice(2));
  const { model, weights } = await readModel(homePaths(join(dir, 'home')), model_id);
  const groups = new Map(
    scenarios.map((row) => [row['scenario_id'], groupsOf(row as unknown as Parameters<typeof groupsOf>[0])]),
  );
  const asked = features.map((row) => ({
    scenario_id: row['scenario_id'],
    values: Float64Array.from(names, (name) => row[`f_${name}`] as number),
    groups: groups.get(row['scenario_id']) as ReturnType<typeof groupsOf>,
  }));
  return { scorer: scorerOf(model, weights, names), asked, outputs: model.outputs };
}

describe('rollouts', () => {
  test('ask every policy about every scenario, and who only speaks live about what came since', () => {
    const since = scenarios.filter(({ sent_at }) => askedAt(sent_at as string) > knownAt(TRAINED_TO));
    expect(since.length).toBeGreaterThan(40);
    const counts = [...new Set(rollouts.map(({ policy }) => policy))].map((policy) => [
      policy,
      rowsOf(policy as string).length,
    ]);
    expect(counts.sort()).toEqual(
      [
        ...['algorithm', 'always_follow', 'base_rate', champion, clone].map((one) => [one, scenarios.length]),
        ['clone', since.length],
      ].sort(),
    );
    expect(new Set(rollouts.map(key)).size).toBe(rollouts.length);
  });

  test('are what a model said before the outcome was known, live or of folds', async () => {
    const said = (await table('predictions')).filter(({ model_id }) => model_id === champion);
    const sources = said.map(({ source }) => source);
    expect([...new Set(sources)].sort()).toEqual(['live', 'walk_forward']);
    const rows = new Map(rollouts.map((row) => [key(row), row]));
    for (const row of said) {
      const { action, action_probabilities: probabilities, vetoes, final_action } = row;
      expect(rows.get(key(row))).toMatchObject({
        ...{ action, probabilities, vetoes, final_action, in_sample: false },
      });
    }
  });

  test('are what the weights say of the rest, marked where the model may have seen it', async () => {
    const said = new Set((await table('predictions')).map(key));
    const { scorer, asked } = await scored(champion);
    const rows = new Map(rowsOf(champion).map((row) => [row['scenario_id'], row]));
    const rest = asked.filter(({ scenario_id }) => !said.has(`${scenario_id as string} ${champion}`));
    expect(rest.length).toBeGreaterThan(20);
    for (const { scenario_id, values, groups } of rest) {
      const { action, action_probabilities, final_action } = chosenAction(scorer.pWin(values, groups), []);
      const probabilities: unknown = JSON.parse(action_probabilities);
      expect(rows.get(scenario_id)).toMatchObject({ action, probabilities, final_action, in_sample: true });
    }
  });

  test('have the very chances of a model that chooses among actions', async () => {
    const { scorer, asked, outputs } = await scored(clone);
    const into = new Float64Array(2);
    const rows = new Map(rowsOf(clone).map((row) => [row['scenario_id'], row]));
    for (const { scenario_id, values } of asked) {
      scorer.actions(values, into);
      const probabilities = Object.fromEntries(outputs.map((action, i) => [action, into[i]]));
      const action = (probabilities['follow'] as number) > 0.5 ? 'follow' : 'skip';
      expect(rows.get(scenario_id)).toMatchObject({ probabilities, action });
    }
    const sent = new Map(scenarios.map((row) => [row['scenario_id'], askedAt(row['sent_at'] as string)]));
    expect(rowsOf(clone).map(({ in_sample }) => in_sample)).toEqual(
      rowsOf(clone).map(({ scenario_id }) => (sent.get(scenario_id) as number) <= knownAt(TRAINED_TO)),
    );
  });

  test('are the same to whoever only reads, and the same bytes once the warehouse is rebuilt', async () => {
    expect((await opened.reads.tableRows({ table: 'rollouts' })).rows).toEqual(rollouts);
    const before = await exportHashes(opened.steps, 'rollouts');
    await opened.steps.rebuildWarehouse({});
    await opened.steps.updateScenarios({});
    expect(await exportHashes(opened.steps, 'rollouts')).toEqual(before);
  }, 60_000);
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY, type GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { servesDecision, type Canary } from '../domain/learning/serving/canary.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { keepDeployment } from '../store/home/deployments-log.js';
import { homePaths, type Home } from '../store/home/home.js';
import { keepLearned } from '../store/home/learning-log.js';
import { readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-06-01T12:00:00Z';
const TEST_MS = 180_000;

let home: Home;
let opened: OpenSteps;
let now = AT;

beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'deployment-')));
  opened = await openSteps(home.dir, { clock: () => new Date(now) });
  await policy({});
  await bring({ from: '2025-01-06', to: '2025-04-30', seed: 1 });
}, TEST_MS);

afterAll(async () => {
  await opened.close();
  await rm(home.dir, { recursive: true });
});

async function policy(changed: Partial<GatePolicy>): Promise<void> {
  const text = JSON.stringify({
    ...DEFAULT_POLICY,
    shadow: { min_scored: 10, min_sessions: 3 },
    canary: { share: 0.5, min_scored: 4 },
    watch: { scored: 20, cusum_arl: 10_000 },
    ...{ reward_margin: 10, max_calibration_z: 100, max_drawdown_ratio: 100, ...changed },
  });
  await writeFile(home.gatePolicy, text);
}

async function bring(days: Parameters<typeof writeIntradayAccount>[1]): Promise<void> {
  const files = await writeIntradayAccount(join(home.dir, `files-${days.from}`), days);
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}

async function retrain(days: number): Promise<string> {
  const asked = { days, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  return (await retrainBy(opened.steps, asked, AT)).report.model_id as string;
}

const look = (modelId: string, begin = false) => opened.steps.advanceDeployment({ modelId, begin });
const seq = async () => (await readRegistry(home)).at(-1)?.seq ?? 0;
const approve = async (modelId: string, override = false) =>
  opened.steps.approveDeployment({ modelId, override, at: AT, seq: await seq(), reason: 'a person' });
async function serve(id: string, at = AT): Promise<void> {
  const change = { change: 'promote', id, override: true, reason: 'a test', at } as const;
  await opened.steps.changeModel({ ...change, seq: await seq() });
}
async function pointer(alias: string): Promise<{ model_id: string; canary: Canary | null } | null> {
  const text = await readFile(join(home.models, `${alias}.json`), 'utf8').catch(() => 'null');
  return JSON.parse(text) as { model_id: string; canary: Canary | null } | null;
}

describe('advanceDeployment', () => {
  let first: string;
  let second: string;
  let base: string;

  test(
    'waits in shadow for decisions and sessions; blessed, and with none that serves, it is promoted without a canary',
    async () => {
      first = await retrain(120);
      expect(await look(first, true)).toEqual({
        ...{ model_id: first, stage: 'shadow', verdict: 'bless', reason: null, approved: false },
        waits_for: [
          { for: 'scored', missing: 10 },
          { for: 'sessions', missing: 3 },
        ],
      });
      await bring({ from: '2025-05-01', to: '2025-05-02', seed: 2 });
      expect((await look(first)).waits_for).toEqual([{ for: 'sessions', missing: 1 }]);
      await bring({ from: '2025-05-05', to: '2025-05-05', seed: 3 });
      expect(await look(first)).toMatchObject({
        stage: 'watch',
        waits_for: [{ for: 'scored', missing: 20 }],
      });
      expect(await pointer('champion')).toMatchObject({ model_id: first, canary: null });
      expect((await readRegistry(home)).at(-1)).toMatchObject({
        ...{ alias: 'champion', by: 'gate', reason: 'deployment: blessed by the gate', as_of: '2025-05-05' },
      });
    },
    TEST_MS,
  );

  test(
    'a newer one supersedes one that serves nothing yet, and the name of the shadow is its',
    async () => {
      base = (await readdir(home.models)).find((name) => name.startsWith('base_rate-')) as string;
      await serve(base);
      const older = await retrain(60);
      expect(await look(older, true)).toMatchObject({ stage: 'shadow' });
      second = await retrain(119);
      await look(second, true);
      expect(await look(older)).toMatchObject({
        ...{ stage: 'superseded', reason: `${second} is scored in its place` },
      });
      expect(await pointer('shadow')).toMatchObject({ model_id: second });
    },
    TEST_MS,
  );

  test(
    'a canary serves its share of the decisions beside the model that serves, then it is promoted and watched',
    async () => {
      await bring({ from: '2025-05-06', to: '2025-05-09', seed: 4 });
      expect(await look(second)).toMatchObject({
        ...{ stage: 'canary', verdict: 'bless', waits_for: [{ for: 'scored', missing: 4 }] },
      });
      const { canary, model_id } = (await pointer('champion')) ?? {};
      expect({ model_id, canary }).toMatchObject({
        model_id: base,
        canary: { model_id: second, share: 0.5 },
      });
      expect((await pointer('shadow'))?.canary).toBeNull();

      const waiting = await retrain(30);
      expect(await look(waiting, true)).toMatchObject({
        ...{ stage: 'queued', waits_for: [{ for: 'canary', missing: null }] },
      });

      await bring({ from: '2025-05-12', to: '2025-05-13', seed: 5 });
      expect(await look(second)).toMatchObject({
        stage: 'watch',
        waits_for: [{ for: 'scored', missing: 20 }],
      });
      expect(await pointer('champion')).toMatchObject({ model_id: second, canary: null });
      const said = await opened.reads.tableRows({ table: 'predictions', where: [['model_id', second]] });
      const advice = new Map(
        (await opened.reads.tableRows({ table: 'scenarios' })).rows.map((row) => [
          row['scenario_id'],
          row['recommendation_id'] as string,
        ]),
      );
      const since = said.rows.filter(
        ({ source, scenario_id }) =>
          source === 'live' && (advice.get(scenario_id) as string).slice(4, 14) > '2025-05-09',
      );
      expect(since).toHaveLength(12);
      for (const { role, scenario_id } of since)
        expect(role === 'canary').toBe(servesDecision(canary as Canary, advice.get(scenario_id) as string));

      expect(await look(waiting)).toMatchObject({ stage: 'shadow' });
      await bring({ from: '2025-05-14', to: '2025-05-19', seed: 6 });
      expect(await look(second)).toMatchObject({ stage: 'done', reason: null });
    },
    TEST_MS,
  );

  test(
    'where the policy asks, a person approves, once and only what the gate has blessed; else an override lets it serve',
    async () => {
      await policy({ approval: 'ask', shadow: { min_scored: 1, min_sessions: 1 } });
      const asked = await retrain(150);
      await look(asked, true);
      await expect(approve(asked)).rejects.toThrow('in shadow: waits for 1 more labelled decision');
      await bring({ from: '2025-05-20', to: '2025-05-20', seed: 7 });
      const state = await look(asked);
      expect(state).toMatchObject({ stage: 'approval', verdict: 'insufficient' });
      expect(state.waits_for[0]).toEqual({ for: 'person', missing: null });
      await expect(approve(asked)).rejects.toThrow('the gate says insufficient');
      expect((await opened.reads.morning({})).message ?? '').not.toContain(asked);
      expect(await approve(asked, true)).toMatchObject({
        ...{ champion: asked, previous: second, deployment: { stage: 'watch' } },
      });
      expect((await readRegistry(home)).at(-1)).toMatchObject({ by: 'user', reason: 'a person' });
      await expect(opened.steps.abortDeployment({ modelId: asked, reason: 'no' })).rejects.toThrow(
        '"models rollback" rolls it back',
      );
    },
    TEST_MS,
  );

  test(
    'ends as rolled back where the files of a model that serves are broken, and says which',
    async () => {
      const { model_id } = (await pointer('champion')) ?? { model_id: '' };
      const weights = join(home.models, model_id, 'weights.bin');
      const bytes = await readFile(weights);
      await writeFile(
        weights,
        bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
      );
      expect(await look(model_id)).toMatchObject({
        ...{ stage: 'rolled_back', reason: expect.stringContaining('weights.bin') as unknown },
      });
      expect(await pointer('champion')).toMatchObject({ model_id: second });
      await writeFile(weights, bytes);
    },
    TEST_MS,
  );

  test(
    'aborted it is scored no more, and the registry says why; deployed again it begins anew',
    async () => {
      await policy({});
      await serve(base);
      const aborted = await retrain(100);
      await look(aborted, true);
      const abort = () => opened.steps.abortDeployment({ modelId: aborted, reason: 'a person ended it' });
      const state = { stage: 'aborted', reason: 'a person ended it' };
      expect(await abort()).toMatchObject(state);
      expect(await abort()).toMatchObject(state);
      expect(await pointer('shadow')).toBeNull();
      expect((await readRegistry(home)).at(-1)).toMatchObject({
        ...{ alias: 'shadow', model_id: null, by: 'user', reason: 'deployment aborted: a person ended it' },
      });
      expect(await look(aborted)).toMatchObject(state);
      expect(await look(aborted, true)).toMatchObject({ stage: 'shadow' });
      // Killed between the fact and the name, the next look takes the name away.
      const ended = {
        what: 'ended',
        model_id: aborted,
        at: AT,
        as_of: null,
        end: 'rejected',
        reason: 'why',
      } as const;
      await keepDeployment(home, ended);
      expect(await look(aborted)).toMatchObject({ stage: 'rejected', reason: 'why' });
      expect(await pointer('shadow')).toBeNull();
    },
    TEST_MS,
  );

  test(
    'a retrain in a day that is not over is dated by the instant: what came before that is not said live by it',
    async () => {
      const day = '2025-05-22';
      await bring({ from: day, to: day, seed: 9 });
      now = `${day}T16:00:00Z`;
      const midSession = await retrain(112);
      now = AT;
      expect((await readRegistry(home)).at(-1)).toMatchObject({
        ...{ alias: 'shadow', model_id: midSession, as_of: `${day}T16:00:00Z` },
      });
      const { manifest } = await readModel(home, midSession);
      expect(manifest.inputs.config).toMatchObject({
        ...{ trained_through: `${day}T15:55:00Z`, as_of: `${day}T16:00:00Z` },
      });
      await opened.steps.updateScenarios({});
      const { rows } = await opened.reads.tableRows({
        table: 'predictions',
        where: [['model_id', midSession]],
      });
      const live = rows.filter(({ source }) => source === 'live').map(({ labelled_at }) => labelled_at);
      expect(live.sort()).toEqual(['16:55', '17:55', '18:55', '19:55'].map((time) => `${day}T${time}:00Z`));
    },
    TEST_MS,
  );

  test(
    'in a day that is not over it judges and dates by the instant, once it is over by the day',
    async () => {
      await policy({ shadow: { min_scored: 1_000, min_sessions: 3 } });
      const day = '2025-05-23';
      const noon = `${day}T16:00:00Z`;
      const midSession = await retrain(110);
      await bring({ from: day, to: day, seed: 8 });
      const judgedAsOf = async () => {
        const { rows } = await opened.reads.tableRows({
          table: 'model_evaluations',
          where: [['model_id', midSession]],
        });
        return rows.map(({ as_of }) => as_of as string);
      };
      now = noon;
      await look(midSession, true);
      expect(await judgedAsOf()).toContain(noon);
      expect(await judgedAsOf()).not.toContain(day);
      now = AT;
      await look(midSession);
      expect(await judgedAsOf()).toContain(day);
      await serve(midSession, noon);
      expect((await readRegistry(home)).at(-1)).toMatchObject({
        ...{ alias: 'champion', model_id: midSession, as_of: noon },
      });
      // The end of the day has been learned: nothing goes back to an instant of it.
      await keepLearned(home, { of: day, as_of: day, known: '', alarms: [] });
      const baseRate = (await readdir(home.models)).find((name) => name.startsWith('base_rate-')) as string;
      await serve(baseRate, `${day}T20:45:00Z`);
      expect((await readRegistry(home)).at(-1)).toMatchObject({ model_id: baseRate, as_of: day });
    },
    TEST_MS,
  );
});

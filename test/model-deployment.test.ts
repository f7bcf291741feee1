import { watch } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { DeploymentState } from '../domain/learning/models/deployment-state.js';
import { DEFAULT_POLICY, type GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { deploymentRun } from '../workflows/deployment-run.js';
import * as ids from '../workflows/ids.js';
import { flippedModel } from './flipped-model.js';
import { writeIntradayAccount } from './intraday-account.js';
import { DEPLOYMENT, savedHistories, saveHistory } from './saved-histories.js';
import { pauseSchedules } from './pause-schedules.js';
import { makeHome, pidOf, removeHome, runFile, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

let home: string;
let system: RunningSystem;
/** Models by what became of their deployments. */
const models: Record<string, string> = {};

beforeAll(async () => {
  home = await makeHome();
  await bring('--local', { from: '2025-01-06', to: '2025-04-30', seed: 1 });
  await policy({});
  models['first'] = await retrain(120, '--local');
  await up(home);
  await pauseSchedules(home);
  system = await connectRunning(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** The document of a command, which must not fail. */
async function ask<T>(...command: string[]): Promise<T> {
  const { status, stdout } = await tradeloop(home, ...command, '--json');
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stdout}`);
  return JSON.parse(stdout) as T;
}

/** The name and the message of the error that a command ends with. */
async function refusal(...command: string[]): Promise<{ name: string; message: string }> {
  const { stdout } = await tradeloop(home, ...command, '--json');
  return (JSON.parse(stdout) as { error: { name: string; message: string } }).error;
}

async function bring(where: string, days: Parameters<typeof writeIntradayAccount>[1]): Promise<void> {
  const files = await writeIntradayAccount(join(home, `files-${days.from}`), days);
  await ask('import', ...files, ...(where === '' ? [] : [where]));
}

/** Days that are brought until a canary is over. */
const LATER = [
  ['2025-05-21', '2025-05-22', 8],
  ['2025-05-27', '2025-05-30', 10],
  ['2025-06-02', '2025-06-06', 11],
] as const;

/** Imports days, and has the deployments look at them. */
async function live(from: string, to: string, seed: number): Promise<void> {
  await bring('', { from, to, seed });
  await ask('learn', 'evaluate');
}

async function policy(changed: Partial<GatePolicy>): Promise<void> {
  const text = JSON.stringify({
    ...DEFAULT_POLICY,
    shadow: { min_scored: 10, min_sessions: 2 },
    canary: { share: 0.5, min_scored: 3 },
    watch: { scored: 20, cusum_arl: 10_000 },
    ...{ reward_margin: 10, max_calibration_z: 100, max_drawdown_ratio: 100, ...changed },
  });
  await writeFile(homePaths(home).gatePolicy, text);
}

async function retrain(days: number, ...options: string[]): Promise<string> {
  const asked = ['learn', 'retrain', '--kind', 'logistic', '--days', String(days), ...options];
  return (await ask<{ model_id: string }>(...asked)).model_id;
}

const handleOf = (name: string) =>
  system.client.workflow.getHandle(ids.deploymentId(system, models[name] as string));
async function detailsOf(handle: WorkflowHandle): Promise<string> {
  return (await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
}
const stateOf = (name: string) => handleOf(name).query<DeploymentState | null>('state');
const isAt = (name: string, stage: string) => async () => (await stateOf(name))?.stage === stage;

/** Begins the deployment of a model as a retrain does; of one that was retrained it has begun. */
async function deploy(name: string, modelId: string): Promise<void> {
  models[name] = modelId;
  const run = deploymentRun(system, { modelId, begin: true });
  await system.client.workflow.start('modelDeployment', {
    ...run,
    taskQueue: ids.controlQueue(system.storeId),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await until(async () => (await stateOf(name)) !== null);
}

const serve = (id: string) => ask('models', 'promote', id, '--override', '--reason', 'a test');
const pointer = async (alias: string) =>
  JSON.parse(await readFile(join(home, 'models', `${alias}.json`), 'utf8')) as Record<string, unknown>;
const lines = async () =>
  (await readFile(homePaths(home).modelRegistry, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('modelDeployment', () => {
  test(
    'waits in shadow, and says for what; then it is promoted by the gate',
    async () => {
      await deploy('first', models['first'] as string);
      expect((await stateOf('first'))?.waits_for).toEqual([
        { for: 'scored', missing: 10 },
        { for: 'sessions', missing: 2 },
      ]);
      expect(await refusal('models', 'promote', models['first'] as string)).toMatchObject({
        name: 'NotBlessed',
        message: expect.stringContaining(
          'waits for 10 more labelled decisions and 2 more sessions',
        ) as unknown,
      });
      const status = await ask<{ deployments: DeploymentState[] }>('status');
      expect(status.deployments).toMatchObject([{ model_id: models['first'], stage: 'shadow' }]);
      expect((await tradeloop(home, 'status')).stdout).toContain(
        `deployment of ${models['first']}: in shadow: waits for 10 more labelled decisions`,
      );
      expect(await detailsOf(handleOf('first'))).toMatch(
        /: in shadow: waits for 10 more labelled decisions and 2 more sessions$/,
      );
      await live('2025-05-01', '2025-05-05', 2);
      await until(isAt('first', 'watch'));
      expect(await pointer('champion')).toMatchObject({ model_id: models['first'], canary: null });
    },
    SERVER_TEST_MS,
  );

  test(
    'a newer one supersedes it while it serves nothing',
    async () => {
      const base = (await readdir(join(home, 'models'))).find((name) => name.startsWith('base_rate-'));
      models['base'] = base as string;
      await serve(models['base']);
      expect(await handleOf('first').result()).toMatchObject({ stage: 'replaced' });
      await deploy('older', await retrain(60));
      await deploy('second', await retrain(119));
      expect(await handleOf('older').result()).toMatchObject({ stage: 'superseded' });
      expect(await pointer('shadow')).toMatchObject({ model_id: models['second'] });
    },
    SERVER_TEST_MS,
  );

  test(
    'canary, promotion, watch, done: each when so many decisions are known',
    async () => {
      await live('2025-05-06', '2025-05-09', 4);
      await until(isAt('second', 'canary'));
      expect(await pointer('champion')).toMatchObject({
        ...{ model_id: models['base'], canary: { model_id: models['second'], share: 0.5 } },
      });
      await live('2025-05-12', '2025-05-13', 5);
      await until(isAt('second', 'watch'));
      expect(await pointer('champion')).toMatchObject({ model_id: models['second'], canary: null });
      expect(await refusal('cancel', `deployment:${models['second']}`)).toMatchObject({
        name: 'InvalidInput',
      });
      await live('2025-05-14', '2025-05-19', 6);
      expect(await handleOf('second').result()).toMatchObject({ stage: 'done', reason: null });
    },
    SERVER_TEST_MS,
  );

  test(
    'cancel ends it before it serves: its name is taken away, and the registry says why',
    async () => {
      await serve(models['base'] as string);
      await deploy('aborted', await retrain(100));
      expect(await ask('cancel', `deployment:${models['aborted']}`)).toMatchObject({ status: 'cancelled' });
      expect(await handleOf('aborted').result()).toMatchObject({ stage: 'aborted' });
      expect(await readdir(join(home, 'models'))).not.toContain('shadow.json');
      expect((await lines()).at(-1)).toMatchObject({
        ...{ alias: 'shadow', model_id: null, by: 'user', reason: 'deployment aborted: a person ended it' },
      });
      await deploy('cancelled', await retrain(101));
      expect(await pointer('shadow')).toMatchObject({ model_id: models['cancelled'] });
      await handleOf('cancelled').cancel();
      await until(async () => (await handleOf('cancelled').describe()).status.name === 'CANCELLED');
      expect((await lines()).at(-1)).toMatchObject({
        ...{ alias: 'shadow', model_id: null, reason: 'deployment aborted: its run was cancelled' },
      });
    },
    SERVER_TEST_MS,
  );

  test(
    'what a schedule began is tried for ever, what a person asks of it 40 times; a look that failed is asked for again',
    async () => {
      await deploy('scheduled', await retrain(102));
      const run = deploymentRun(system, { modelId: models['scheduled'] as string, begin: false });
      const handle = await system.client.workflow.start('modelDeployment', {
        ...run,
        workflowId: ids.scheduledId(system, 'retrain'),
        taskQueue: ids.controlQueue(system.storeId),
      });
      await until(async () => (await handle.query('state')) !== null);
      const isRefused = async () => (await detailsOf(handle)).includes('; not looked at: ');
      await writeFile(homePaths(home).gatePolicy, '{');
      await handle.signal('closed', true);
      await until(isRefused);
      await policy({});
      await handle.signal('closed', false);
      await until(async () => !(await isRefused()));
      await handle.executeUpdate('abort', { args: [{ reason: 'a test' }] });
      expect(await handle.result()).toMatchObject({ stage: 'aborted' });
      const { events } = await handle.fetchHistory();
      const scheduled = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
      const attempts = scheduled.map((one) => [one.activityType?.name, one.retryPolicy?.maximumAttempts]);
      expect(attempts).toContainEqual(['advanceDeployment', 0]);
      expect(attempts).toContainEqual(['abortDeployment', 40]);
      const asked = scheduled
        .filter(({ activityType }) => activityType?.name === 'advanceDeployment')
        .map(
          ({ input }) =>
            defaultPayloadConverter.fromPayload<{ asked: boolean }>(input?.payloads?.[0] ?? {}).asked,
        );
      expect(asked.slice(0, 3)).toEqual([false, true, true]);
    },
    SERVER_TEST_MS,
  );

  test(
    'where the policy asks, it waits for a person; of two promotions at once one wins, and the other is told',
    async () => {
      await policy({ approval: 'ask', shadow: { min_scored: 1, min_sessions: 1 } });
      // By the way of making models that is known to be better already.
      await deploy('asked', await retrain(119));
      await live('2025-05-20', '2025-05-20', 7);
      await until(isAt('asked', 'approval'));
      expect(await stateOf('asked')).toMatchObject({
        ...{ verdict: 'bless', waits_for: [{ for: 'person', missing: null }] },
      });
      expect((await ask<{ message: string }>('morning')).message).toContain(
        `model ${models['asked']} is blessed and waits for you: "models promote ${models['asked']}"`,
      );
      // What is refused ends the run; the one that follows knows what that knew.
      const { runId } = await handleOf('asked').describe();
      const late = {
        modelId: models['asked'],
        at: '2025-06-01T12:00:00Z',
        seq: 0,
        reason: 'late',
        override: true,
      };
      await expect(handleOf('asked').executeUpdate('approve', { args: [late] })).rejects.toThrow();
      await until(async () => (await handleOf('asked').describe()).runId !== runId);
      expect(await stateOf('asked')).toMatchObject({
        ...{ stage: 'approval', verdict: 'bless', waits_for: [{ for: 'person', missing: null }] },
      });
      const promote = ['models', 'promote', models['asked'] as string, '--reason'];
      const both = await Promise.all([
        tradeloop(home, ...promote, 'ann says so', '--json'),
        tradeloop(home, ...promote, 'bob says so', '--json'),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([0, 1]);
      const documents = both.map(({ stdout }) => JSON.parse(stdout) as object);
      expect(documents).toContainEqual({ error: expect.objectContaining({ name: 'Conflict' }) as unknown });
      expect(documents).toContainEqual(
        expect.objectContaining({ champion: models['base'], deployment: expect.anything() as unknown }),
      );
      expect(await stateOf('asked')).toMatchObject({ stage: 'canary', approved: true });
      // How many of some decisions are the canary's is a matter of their ids.
      for (const [from, to, seed] of LATER) {
        await live(from, to, seed);
        if ((await handleOf('asked').executeUpdate<DeploymentState, []>('refresh')).stage === 'watch') break;
      }
      expect(await stateOf('asked')).toMatchObject({ stage: 'watch' });
      expect((await lines()).at(-1)).toMatchObject({
        ...{ alias: 'champion', model_id: models['asked'], by: 'user' },
        reason: expect.stringMatching(/^(ann|bob) says so$/) as unknown,
      });
    },
    SERVER_TEST_MS,
  );

  test(
    'with an override its model serves at once, and is rolled back by its watch without a person',
    async () => {
      await policy({});
      const bad = await flippedModel(homePaths(home), models['asked'] as string);
      await deploy('flipped', bad);
      expect(
        (await ask<{ champion: string }>('models', 'promote', bad, '--override', '--reason', 'me')).champion,
      ).toBe(bad);
      expect(await handleOf('asked').result()).toMatchObject({ stage: 'replaced' });
      await live('2025-06-09', '2025-07-11', 9);
      expect(await handleOf('flipped').result()).toMatchObject({
        ...{
          stage: 'rolled_back',
          reason: expect.stringMatching(/^(surprise|evidence_against) after /) as unknown,
        },
      });
      expect(await pointer('champion')).toMatchObject({ model_id: models['asked'] });
    },
    SERVER_TEST_MS,
  );

  test(
    'killed between log and pointer while it is promoted: the next start has the model that the log says, whole',
    async () => {
      const path = homePaths(home).modelRegistry;
      let between = 0;
      for (let i = 0; i < 8 && between === 0; i++) {
        const id = [models['base'], models['second']][i % 2] as string;
        const before = (await pointer('champion'))['seq'] as number;
        await deploy('killed', id);
        const data = await pidOf(home, 'data');
        const watching = watch(path, () => {
          watching.close();
          process.kill(data, 'SIGKILL');
        });
        const promoting = serve(id);
        await until(async () => (await runFile(home)).data?.pid !== data);
        const left = await lines();
        await promoting;
        if (left.at(-1)?.['seq'] === before + 1) between++;
        expect(await pointer('champion')).toMatchObject({ model_id: id });
      }
      expect(between).toBeGreaterThan(0);
    },
    SERVER_TEST_MS,
  );
});

describe('up', () => {
  /** What the saved histories are examples of. */
  const EXAMPLES = {
    first: 'first',
    superseded: 'older',
    'canary-watch-done': 'second',
    aborted: 'aborted',
    'asked-approved-replaced': 'asked',
    'override-rolled-back': 'flipped',
  };

  test.each(Object.entries(EXAMPLES))('leaves a history of %s that is saved', async (what, model) => {
    const name = `${DEPLOYMENT}-${what}`;
    const { workflowId } = handleOf(model);
    if (process.env['RECORD_HISTORIES'] === '1') await saveHistory(system, home, { name, workflowId });
    expect((await savedHistories()).map((one) => one.name)).toContain(name);
  });

  test(
    'on a server whose state was lost takes the deployments up where they were',
    async () => {
      await policy({});
      const { model_id } = await pointer('champion');
      if (model_id !== models['base']) await serve(models['base'] as string);
      await deploy('kept', await retrain(130));
      const before = await stateOf('kept');
      await system.close();
      await tradeloop(home, 'down');
      for (const end of ['', '-shm', '-wal'])
        await rm(`${homePaths(home).temporalDb}${end}`, { force: true });
      await up(home);
      system = await connectRunning(home);
      await until(async () => (await stateOf('kept').catch(() => null)) !== null);
      expect(await stateOf('kept')).toEqual(before);
    },
    SERVER_TEST_MS,
  );
});

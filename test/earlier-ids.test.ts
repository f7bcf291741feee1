import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { earlierSchedule } from '../workers/asking/earlier-schedule.js';
import { importsUnderWay } from '../workers/asking/imports-under-way.js';
import { startWorkflow } from '../workers/asking/run-workflow.js';
import { byEarlierVersion, controlQueue, scheduleId } from '../workflows/ids.js';
import { SCHEDULED_STEPS } from '../workflows/step-table.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

const TICK_MS = 2_000;

let home: string;
let system: RunningSystem;

beforeAll(async () => {
  home = await makeHome();
  await up(home);
  system = await connectRunning(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/**
 * A schedule as version 0.1.0 made them: its ids begin with the store's, and what it starts is not told what its ids
 * begin with.
 */
function asEarlier(step: string, spec: ScheduleOptions['spec'], storeId = system.storeId): ScheduleOptions {
  const id = scheduleId(byEarlierVersion(system.storeId), step);
  return {
    scheduleId: id,
    spec,
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '30 days' },
    action: {
      type: 'startWorkflow',
      workflowType: 'startScheduled',
      workflowId: `${id}:run`,
      taskQueue: controlQueue(system.storeId),
      args: [{ storeId, step, pauseSeconds: 1 }],
    },
  };
}

/** The times that runs of a schedule were due at, from what the server appends to their ids. */
async function ticksOf(schedule: string): Promise<number[]> {
  const ticks: number[] = [];
  const query = `WorkflowId STARTS_WITH "${schedule}:run-"`;
  for await (const { workflowId } of system.client.workflow.list({ query }))
    ticks.push(Date.parse(workflowId.slice(`${schedule}:run-`.length)));
  return ticks.sort((a, b) => a - b);
}

/** As the server writes it into ids. */
const secondOf = (instant: number) => new Date(instant).toISOString().replace('.000', '');

/** As the server lists them, which it does a moment after they have come or gone. */
async function scheduleIds(): Promise<string[]> {
  const found: string[] = [];
  for await (const { scheduleId } of system.client.schedule.list()) found.push(scheduleId);
  return found.sort();
}

describe('a schedule of version 0.1.0', () => {
  test('is succeeded: what it began goes on, what it had put off its successor does, and no time is begun twice', async () => {
    const { client } = system;
    const spec = { intervals: [{ every: TICK_MS }] };
    // Nobody does the steps of this store: the first run stays, and the next are put off.
    const before = asEarlier('week', spec, 'nobody');
    await client.schedule.create(before);
    await until(
      async () =>
        (await client.schedule.getHandle(before.scheduleId).describe()).info.recentActions.length > 0,
    );
    await sleep(3 * TICK_MS);

    const earlier = await earlierSchedule(system, 'week');
    const [first = 0] = await ticksOf(before.scheduleId);
    const run = client.workflow.getHandle(`${before.scheduleId}:run-${secondOf(first)}`);
    expect((await run.describe()).status.name).toBe('RUNNING');
    expect((await tradeloop(home, 'status')).stdout).toContain('  schedule:week:run-');
    // It rests: what it has put off it does not begin when that run is over.
    await run.terminate();
    await sleep(2 * TICK_MS);
    expect(await ticksOf(before.scheduleId)).toEqual([first]);

    const after = { ...asEarlier('week', spec), scheduleId: 'successor' };
    const successor = await client.schedule.create({
      ...after,
      action: { ...after.action, workflowId: 'successor:run' },
    });
    await earlier?.handOver(successor);
    await until(async () => !(await scheduleIds()).includes(before.scheduleId));
    await until(async () => (await ticksOf('successor')).length >= 8);
    await successor.delete();
    const begun = [first, ...(await ticksOf('successor'))];
    expect(begun).toEqual(begun.map((_, at) => first + at * TICK_MS));
  }, 120_000);

  test(
    'is gone after up, and stays paused where a person had paused it',
    async () => {
      for (const step of SCHEDULED_STEPS) {
        await system.client.schedule.getHandle(scheduleId(system, step)).delete();
        await system.client.schedule.create(asEarlier(step, { calendars: [{ hour: 3 }] }));
      }
      const earlierId = scheduleId(byEarlierVersion(system.storeId), 'outcomes');
      await system.client.schedule.getHandle(earlierId).pause('on holiday');
      await tradeloop(home, 'down');
      await up(home);
      system = await connectRunning(home);
      const own = SCHEDULED_STEPS.map((step) => `schedule:${step}`).sort();
      await until(async () => (await scheduleIds()).join() === own.join());
      const { schedules } = JSON.parse((await tradeloop(home, 'schedules', 'list', '--json')).stdout) as {
        schedules: { schedule: string; paused: boolean; when: string }[];
      };
      expect(schedules.map(({ schedule, paused }) => [schedule, paused])).toEqual(
        SCHEDULED_STEPS.map((step) => [step, step === 'outcomes']),
      );
    },
    SERVER_TEST_MS,
  );
});

describe('a run of version 0.1.0', () => {
  test('is shown by status and ended by cancel as people read its id', async () => {
    const id = `${system.storeId}:outcomes:2025-01-10`;
    const handle = await startWorkflow(system, 'outcomeTracking', {
      id,
      args: [{ storeId: 'nobody', through: '2025-01-10', after: null, pauseSeconds: 1 }],
    });
    await until(async () =>
      (await tradeloop(home, 'status')).stdout.includes('  outcomes:2025-01-10 since '),
    );
    const { stdout } = await tradeloop(home, 'cancel', 'outcomes:2025-01-10', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ run_id: 'outcomes:2025-01-10' });
    await until(async () => (await handle.describe()).status.name === 'CANCELLED');
  }, 60_000);

  test('that imports a file keeps its copy in the home, as one of today does', async () => {
    const before = 'a'.repeat(64);
    const file = { sha256: before, givenPath: 'a.csv', account: null, coveredThrough: null };
    await startWorkflow(system, 'importFiles', {
      id: `${system.storeId}:import:${before}`,
      args: [{ storeId: 'nobody', file }],
    });
    const path = join(home, 'trade.jsonl');
    await writeFile(
      path,
      '{"account":"main","executed_at":"2025-01-06","action":"buy","underlying":"F","quantity":1,"price":9}\n',
    );
    const today = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    // A data process that rests keeps the import under way.
    process.kill(system.run.data?.pid ?? 0, 'SIGSTOP');
    const asked = { path, givenPath: path, account: null, coveredThrough: null };
    const importing = system.steps.importFile(asked);
    await until(async () => (await importsUnderWay(system)).size === 2);
    expect(await importsUnderWay(system)).toEqual(new Set([before, today]));
    process.kill(system.run.data?.pid ?? 0, 'SIGCONT');
    expect(await importing).toMatchObject({ sha256: today, accepted: 1 });
  }, 60_000);

  test('brings what comes before it under the ids of that version', async () => {
    const { client, storeId } = system;
    const range = { from: '2025-01-06', to: '2025-01-06' };
    const handle = await startWorkflow(system, 'outcomeTracking', {
      id: `${storeId}:outcomes:2025-01-06`,
      args: [{ storeId, through: range.to, after: range, pauseSeconds: 1 }],
    });
    await handle.result();
    expect((await client.workflow.getHandle(`${storeId}:reconcile:2025-01-06`).describe()).type).toBe(
      'nightlyReconciliation',
    );
  }, 60_000);
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { StartScheduledReport } from '../workflows/start-scheduled.js';
import type { DayReport, HourReport } from '../activities/learning-reports.js';
import { DEFAULT_POLICY } from '../domain/learning/gate/gate-policy.js';
import { homePaths } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { scheduleId } from '../workflows/ids.js';
import { asIfDue, startedAt } from './as-if-due.js';
import { writeIntradayAccount } from './intraday-account.js';
import { flippedModel } from './flipped-model.js';
import { LEARNING, saveHistories } from './saved-histories.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

let home: string;
let system: RunningSystem;

beforeAll(async () => {
  home = await makeHome();
  const files = await writeIntradayAccount(join(home, 'files'), {
    from: '2025-01-06',
    to: '2025-01-17',
    seed: 5,
  });
  await up(home);
  system = await connectRunning(home);
  for (const path of files)
    await system.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  await writeFile(homePaths(home).gatePolicy, JSON.stringify({ ...DEFAULT_POLICY, min_samples: 4 }));
}, SERVER_TEST_MS);

afterAll(async () => {
  if (process.env['RECORD_HISTORIES'] === '1')
    await saveHistories(system, home, (type) => LEARNING.has(type));
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

const NOTHING = { workflow_id: null, result: null };

describe('morningPrep', () => {
  test('due at 09:00 in New York is about the session that opens; on a holiday nothing is started', async () => {
    expect(await asIfDue(system, 'morning', '2025-01-20T14:00:00Z')).toEqual(NOTHING);
    expect(await asIfDue(system, 'morning', '2025-01-17T14:00:00Z')).toMatchObject({
      workflow_id: 'morning:2025-01-17',
      result: { day: '2025-01-17', champion: null, problems: [], sent: false, message: null },
    });
  }, 60_000);
});

describe('hourlyLearning', () => {
  test('is off where no account closes enough within a day, and says so', async () => {
    expect(await asIfDue(system, 'hourly', '2025-01-14T15:00:00Z')).toMatchObject({
      workflow_id: 'hour:2025-01-14T10',
      result: { hour: '2025-01-14T10', accounts: [{ account: 'main', on: false }], step: null },
    });
  }, 60_000);

  test('missed hours are taken in their order once the machine is there again, each under its own id', async () => {
    const accounts = { main: 'on' };
    await writeFile(homePaths(home).learningHours, JSON.stringify({ hours: 1, accounts }));
    const schedule = system.client.schedule.getHandle(scheduleId(system, 'hourly'));
    await schedule.backfill({
      start: new Date('2025-01-15T14:30:00Z'),
      end: new Date('2025-01-15T18:00:00Z'),
      overlap: ScheduleOverlapPolicy.BUFFER_ALL,
    });
    const reports: StartScheduledReport[] = [];
    for (const hour of ['15', '16', '17', '18'].map((utc) => `2025-01-15T${utc}:00:00Z`))
      reports.push((await startedAt(system, 'hourly', hour)) as StartScheduledReport);
    const ids = ['10', '11', '12', '13'].map((hour) => `hour:2025-01-15T${hour}`);
    expect(reports.map(({ workflow_id }) => workflow_id)).toEqual(ids);
    const steps = (await readFile(homePaths(home).learned, 'utf8')).trimEnd().split('\n');
    expect(steps.map((line) => `hour:${(JSON.parse(line) as { of: string }).of}`)).toEqual(ids);
    for (const { result } of reports)
      expect((result as HourReport).step).toMatchObject({ state: 'learned', updates: [{}, {}] });
  }, 120_000);

  test('on a holiday nothing is started; the same hour again gives the same model', async () => {
    expect(await asIfDue(system, 'hourly', '2025-01-20T15:00:00Z')).toEqual(NOTHING);
    const run = system.client.workflow.getHandle('hour:2025-01-15T13');
    const first = (await run.result()) as HourReport;
    const again = (await asIfDue(system, 'hourly', '2025-01-15T18:00:00Z')) as StartScheduledReport;
    expect((again.result as HourReport).step?.updates).toEqual(first.step?.updates);
  }, 60_000);

  test('is found by its step and its day, and shows what came of it', async () => {
    const query = 'Step = "hourly" AND TradingDate = "2025-01-15"';
    await until(async () => (await system.client.workflow.count(query)).count >= 4);
    const handle = system.client.workflow.getHandle('hour:2025-01-15T12');
    expect(await (await handle.describe()).staticSummary()).toBe(
      'Learn what was known by 2025-01-15 12:00 in New York',
    );
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/^2025-01-15 12:00 in New York: \d+ labels: online_logistic-/);
  }, 60_000);
});

describe('endOfDay', () => {
  test('due at 16:30 in New York: what that day made known, then the report', async () => {
    const told = (await asIfDue(system, 'eod', '2025-01-15T21:30:00Z')) as StartScheduledReport;
    expect(told.workflow_id).toBe('eod:2025-01-15');
    const { steps, report } = told.result as DayReport;
    expect(steps.map(({ of, state }) => [of, state])).toEqual([['2025-01-15', 'learned']]);
    expect(report.as_of).toBe('2025-01-15');
  }, 60_000);

  test('due on a day of which nothing is imported: as far as there is anything, missed days in their order', async () => {
    const told = (await asIfDue(system, 'eod', '2025-01-22T21:30:00Z')) as StartScheduledReport;
    expect(told.workflow_id).toBe('eod:2025-01-17');
    expect((told.result as DayReport).steps.map(({ of }) => of)).toEqual(['2025-01-16', '2025-01-17']);
  }, 60_000);
});

describe('tradeloop trigger', () => {
  test('eod, hourly and morning say what came of them', async () => {
    const eod = await tradeloop(home, 'trigger', 'eod');
    expect(eod).toMatchObject({ status: 0 });
    expect(eod.stdout).toMatch(/^ran eod:2025-01-17\n2025-01-17: \d+ labels: online_logistic-/);
    const hourly = await tradeloop(home, 'trigger', 'hourly', '--json');
    expect(JSON.parse(hourly.stdout)).toMatchObject({
      workflow_id: expect.stringMatching(/^hour:20\d\d-\d\d-\d\dT(09|1[0-6])$/) as unknown,
      result: { step: { state: 'nothing_new' } },
    });
    const morning = await tradeloop(home, 'trigger', 'morning');
    expect(morning.stdout).toMatch(
      /^ran morning:20\d\d-\d\d-\d\d\nprepared 20\d\d-\d\d-\d\d: known through 2025-/,
    );
    const { stdout } = await tradeloop(home, 'schedules', 'list');
    expect(stdout).toMatch(
      /^hourly +Mon–Fri 09:00 to 16:00 hourly America\/New_York +next \d{4}-\d\d-\d\d (09|1[0-6]):00$/m,
    );
    expect(stdout).toMatch(/^eod +Mon–Fri 16:30 America\/New_York +next \d{4}-\d\d-\d\d 16:30$/m);
    expect(stdout).toMatch(/^morning +Mon–Fri 09:00 America\/New_York +next \d{4}-\d\d-\d\d 09:00$/m);
  }, 120_000);
});

describe('endOfDay, of a champion that is not what it claims', () => {
  test('begins a retrain under the id of the day and of what has changed', async () => {
    const at = '2025-06-01T12:00:00Z';
    const { model_id } = await system.steps.updateOnline({
      ...{ weighting: 'pnl', hours: 720, asOf: null, at },
    });
    const id = await flippedModel(homePaths(home), model_id as string);
    // What has served before is not watched.
    const promotions = [id, model_id as string].map(
      (one) => ({ change: 'promote', id: one, override: true }) as const,
    );
    for (const change of [...promotions, { change: 'rollback' } as const]) {
      const seq = (await readRegistry(homePaths(home))).at(-1)?.seq ?? 0;
      await system.steps.changeModel({ ...change, reason: 'a test', at, seq });
    }
    const days = { from: '2025-01-21', to: '2025-02-07', seed: 6 };
    for (const path of await writeIntradayAccount(join(home, 'later'), days))
      await system.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    const told = (await asIfDue(system, 'eod', '2025-02-07T21:30:00Z')) as StartScheduledReport;
    const streams = (told.result as DayReport).retrain.map(({ stream }) => stream);
    expect(streams).toContain('model');
    for (const stream of streams) {
      const run = system.client.workflow.getHandle(`retrain:2025-02-07:${stream}`);
      expect((await run.describe()).type).toBe('fullRetrain');
      await run.terminate('the test has seen it').catch(() => undefined);
    }
  }, 120_000);
});

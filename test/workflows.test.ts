import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { stageFile } from '../activities/import/staging-folder.js';
import { FileRefused } from '../domain/errors.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { importsUnderWay } from '../workers/asking/imports-under-way.js';
import { runBackfill } from '../workers/asking/running-steps.js';
import { startWorkflow } from '../workers/asking/run-workflow.js';
import type { BackfillProgress } from '../workflows/catch-up.js';
import * as ids from '../workflows/ids.js';
import type { importFiles } from '../workflows/import-files.js';
import type { nightlyReconciliation } from '../workflows/nightly-reconciliation.js';
import type { outcomeTracking } from '../workflows/outcome-tracking.js';
import type { startScheduled } from '../workflows/start-scheduled.js';
import { asIfDue } from './as-if-due.js';
import { APART, saveHistories } from './saved-histories.js';
import { writeSmallMarket } from './small-market.js';
import { BIN, makeHome, pidOf, removeHome, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

let home: string;
let files: Awaited<ReturnType<typeof writeSmallMarket>>;
let system: RunningSystem;

beforeAll(async () => {
  home = await makeHome();
  files = await writeSmallMarket(join(home, 'market'));
  await up(home);
  system = await connectRunning(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  if (process.env['RECORD_HISTORIES'] === '1') await saveHistories(system, home, (type) => !APART.has(type));
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

function importInput(path: string) {
  return { path, givenPath: path, account: null, coveredThrough: '2025-01-31' };
}

/** How often a workflow's steps may fail; 0: as often as they do. */
async function attemptsOf(workflowId: string): Promise<(number | null | undefined)[]> {
  const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled ? [scheduled.retryPolicy?.maximumAttempts] : [],
  );
}

async function statusOf(workflowId: string): Promise<string> {
  return (await system.client.workflow.getHandle(workflowId).describe()).status.name;
}

/** The ids of the runs that a search in the workflow UI finds. */
async function foundBy(query: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId } of system.client.workflow.list({ query })) found.push(workflowId);
  return found;
}

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

function isRefusedChild({
  startChildWorkflowExecutionFailedEventAttributes: refused,
}: Events[number]): boolean {
  return Boolean(refused);
}

function pauseOf({ timerStartedEventAttributes: timer }: Events[number]): number[] {
  const seconds = timer?.startToFireTimeout?.seconds;
  return seconds ? [Number(seconds)] : [];
}

describe('importFiles', () => {
  test('a file: its report, under the id of its content and of what was said of it', async () => {
    const input = importInput(files.executions);
    const report = await system.steps.importFile(input);
    const sha256 = createHash('sha256')
      .update(await readFile(files.executions))
      .digest('hex');
    expect(report).toMatchObject({ sha256, accepted: 3, rejected: 0 });
    const id = ids.importId(system, sha256, input.account, input.coveredThrough);
    expect(await statusOf(id)).toBe('COMPLETED');
  }, 60_000);

  test('a table by a mapping, which is part of what was said of it', async () => {
    const path = join(home, 'table.csv');
    await writeFile(path, 'Day,Ticker,Count,Cost\n2025-01-06,F,1,9.5\n');
    const mapping: TableMapping = {
      dataset: 'executions',
      fields: {
        account: { value: 'mapped' },
        executed_at: { column: 'Day' },
        action: { value: 'buy' },
        underlying: { column: 'Ticker' },
        quantity: { column: 'Count' },
        price: { column: 'Cost' },
      },
    };
    const report = await system.steps.importFile({ ...importInput(path), mapping });
    expect(report).toMatchObject({ format: 'mapped', accepted: 1 });
    await expect(system.steps.importFile(importInput(path))).rejects.toThrow(FileRefused);
    await system.steps.retractImport({ fileSha256: report.sha256 });
  }, 60_000);

  test('a file that is no export, alone: FileRefused', async () => {
    const path = join(home, 'page.csv');
    await writeFile(path, '<!doctype html><html><body>Log in</body></html>');
    await expect(system.steps.importFile(importInput(path))).rejects.toThrow(FileRefused);
  }, 60_000);

  test('a file that is refused: no failure of the run, which tells why', async () => {
    const page = join(home, 'page.csv');
    const { path, ...said } = importInput(page);
    const sha256 = await stageFile(homePaths(home), path);
    const handle = await startWorkflow<typeof importFiles>(system, 'importFiles', {
      id: ids.importId(system, 'page'),
      args: [{ storeId: system.storeId, file: { ...said, sha256 } }],
    });
    expect(await handle.result()).toEqual({
      refused: { name: 'FileRefused', message: expect.any(String) as unknown },
    });
  }, 60_000);

  test('advice and bars', async () => {
    for (const path of [files.advice, files.bars])
      expect(await system.steps.importFile(importInput(path))).toMatchObject({ rejected: 0 });
  }, 60_000);
});

describe('importBatch', () => {
  const trade = (price: number) =>
    `${JSON.stringify({ account: 'batch', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1, price })}\n`;
  const write = async (name: string, content: string) => {
    const path = join(home, name);
    await writeFile(path, content);
    return importInput(path);
  };

  test('several files: what became of each, in their order, whichever is refused or not there', async () => {
    const staged = () => readdir(homePaths(home).staging);
    // What was refused just now stays a minute.
    const before = await staged();
    const inputs = [];
    for (let price = 1; price <= 9; price += 1) inputs.push(await write(`${price}.jsonl`, trade(price)));
    inputs.splice(3, 0, await write('page.csv', '<html>log in</html>'), importInput(join(home, 'gone.csv')));
    inputs.push(await write('again.jsonl', trade(1) + trade(21)));
    const told: number[] = [];
    const outcomes = await system.steps.importEach(inputs, (done) => told.push(done));
    expect(outcomes.map((one) => ('report' in one ? one.report.accepted : one.refused.name))).toEqual([
      ...[1, 1, 1, 'FileRefused', 'NotFound'],
      ...new Array<number>(6).fill(1),
      1,
    ]);
    expect(outcomes.at(-1)).toMatchObject({ report: { path: inputs.at(-1)?.givenPath, duplicates: 1 } });
    expect(before).toEqual(expect.arrayContaining(await staged()));
    for (const outcome of outcomes)
      if ('report' in outcome) await system.steps.retractImport({ fileSha256: outcome.report.sha256 });
  }, 60_000);

  test('under way, keeps the copies of its files from being swept', async () => {
    const inputs = [await write('one.jsonl', trade(31)), await write('two.jsonl', trade(32))];
    const data = await pidOf(home, 'data');
    process.kill(data, 'SIGSTOP');
    const imported = system.steps.importEach(inputs, () => undefined);
    try {
      await until(async () => (await importsUnderWay(system)).size === 2);
      expect(await readdir(homePaths(home).staging)).toEqual(
        expect.arrayContaining([...(await importsUnderWay(system))]),
      );
    } finally {
      process.kill(data, 'SIGCONT');
    }
    for (const outcome of await imported)
      if ('report' in outcome) await system.steps.retractImport({ fileSha256: outcome.report.sha256 });
  }, 60_000);
});

describe('a schedule', () => {
  test('reconcile due at 21:00 Pacific on Monday: Monday is reconciled, under its own id', async () => {
    const workflowId = ids.stepId(system, 'reconcile', { from: '2025-01-06', to: '2025-01-06' });
    const told = await asIfDue(system, 'reconcile', '2025-01-07T05:00:00Z');
    const result = { from: '2025-01-06', to: '2025-01-06', matches_by_type: { pending: 1 } };
    expect(told).toMatchObject({ workflow_id: workflowId, result });
    expect(await attemptsOf(workflowId)).toEqual([0]);
  }, 60_000);

  test('reconcile due on Martin Luther King Day: nothing is started', async () => {
    const told = await asIfDue(system, 'reconcile', '2025-01-21T05:00:00Z');
    expect(told).toEqual({ workflow_id: null, result: null });
  }, 60_000);

  test('week due on Saturday: the outcomes and the reconciliation of Friday come first', async () => {
    const told = await asIfDue(system, 'week', '2025-01-11T17:00:00Z');
    const result = { week: '2025-W02', revision: 1, published: true };
    expect(told).toMatchObject({
      workflow_id: ids.stepId(system, 'week', { week: '2025-W02' }),
      result,
    });
    const [reconciled, outcomes] = await Promise.all(
      [
        ids.stepId(system, 'reconcile', { from: '2025-01-10', to: '2025-01-10' }),
        ids.stepId(system, 'outcomes', { through: '2025-01-10' }),
      ].map((id) => system.client.workflow.getHandle(id).describe()),
    );
    expect(outcomes?.status.name).toBe('COMPLETED');
    expect(await attemptsOf(ids.stepId(system, 'outcomes', { through: '2025-01-10' }))).toEqual([0]);
    expect(+(reconciled?.closeTime ?? 0)).toBeLessThan(+(outcomes?.closeTime ?? 0));
  }, 60_000);

  test('week due three weeks later: those in between are summed up before it', async () => {
    const told = await asIfDue(system, 'week', '2025-02-01T17:00:00Z');
    const result = { week: '2025-W05', revision: null, others: [{ week: '2025-W03', revision: 1 }] };
    expect(told).toMatchObject({
      workflow_id: ids.stepId(system, 'week', { week: '2025-W05' }),
      result,
    });
    const { weeks_published, reconciled_through } = await system.reads.describe();
    expect({ weeks_published, reconciled_through }).toEqual({
      weeks_published: ['2025-W02', '2025-W03'],
      reconciled_through: '2025-01-31',
    });
  }, 60_000);

  test('reconcile due on a night of which nothing is imported: as far as anything is known', async () => {
    const told = await asIfDue(system, 'reconcile', '2025-03-05T05:00:00Z');
    const result = { from: '2025-01-31', to: '2025-01-31', as_of: '2025-01-31' };
    expect(told).toMatchObject({
      workflow_id: ids.stepId(system, 'reconcile', { from: '2025-01-31', to: '2025-01-31' }),
      result,
    });
  }, 60_000);

  test('outcomes due while a person’s run of that day is under way: they come after it, and are not dropped', async () => {
    const { storeId, idPrefix } = system;
    const day = '2025-01-31';
    const stuck = await startWorkflow<typeof outcomeTracking>(system, 'outcomeTracking', {
      id: ids.stepId(system, 'outcomes', { through: day }),
      args: [{ storeId: 'nobody', through: day, after: null, pauseSeconds: 1 }],
    });
    const handle = await startWorkflow<typeof startScheduled>(system, 'startScheduled', {
      id: ids.scheduleId(system, 'by-hand'),
      args: [{ storeId, idPrefix, step: 'outcomes', pauseSeconds: 1 }],
    });
    await until(async () => (await handle.fetchHistory()).events?.some(isRefusedChild) ?? false);
    await stuck.terminate('the test lets go');
    expect(await handle.result()).toMatchObject({
      workflow_id: ids.stepId(system, 'outcomes', { through: day }),
      result: { through: day },
    });
  }, 60_000);

  test('outcomes due while the reconciliation is under way: they wait for it, each time longer', async () => {
    const { storeId, idPrefix } = system;
    const range = { from: '2025-01-14', to: '2025-01-14' };
    const stuck = await startWorkflow<typeof nightlyReconciliation>(system, 'nightlyReconciliation', {
      id: ids.stepId(system, 'reconcile', { from: '2025-01-14', to: '2025-01-14' }),
      args: [{ storeId: 'nobody', range }],
    });
    const waiting = await startWorkflow<typeof outcomeTracking>(system, 'outcomeTracking', {
      id: ids.stepId(system, 'outcomes', { through: '2025-01-14' }),
      args: [{ storeId, idPrefix, through: '2025-01-14', after: range, pauseSeconds: 1 }],
    });
    const pauses = async () => ((await waiting.fetchHistory()).events ?? []).flatMap(pauseOf);
    await until(async () => (await pauses()).length === 2);
    expect(await pauses()).toEqual([1, 2]);
    await stuck.terminate('the test lets go');
    await waiting.result();
    expect(await statusOf(stuck.workflowId)).toBe('COMPLETED');
  }, 60_000);
});

describe('a workflow', () => {
  test('that is under way is joined by who starts it again', async () => {
    const start = () =>
      startWorkflow<typeof nightlyReconciliation>(system, 'nightlyReconciliation', {
        id: ids.stepId(system, 'reconcile', {}),
        args: [{ storeId: 'nobody', range: null }],
      });
    const [first, second] = [await start(), await start()];
    const [a, b] = await Promise.all([first.describe(), second.describe()]);
    await first.terminate('the test lets go');
    expect(a.runId).toBe(b.runId);
  }, 60_000);

  test('is found by its step and its day', async () => {
    const query = `Step = "reconcile" AND TradingDate STARTS_WITH "2025-01" AND TradingDate = "2025-01-06"`;
    await until(async () => (await system.client.workflow.count(query)).count === 1);
  }, 60_000);

  test('is found by its week, its account and every day that it was about, which its report says where nobody did', async () => {
    await system.steps.reconcileRange({});
    const week = ids.stepId(system, 'week', { week: '2025-W02' });
    await until(async () => (await foundBy('Week = "2025-W02" AND Step = "week"')).includes(week));
    const onDay = 'TradingFrom <= "2025-01-08" AND TradingTo >= "2025-01-08"';
    await until(async () => (await foundBy(onDay)).includes(ids.stepId(system, 'reconcile', {})));
    expect(await foundBy(onDay)).toContain(week);
    const imports = await foundBy('Account = "main" AND Step = "import"');
    expect(imports.length).toBeGreaterThan(0);
    expect(await foundBy('Account = "nobody"')).toEqual([]);
  }, 60_000);

  test('shows in words what it was asked to do and what came of it', async () => {
    const handle = system.client.workflow.getHandle(ids.stepId(system, 'reconcile', {}));
    const asked = 'Match advice with trades: all that is new or changed';
    expect(await (await handle.describe()).staticSummary()).toBe(asked);
    const { events } = await handle.fetchHistory();
    const summaries = (events ?? []).flatMap(({ userMetadata }) =>
      userMetadata?.summary ? [defaultPayloadConverter.fromPayload(userMetadata.summary)] : [],
    );
    // Of the run, and of its activity.
    expect(summaries).toEqual([asked, asked]);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(
      /^2024-12-02 to 2025-01-31: 3 matches, 1 changed, 0 rejected\n\n```\nreconciled /,
    );
  }, 60_000);
});

describe('backfill', () => {
  test('over fourteen months: each step over all of them at once, then the weeks of each month, progress on the way', async () => {
    const range = { from: '2023-12-04', to: '2025-01-31' };
    const heard: BackfillProgress[] = [];
    const report = await runBackfill(system, range, (progress) => heard.push(progress));
    expect(report).toMatchObject({ ...range, months: 14, matches_by_type: { consent: 1, modify: 1 } });
    expect(heard.every(({ parts_total }) => parts_total === 16)).toBe(true);
    const done = heard.map(({ parts_done }) => parts_done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    const handle = system.client.workflow.getHandle('backfill:2023-12-04..2025-01-31');
    const { events } = await handle.fetchHistory();
    const steps = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled ? [scheduled.activityType?.name] : [],
    );
    expect(steps).toEqual([
      'reconcileRange',
      'trackOutcomes',
      ...Array.from({ length: 14 }, () => 'aggregateWeeks'),
      'openReviews',
    ]);
    const onDay = 'TradingFrom <= "2024-07-04" AND TradingTo >= "2024-07-04"';
    await until(async () => (await foundBy(onDay)).includes(handle.workflowId));
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/^2023-12-04 to 2025-01-31: 3 matches, 1 changed, 0 rejected\n/);
    expect(currentDetails).toMatch(/^2025-01, 1 week published: 3 matches, 1 changed, 0 rejected$/m);
  }, 120_000);
});

describe('tradeloop', () => {
  test('trigger tells what ran and what came of it, by the name that people know', async () => {
    const { status, stdout } = await tradeloop(home, 'trigger', 'reconcile');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ran reconcile:2025-01-31\nreconciled 2025-01-31 as of 2025-01-31: /);
  }, 30_000);

  test('a day that nothing can be known of is misuse, and nothing is started', async () => {
    for (const command of [
      ['reconcile', '2031-01-06'],
      ['outcomes', '2031-01-06'],
      ['advise', '--from', '2025-01-06', '--to', '2031-01-06'],
      ['week', '2031-W02'],
      ['matches', 'list', '--from', '2031-01-06', '--to', '2031-01-10'],
      ['morning', '2031-01-06'],
    ]) {
      const { status, stderr } = await tradeloop(home, ...command);
      expect([command[0], status]).toEqual([command[0], 2]);
      expect(stderr).toContain('is after 2025-01-31');
    }
    const { stdout } = await tradeloop(home, 'status');
    expect(stdout).not.toContain('2031');
  }, 60_000);

  test('what was refused to who asked for it is no failure', async () => {
    const asked = system.steps.reconcileRange({ from: '2031-01-06', to: '2031-01-06' });
    await expect(asked).rejects.toMatchObject({ name: 'InvalidInput' });
    const id = ids.stepId(system, 'reconcile', { from: '2031-01-06', to: '2031-01-06' });
    await until(async () => (await statusOf(id)) === 'FAILED');
    expect((await tradeloop(home, 'status')).stdout).not.toContain('2031');
  }, 30_000);

  test('status tells what failed and when, until it is asked for what came later, or it is dismissed', async () => {
    await symlink('/dev/full', join(homePaths(home).exports, 'bars.csv.partial'));
    const failed = await tradeloop(home, 'export', 'bars', '--format', 'csv');
    expect(failed).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/disk full: \d+ MB free at .*\. Make room/) as unknown,
    });
    const line = /^ {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}export:bars\.csv: DiskFault: disk full: /m;
    await until(async () => line.test((await tradeloop(home, 'status')).stdout));
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await tradeloop(home, 'status', '--since', later)).stdout).toContain('nothing failed since');
    const dismissed = await tradeloop(home, 'status', '--dismiss', 'export:bars.csv');
    expect(dismissed.status).toBe(0);
    expect(dismissed.stdout).not.toMatch(line);
    expect((await tradeloop(home, 'status', '--dismiss', 'export:bars.csv')).stderr).toContain(
      'no failure of a run "export:bars.csv"',
    );
  }, 60_000);

  test('Ctrl-C on a backfill ends the waiting, and says how to go on', async () => {
    const child = spawn(
      process.execPath,
      [BIN, 'backfill', '--from', '2023-12-04', '--to', '2025-01-31', '--home', home],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(() => said.includes('backfill: '));
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    const run = 'backfill:2023-12-04..2025-01-31';
    expect(said).toContain(`${run} goes on. Watch it with "npx tradeloop status`);
    expect(said).toContain(`npx tradeloop cancel ${run}`);
    const id = ids.backfillId(system, { from: '2023-12-04', to: '2025-01-31' });
    await until(async () => (await statusOf(id)) === 'COMPLETED');
  }, 60_000);

  test('schedules list tells the next time on the schedule’s own clock', async () => {
    const { stdout } = await tradeloop(home, 'schedules', 'list');
    expect(stdout).toMatch(/^reconcile +Mon–Fri 21:00 America\/Los_Angeles +next \d{4}-\d\d-\d\d 21:00$/m);
    expect(stdout).toMatch(/^week +Sat 09:00 America\/Los_Angeles +next \d{4}-\d\d-\d\d 09:00$/m);
  }, 30_000);

  test('backfill refuses a range that ends in the future', async () => {
    const { status, stderr } = await tradeloop(
      home,
      'backfill',
      '--from',
      '2025-01-06',
      '--to',
      '2031-01-06',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('2031-01-06 is after 2025-01-31');
  }, 30_000);
});

describe('steps of the running system', () => {
  test('what a full disk breaks off is told to who asked, by its name, and has left nothing', async () => {
    const partial = join(homePaths(home).exports, 'bars.csv.partial');
    await symlink('/dev/full', partial);
    const asked = system.steps.exportTable({ table: 'bars', format: 'csv' });
    await expect(asked).rejects.toMatchObject({ name: 'DiskFault' });
    await expect(lstat(partial)).rejects.toThrow('ENOENT');
    expect(await attemptsOf(ids.stepId(system, 'export', { table: 'bars', format: 'csv' }))).toEqual([40]);
  }, 30_000);

  test('advise, export, rebuild, retract and describe give what the step gives', async () => {
    const { steps } = system;
    const range = { from: '2025-01-06', to: '2025-01-10' };
    expect(await steps.adviseRange({ ...range, account: null })).toMatchObject({ ...range, sessions: 4 });
    const exported = await steps.exportTable({ table: 'executions', format: 'csv' });
    expect(exported).toMatchObject({ rows: 3 });
    expect(await steps.rebuildWarehouse({})).toMatchObject({ executions: 3 });
    const fileSha256 = createHash('sha256')
      .update(await readFile(files.advice))
      .digest('hex');
    expect(await steps.retractImport({ fileSha256 })).toMatchObject({ records_removed: 2 });
    expect(await system.reads.describe()).toMatchObject({ executions: 3, store_id: system.storeId });
    expect(await steps.trackOutcomes({})).toMatchObject({ through: '2025-01-31' });
    expect(await steps.aggregateWeek({ week: '2025-W02' })).toMatchObject({ week: '2025-W02' });
  }, 120_000);
});

import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { homePaths } from '../store/home/home.js';
import { connectRunning } from '../workers/asking/client.js';
import { holdHome } from '../workers/running/home-lock.js';
import { isAlive, isGone, type ProcessRef } from '../store/home/process-ref.js';
import { startWorkflow } from '../workers/asking/run-workflow.js';
import * as ids from '../workflows/ids.js';
import type { askStep } from '../workflows/ask-step.js';
import {
  endWithCtrlC,
  makeHome,
  removeHome,
  runFile,
  SERVER_TEST_MS,
  tradeloop,
  until,
  up,
} from './system.js';

let home: string;
let supervisor: ChildProcess;

beforeAll(async () => {
  home = await makeHome();
  supervisor = await up(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

async function allTakeTasks(): Promise<boolean> {
  return (await tradeloop(home, 'status')).status === 0;
}

async function processes(): Promise<{ server: ProcessRef; control: ProcessRef; data: ProcessRef }> {
  const { server, control, data } = await runFile(home);
  if (!server || !control || !data) throw new Error('not all processes run');
  return { server, control, data };
}

describe('tradeloop up', () => {
  test('status exits 0 and tells both workers', async () => {
    const { status, stdout } = await tradeloop(home, 'status', '--json');
    const { control, data } = await processes();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      workers: [
        { name: 'control', pid: control.pid, polling: true },
        { name: 'data', pid: data.pid, polling: true },
        { name: 'train' },
      ],
      running: [],
      failed: [],
      waiting_for: [],
    });
  });

  test('a second one on the same home exits 1 and says who holds it', async () => {
    const { status, stdout } = await tradeloop(home, 'up', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'HomeHeld' } });
    expect(stdout).toContain(`pid ${supervisor.pid}, since 20`);
  });

  test('nothing else gets to hold the home', async () => {
    await expect(holdHome(home)).rejects.toThrow(`pid ${supervisor.pid}`);
  });

  test('schedules apply: twice is as once, and a paused one stays paused', async () => {
    const paused = await tradeloop(home, 'schedules', 'pause', 'week', '--json');
    const once = await tradeloop(home, 'schedules', 'apply', '--json');
    const twice = await tradeloop(home, 'schedules', 'apply', '--json');
    expect(twice.stdout).toBe(once.stdout);
    expect(twice.stdout).toBe(paused.stdout);
    expect(JSON.parse(twice.stdout)).toMatchObject({
      schedules: [
        { schedule: 'reconcile', when: 'Mon–Fri 21:00 America/Los_Angeles', paused: false },
        { schedule: 'outcomes', when: 'Mon–Fri 22:00 America/Los_Angeles', paused: false },
        { schedule: 'night', when: 'Mon–Fri 23:00 America/Los_Angeles', paused: false },
        { schedule: 'week', when: 'Sat 09:00 America/Los_Angeles', paused: true },
        { schedule: 'morning', when: 'Mon–Fri 09:00 America/New_York', paused: false },
        { schedule: 'hourly', when: 'Mon–Fri 09:00 to 16:00 hourly America/New_York', paused: false },
        { schedule: 'eod', when: 'Mon–Fri 16:30 America/New_York', paused: false },
        { schedule: 'retrain', when: 'Sun 01:00 America/New_York', paused: false },
      ],
    });
  }, 60_000);

  test('a file put into the inbox is imported, one that is no export is refused with the reason', async () => {
    const { inbox } = homePaths(home);
    const bar = { symbol: 'XYZ', interval: '1d', ts: '2025-01-06', open: 1, high: 1, low: 1, close: 1 };
    await writeFile(join(inbox, 'one.bars.jsonl'), `${JSON.stringify({ ...bar, volume: 1 })}\n`);
    await writeFile(join(inbox, 'page.csv'), '<!doctype html><html><body>Log in</body></html>');
    await until(async () => (await readdir(inbox)).every((name) => name === 'done' || name === 'refused'));
    expect(await readdir(join(inbox, 'done'))).toEqual(['one.bars.jsonl', 'one.bars.jsonl.report.txt']);
    expect(await readFile(join(inbox, 'done', 'one.bars.jsonl.report.txt'), 'utf8')).toMatch(
      /^one\.bars\.jsonl: canonical-jsonl, 1 record: 1 accepted/,
    );
    expect(await readdir(join(inbox, 'refused'))).toEqual(['page.csv', 'page.csv.reason.txt']);
    expect(await readFile(join(inbox, 'refused', 'page.csv.reason.txt'), 'utf8')).toMatch(/^FileRefused: /);
    const { stdout } = await tradeloop(home, 'status');
    expect(stdout).toContain(`${join(inbox, 'refused', 'page.csv')}: FileRefused: a web page`);
    expect((await tradeloop(home, 'status', '--since', '2199-01-01')).stdout).not.toContain('page.csv');
  }, 60_000);

  test('the data process killed: it is started again', async () => {
    const { data } = await processes();
    process.kill(data.pid, 'SIGKILL');
    await until(allTakeTasks);
    expect((await processes()).data.pid).not.toBe(data.pid);
  }, 60_000);

  test('the server killed: it is started again, where it was', async () => {
    const { address, server } = await runFile(home);
    process.kill(server?.pid ?? 0, 'SIGKILL');
    await until(async () => (await runFile(home)).server?.pid !== server?.pid);
    await until(allTakeTasks);
    expect((await runFile(home)).address).toBe(address);
  }, 60_000);

  test('the server stands still: status says so by what the home knows, within seconds', async () => {
    const { server, data } = await processes();
    process.kill(server.pid, 'SIGSTOP');
    const began = performance.now();
    const { status, stdout } = await tradeloop(home, 'status');
    const seconds = (performance.now() - began) / 1000;
    process.kill(server.pid, 'SIGCONT');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^server 127\.0\.0\.1:\d+: does not answer/m);
    expect(stdout).toContain(`data (pid ${data.pid}): does not take tasks`);
    expect(stdout).toMatch(/^1 import, /m);
    expect(seconds).toBeLessThan(15);
    await until(allTakeTasks);
  }, 60_000);

  test('it is killed itself: the workers end, and the next one ends the server that is left', async () => {
    const before = await processes();
    supervisor.kill('SIGKILL');
    expect(await isGone(before.control, 15_000)).toBe(true);
    expect(await isGone(before.data, 15_000)).toBe(true);
    expect(isAlive(before.server)).toBe(true);
    const { status, stdout } = await tradeloop(home, 'status');
    expect(status).toBe(1);
    expect(stdout).toContain('npx tradeloop up --home');
    expect(stdout).toMatch(/^1 import, the last at 20/m);

    supervisor = await up(home);
    expect(isAlive(before.server)).toBe(false);
    expect(await allTakeTasks()).toBe(true);
  }, 60_000);

  test('ended in the middle of a step that stands still: no process and no stack trace is left', async () => {
    const partial = join(homePaths(home).exports, 'bars.csv.partial');
    execFileSync('mkfifo', [partial]);
    const system = await connectRunning(home);
    const { storeId } = system;
    const input = { table: 'bars', format: 'csv' as const };
    const handle = await startWorkflow<typeof askStep<'export'>>(system, 'askStep', {
      id: ids.stepId(system, 'export', input),
      args: [{ storeId, step: 'export', input, after: null, pauseSeconds: 1 }],
    });
    await until(async () => {
      const { raw } = await handle.describe();
      return Boolean(raw.pendingActivities?.[0]?.lastHeartbeatTime);
    });
    await system.close();
    const { server, control, data } = await processes();
    const said = await endWithCtrlC(supervisor);
    expect([server, control, data].filter(isAlive)).toEqual([]);
    expect(said).not.toMatch(/stack|^\s+at /m);
    await rm(partial);
    supervisor = await up(home);
  }, 90_000);

  test('down leaves no process, and says so once more', async () => {
    const { server, control, data } = await processes();
    expect((await tradeloop(home, 'down', '--json')).stdout).toBe('{"stopped":true}\n');
    expect([server, control, data].filter(isAlive)).toEqual([]);
    const left = await readdir(home);
    expect(left).not.toContain('run.json');
    expect(left).not.toContain('lock');
    expect((await tradeloop(home, 'down', '--json')).stdout).toBe('{"stopped":false}\n');
  }, 60_000);
});

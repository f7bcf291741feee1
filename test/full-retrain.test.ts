import { createHash } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { isAlive } from '../store/home/process-ref.js';
import * as ids from '../workflows/ids.js';
import { writeIntradayAccount } from './intraday-account.js';
import { FRONTIER, RETRAIN, saveHistories } from './saved-histories.js';
import {
  done,
  makeHome,
  pidOf,
  removeHome,
  runFile,
  SERVER_TEST_MS,
  tradeloop,
  until,
  up,
} from './system.js';

let home: string;
let calm: string;
let system: RunningSystem;

beforeAll(async () => {
  home = await makeHome();
  calm = await makeHome();
  const files = await writeIntradayAccount(join(home, 'files'), {
    ...{ from: '2025-01-06', to: '2025-03-31', seed: 1 },
  });
  await done(home, 'import', ...files, '--local');
  await done(home, 'learn', 'report', '--local');
  await cp(home, calm, { recursive: true });
  await up(home);
  system = await connectRunning(home);
  await until(trains);
}, SERVER_TEST_MS);

afterAll(async () => {
  const isOwn = (type: string) => type === RETRAIN || type === FRONTIER;
  if (process.env['RECORD_HISTORIES'] === '1') await saveHistories(system, home, isOwn);
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
  await removeHome(calm);
}, 60_000);

interface Trained {
  model_id: string;
  epochs: number;
  resumed_from: number | null;
}

/** Whether the train process takes tasks. */
async function trains(): Promise<boolean> {
  return /^train \(pid .*: takes tasks$/m.test((await tradeloop(home, 'status')).stdout);
}

/** A network that takes some seconds, with a checkpoint now and then. */
async function retrain(
  where: string,
  { epochs, seed = 0 }: { epochs: number; seed?: number },
  ...options: string[]
) {
  const config = join(where, `config-${epochs}.json`);
  await writeFile(config, JSON.stringify({ hidden: [16], epochs, checkpoint_every: 5 }));
  return tradeloop(
    where,
    ...['learn', 'retrain', '--days', '90', '--config', config, '--seed', String(seed), '--json', ...options],
  );
}

async function checkpoints(): Promise<string[]> {
  const { training } = homePaths(home);
  const names = (await readdir(training).catch(() => [])).filter((name) => name.endsWith('.checkpoint'));
  const each = names.map((name) => readFile(join(training, name), 'utf8').catch(() => ''));
  return (await Promise.all(each)).filter((text) => text !== '');
}

/** Every file of every model with the hash of its bytes. */
async function modelHashes(where: string): Promise<Record<string, string>> {
  const { models } = homePaths(where);
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(models, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath === models) continue;
    const path = join(entry.parentPath, entry.name);
    hashes[path.slice(models.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return hashes;
}

describe('learn retrain on a running system', () => {
  test(
    'with the train process killed in mid-training: the same bytes as locally, by going on from the checkpoint',
    async () => {
      const local = JSON.parse((await retrain(calm, { epochs: 120 }, '--local')).stdout) as Trained;
      const retraining = retrain(home, { epochs: 120 });
      await until(async () => (await checkpoints()).some((text) => text.includes('"current":{')));
      process.kill(await pidOf(home, 'train'), 'SIGKILL');
      const { status, stdout } = await retraining;
      expect(status).toBe(0);
      const trained = JSON.parse(stdout) as Trained;
      expect(trained).toMatchObject({ model_id: local.model_id });
      expect(trained.resumed_from).toBeGreaterThan(0);
      expect((trained.resumed_from ?? 0) + trained.epochs).toBe(local.epochs);
      expect(await modelHashes(home)).toEqual(await modelHashes(calm));
      expect(await checkpoints()).toEqual([]);
    },
    SERVER_TEST_MS,
  );

  test(
    'learn frontier and a policy, with the train process killed meanwhile: the same as locally',
    async () => {
      const frontier = (where: string, ...options: string[]) =>
        tradeloop(where, ...['learn', 'frontier', '--days', '90', '--json', ...options]);
      const dpo = (where: string, ...options: string[]) =>
        tradeloop(where, ...['learn', 'retrain', '--kind', 'dpo', '--days', '90', '--json', ...options]);
      const [localFrontier, localPolicy] = [await frontier(calm, '--local'), await dpo(calm, '--local')];
      const tracing = frontier(home);
      await until(async () => (await checkpoints()).length > 0);
      process.kill(await pidOf(home, 'train'), 'SIGKILL');
      expect((await tracing).stdout).toBe(localFrontier.stdout);
      const training = dpo(home);
      await until(async () => (await checkpoints()).length > 0);
      process.kill(await pidOf(home, 'train'), 'SIGKILL');
      const { model_id } = JSON.parse((await training).stdout) as Trained;
      expect(model_id).toBe((JSON.parse(localPolicy.stdout) as Trained).model_id);
      expect(await modelHashes(home)).toEqual(await modelHashes(calm));
      expect(JSON.parse(localFrontier.stdout)).toMatchObject({ points: expect.any(Array) as unknown });
    },
    SERVER_TEST_MS,
  );

  test(
    'status says how far the training has come; cancelled, it ends within five seconds',
    async () => {
      const retraining = retrain(home, { epochs: 50_000, seed: 1 });
      const says = async () => (await tradeloop(home, 'status')).stdout;
      await until(async () => /^ {4}trains mlp: epoch \d+ of 50000 of fold-1/m.test(await says()));
      const run = /^ {2}(retrain:\S+) since/m.exec(await says())?.[1] ?? '';
      const handle = system.client.workflow.getHandle(run);
      const since = performance.now();
      await handle.cancel();
      await until(async () => (await handle.describe()).status.name === 'CANCELLED');
      expect(performance.now() - since).toBeLessThan(5_000);
      expect((await retraining).status).toBe(1);
      const before = await checkpoints();
      await sleep(1_500);
      expect(await checkpoints()).toEqual(before);
    },
    SERVER_TEST_MS,
  );
});

describe('the train process', () => {
  test(
    'gone: imports and reconciliation go on, status says so, and a training that was asked for waits for it',
    async () => {
      let isOver = false;
      const killing = (async () => {
        for (; !isOver; await sleep(20)) {
          const { train } = await runFile(home);
          if (train && isAlive(train)) process.kill(train.pid, 'SIGKILL');
        }
      })();
      try {
        const retraining = retrain(home, { epochs: 20, seed: 2 });
        const trade = { account: 'other', executed_at: '2025-03-28', action: 'buy', underlying: 'F' };
        const path = join(home, 'more.jsonl');
        await writeFile(path, `${JSON.stringify({ ...trade, quantity: 1, price: 9 })}\n`);
        await done(home, 'import', path);
        await done(home, 'reconcile');
        const { status, stdout } = await tradeloop(home, 'status');
        expect(status).toBe(0);
        expect(stdout).toMatch(/^train \(.*\): does not take tasks; trainings wait for it$/m);
        expect(stdout).toMatch(/^train was killed \d+ times in the last day/m);
        isOver = true;
        await killing;
        expect(await retraining).toMatchObject({ status: 0 });
      } finally {
        isOver = true;
        await killing;
      }
    },
    SERVER_TEST_MS,
  );
});

describe('fullRetrain', () => {
  /** Lets the schedule do what it would have done at a time in the past. */
  async function asIfDue(at: string): Promise<unknown> {
    const due = new Date(at);
    const schedule = system.client.schedule.getHandle(ids.scheduleId(system, 'retrain'));
    await schedule.backfill({
      start: new Date(+due - 1),
      end: due,
      overlap: ScheduleOverlapPolicy.ALLOW_ALL,
    });
    const handle = system.client.workflow.getHandle(`${ids.scheduleId(system, 'retrain')}:run-${at}`);
    await until(() => handle.describe().then(Boolean, () => false));
    return handle.result();
  }

  test(
    'due on Sunday at 01:00 in New York: under the id of that week, in summer as in winter; found by its step',
    async () => {
      for (const [at, week] of [
        ['2025-04-06T05:00:00Z', '2025-W14'],
        ['2026-01-04T06:00:00Z', '2026-W01'],
      ] as const)
        expect(await asIfDue(at)).toMatchObject({
          workflow_id: `retrain:${week}`,
          result: { model_id: expect.stringMatching(/^(logistic|mlp)-/) as unknown },
        });
      const found: string[] = [];
      const query = 'Step = "retrain" AND TradingTo = "2025-03-31"';
      await until(async () => (await system.client.workflow.count(query)).count >= 2);
      for await (const { workflowId } of system.client.workflow.list({ query })) found.push(workflowId);
      expect(found).toContain('retrain:2025-W14');
    },
    SERVER_TEST_MS,
  );

  test('trigger retrain: now, under the id of this week', async () => {
    const { status, stdout } = await tradeloop(home, 'trigger', 'retrain');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ran retrain:\d{4}-W\d\d\n(logistic|mlp)-/);
  }, 120_000);
});

describe('down', () => {
  test(
    'in mid-training ends the training with all else, and the next up goes on with it',
    async () => {
      const ofOthers = new Set(await checkpoints());
      const retraining = retrain(home, { epochs: 1_000, seed: 3 });
      let run = '';
      await until(async () => {
        const says = (await tradeloop(home, 'status')).stdout;
        run = /^ {2}(retrain:\S+) since/m.exec(says)?.[1] ?? '';
        return run !== '';
      });
      await until(async () =>
        (await checkpoints()).some((text) => text.includes('"current":{') && !ofOthers.has(text)),
      );
      const { train } = await runFile(home);
      await system.close();
      await done(home, 'down');
      expect(train && isAlive(train)).toBe(false);
      await retraining;
      await up(home);
      system = await connectRunning(home);
      const report = (await system.client.workflow.getHandle(run).result()) as Trained;
      expect(report.resumed_from).toBeGreaterThan(0);
    },
    SERVER_TEST_MS,
  );
});

import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ensureHome, homePaths } from '../store/home/home.js';
import { isAlive } from '../store/home/process-ref.js';
import { makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

let home: string;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

describe('tradeloop up, when a process of it ends again and again', () => {
  test('from the start on: exits 1, names it and what it said, and has ended everything', async () => {
    const paths = homePaths(home);
    await ensureHome(paths);
    await writeFile(paths.journal, 'this is no fact\n');
    const { status, stdout } = await tradeloop(home, 'up', '--json');
    expect(status).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { name: string; message: string } };
    expect(error.name).toBe('CrashLoop');
    expect(error.message).toMatch(/^data ended 6 times in a row, at last with status 1: .*journal\.jsonl/s);
    await expect(runFile(home)).rejects.toThrow('nothing runs');
  }, 120_000);

  test(
    'later: goes on, and status says what keeps dying',
    async () => {
      const child = await up(home);
      for (let deaths = 0; deaths < 6; deaths++) {
        await until(async () => (await runFile(home)).data !== null, 60_000);
        const { data } = await runFile(home);
        process.kill(data?.pid ?? 0, 'SIGSEGV');
        await until(() => data !== null && !isAlive(data));
        await until(async () => (await runFile(home)).data?.pid !== data?.pid);
      }
      await until(async () => (await tradeloop(home, 'status')).status === 0, 60_000);
      expect(child.exitCode).toBeNull();
      const { stdout } = await tradeloop(home, 'status');
      expect(stdout).toMatch(
        /^data ended 6 times in the last day, at \d{4}-\d\d-\d\dT\d\d:\d\dZ by SIGSEGV/m,
      );
    },
    SERVER_TEST_MS,
  );
});

describe('tradeloop up on a warehouse that cannot be read', () => {
  test(
    'comes up, says so to who asks, and a rebuild mends it',
    async () => {
      const paths = homePaths(home);
      await ensureHome(paths);
      await writeFile(paths.warehouse, 'this is no database '.repeat(1000));
      const alone = await tradeloop(home, 'accounts', '--local', '--json');
      expect(alone.status).toBe(1);
      expect(alone.stdout).toContain('"name":"WarehouseBroken"');
      await up(home);
      const { status, stderr } = await tradeloop(home, 'export', 'matches');
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^the warehouse .*warehouse\.duckdb cannot be read: "npx tradeloop rebuild" makes it again/m,
      );
      expect((await tradeloop(home, 'status')).stdout).toMatch(/^the warehouse .* cannot be read: /m);
      expect((await tradeloop(home, 'rebuild')).status).toBe(0);
      expect((await tradeloop(home, 'export', 'matches')).status).toBe(0);
    },
    SERVER_TEST_MS,
  );
});

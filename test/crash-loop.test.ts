import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ensureHome, homePaths } from '../store/home/home.js';
import { isAlive } from '../workers/running/process-ref.js';
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
    await writeFile(paths.warehouse, 'this is no database '.repeat(1000));
    const { status, stdout } = await tradeloop(home, 'up', '--json');
    expect(status).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { name: string; message: string } };
    expect(error.name).toBe('CrashLoop');
    expect(error.message).toMatch(
      /^data ended 6 times in a row, at last with status 1: .*warehouse\.duckdb/s,
    );
    await expect(runFile(home)).rejects.toThrow('nothing runs');
  }, 120_000);

  test(
    'later: exits 1, says so on stderr, and has ended everything',
    async () => {
      const child = await up(home);
      const { server, control } = await runFile(home);
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise((resolve) => child.once('close', resolve));
      for (let deaths = 0; deaths < 6; deaths++) {
        await until(async () => (await runFile(home)).data !== null);
        const { data } = await runFile(home);
        process.kill(data?.pid ?? 0, 'SIGKILL');
        await until(() => data !== null && !isAlive(data));
        if (deaths < 5) await until(async () => (await runFile(home)).data?.pid !== data?.pid);
      }
      expect(await ended).toBe(1);
      expect(said).toContain('data ended 6 times in a row, at last with SIGKILL');
      expect([server, control].filter((ref) => ref !== null && isAlive(ref))).toEqual([]);
    },
    SERVER_TEST_MS,
  );
});

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asNobody, canActAsNobody, skippedUnlessRoot } from './another-user.js';
import { writeSmallMarket } from './small-market.js';
import { pauseSchedules } from './pause-schedules.js';
import { BIN, makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

const BACKFILL = ['backfill', '--from', '2024-12-02', '--to', '2025-01-31'];
const ROOMY = '900m';

let disk: string;
let canMount = false;
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'tradeloop-disk-'));
  canMount = mounts('-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tradeloop-test', disk);
});
afterAll(async () => {
  if (canMount) execFileSync('umount', [disk]);
  await rmdir(disk);
});

function mounts(...args: string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Leaves so many kilobytes free. */
function leave(kilobytes: number): void {
  const used = Number(execFileSync('df', ['-k', '--output=used', disk], { encoding: 'utf8' }).split('\n')[1]);
  execFileSync('mount', ['-o', `remount,size=${used + kilobytes}k`, disk]);
}

/** Runs a command, and says how long it took. */
async function timed(home: string, ...command: string[]) {
  const began = performance.now();
  const ran = await tradeloop(home, ...command);
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`${command[0]}: ${seconds.toFixed(1)} s: ${ran.stderr.trim().split('\n').at(-1)}\n`);
  return { ...ran, seconds };
}

describe('a disk of its own (skipped, and said so, where nothing can be mounted)', () => {
  test(
    'that fills up: said within seconds, nothing is taken in, and all goes on once there is room',
    async () => {
      if (!canMount) return void process.stderr.write('skipped: nothing can be mounted here\n');
      const home = join(disk, 'home');
      const market = await makeHome();
      try {
        await up(home);
        await pauseSchedules(home);
        const files = Object.values(await writeSmallMarket(market));
        for (const file of files) expect((await tradeloop(home, 'import', file)).status).toBe(0);

        leave(300_000);
        const refused = await timed(home, 'import', ...files);
        expect(refused.status).toBe(1);
        expect(refused.stderr).toMatch(
          /^disk nearly full: \d+ MB free at .*home. Nothing is imported below 500 MB/m,
        );
        expect((await tradeloop(home, 'status')).stdout).toMatch(/^disk nearly full: /m);

        leave(0);
        const full = await timed(home, ...BACKFILL);
        expect(full.status).toBe(1);
        expect(full.stderr).toMatch(/^disk full: 0 MB free at .*home\. Make room/m);
        expect(full.seconds).toBeLessThan(15);
        expect((await timed(home, 'status')).stdout).toMatch(/^disk nearly full: 0 MB free/m);

        execFileSync('mount', ['-o', `remount,size=${ROOMY}`, disk]);
        expect(await timed(home, ...BACKFILL)).toMatchObject({ status: 0 });
      } finally {
        execFileSync('mount', ['-o', `remount,size=${ROOMY}`, disk]);
        await tradeloop(home, 'down');
        await removeHome(market);
      }
    },
    SERVER_TEST_MS,
  );

  test('that is read-only: each command says so in one sentence, and status still works', async () => {
    if (!canMount) return void process.stderr.write('skipped: nothing can be mounted here\n');
    const home = join(disk, 'home');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    try {
      for (const command of [['up'], ['reconcile', '--local']]) {
        const { status, stderr } = await timed(home, ...command);
        expect([command, status]).toEqual([command, 1]);
        expect(stderr).toMatch(
          /^\S+home cannot be written: choose a folder that you may write \(EROFS: .*\)\n$/,
        );
      }
      const { status, stdout } = await tradeloop(home, 'status');
      expect(status).toBe(1);
      expect(stdout).toMatch(/^3 imports, the last at /m);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk]);
    }
  }, 60_000);
});

describe('a home that the user may not write', () => {
  (canActAsNobody ? test : test.skip)(
    `is said in one sentence${skippedUnlessRoot}`,
    async () => {
      const home = await makeHome();
      await mkdir(join(home, 'inner'));
      await chmod(home, 0o755);
      try {
        const said = await asNobody(
          '"$@" 2>&1',
          process.execPath,
          BIN,
          'up',
          '--home',
          join(home, 'inner', 'home'),
        );
        expect(said).toMatch(
          /^\S+inner\/home cannot be written: choose a folder that you may write \(EACCES: .*\)\n$/,
        );
      } finally {
        await removeHome(home);
      }
    },
    60_000,
  );
});

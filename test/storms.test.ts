import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { seededRandom } from '../domain/number/random.js';
import { isAlive } from '../store/home/process-ref.js';
import { writeSmallMarket } from './small-market.js';
import { pauseSchedules } from './pause-schedules.js';
import { done, exportHashes, makeHome, removeHome, runFile, tradeloop, up } from './system.js';

/** `STORM_KILLS=200 npm test -- storms` is the whole storm; this is the short form of it. */
const KILLS = Number(process.env['STORM_KILLS'] ?? 12);
const SEED = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
const RANGE = ['--from', '2024-12-02', '--to', '2025-01-31'];
const NAMES = ['server', 'control', 'data', 'train'] as const;

const homes: string[] = [];
afterAll(async () => {
  for (const home of homes) {
    await tradeloop(home, 'down');
    await removeHome(home);
  }
}, 60_000);

async function newHome(): Promise<string> {
  const home = await makeHome();
  homes.push(home);
  return home;
}

/**
 * Kills one of the processes that live as nothing else can, so many times, one to two seconds apart; gives how often
 * each.
 */
async function storm(home: string, kills: number): Promise<Record<string, number>> {
  const random = seededRandom(SEED);
  const killed: Record<string, number> = { server: 0, control: 0, data: 0, train: 0 };
  for (let i = 0; i < kills;) {
    await sleep(1_000 + random() * 1_000);
    const run = await runFile(home);
    const alive = NAMES.filter((name) => {
      const ref = run[name];
      return ref ? isAlive(ref) : false;
    });
    const name = alive[Math.floor(random() * alive.length)];
    const pid = name && run[name]?.pid;
    if (name === undefined || pid === undefined) continue;
    process.kill(pid, 'SIGKILL');
    killed[name] = (killed[name] ?? 0) + 1;
    i += 1;
  }
  return killed;
}

test(
  `backfills through ${KILLS} kills of server, control, data and train: each ends with 0, and exports are those of a calm run (seed ${SEED})`,
  async () => {
    const calm = await newHome();
    const files = Object.values(await writeSmallMarket(join(calm, 'market')));
    for (const file of files) await done(calm, 'import', file, '--local');
    await done(calm, 'backfill', ...RANGE, '--local');
    const expected = await exportHashes(calm, '--local');
    expect(Object.keys(expected)).toContain('matches.parquet');

    const home = await newHome();
    const supervisor: ChildProcess = await up(home);
    let said = '';
    supervisor.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await pauseSchedules(home);
    for (const file of files) await done(home, 'import', file);
    let isOver = false;
    const storming = storm(home, KILLS).finally(() => (isOver = true));
    let backfills = 0;
    for (; !isOver; backfills += 1) said += await done(home, 'backfill', ...RANGE);
    const killed = await storming;
    said += await done(home, 'backfill', ...RANGE);

    expect(supervisor.exitCode).toBeNull();
    const { stdout } = await tradeloop(home, 'status');
    for (const [name, times] of Object.entries(killed))
      if (times > 0) expect(stdout).toMatch(new RegExp(`^${name} (ended .* and )?was killed`, 'm'));
    process.stderr.write(`storm: ${JSON.stringify(killed)}, ${backfills} backfills meanwhile\n`);
    expect(said).not.toMatch(/Channel has been shut down|^\s+at /m);
    await done(home, 'down');
    expect(await exportHashes(home, '--local')).toEqual(expected);
  },
  120_000 + KILLS * 10_000,
);

import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { connectRunning } from '../workers/asking/client.js';
import type { BackfillProgress } from '../workflows/catch-up.js';
import { backfillId } from '../workflows/ids.js';
import { pauseSchedules } from './pause-schedules.js';
import { done, exportHashes, makeHome, pidOf, removeHome, tradeloop, until, up } from './system.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const RANGE = { from: '2025-06-02', to: '2025-09-19' };
const BACKFILL = ['backfill', '--from', RANGE.from, '--to', RANGE.to];

const homes: string[] = [];
afterAll(async () => {
  for (const home of homes) {
    await tradeloop(home, 'down');
    await removeHome(home);
  }
}, 60_000);

/** A home that runs, with the sample in it. */
async function runningSample(): Promise<string> {
  const home = await makeHome();
  homes.push(home);
  await up(home);
  await pauseSchedules(home);
  await done(home, 'import', SAMPLE);
  return home;
}

/** Kills a process of a system as nothing else can. */
async function kill(home: string, name: 'server' | 'data'): Promise<void> {
  process.kill(await pidOf(home, name), 'SIGKILL');
}

/** Returns when a backfill has done so many of its parts, and more than one is left. */
async function whenPartsDone(home: string, parts: number): Promise<void> {
  const system = await connectRunning(home);
  const handle = system.client.workflow.getHandle(backfillId(system, RANGE));
  await until(async () => {
    // What was just killed does not answer.
    const now = await handle.query<BackfillProgress>('progress').catch(() => undefined);
    if (now && now.parts_done >= now.parts_total - 1) throw new Error('the backfill is all but done');
    return now !== undefined && now.parts_done >= parts;
  }, 120_000);
  await system.close();
}

describe('tradeloop backfill, its data process killed in the middle and its server once', () => {
  test('exports the bytes of an undisturbed run, and again after every step has run again', async () => {
    const calm = await runningSample();
    await done(calm, ...BACKFILL);
    const expected = await exportHashes(calm);
    expect(Object.keys(expected)).toContain('matches.parquet');
    await done(calm, 'down');

    const home = await runningSample();
    const backfill = done(home, ...BACKFILL);
    await whenPartsDone(home, 1);
    await kill(home, 'data');
    await whenPartsDone(home, 2);
    await kill(home, 'server');
    await backfill;
    expect(await exportHashes(home)).toEqual(expected);

    await done(home, 'import', SAMPLE);
    await done(home, 'reconcile', '2025-07-15');
    await done(home, 'outcomes', '2025-07-15');
    await done(home, 'week', '2025-W30');
    await done(home, ...BACKFILL);
    await done(home, 'rebuild');
    expect(await exportHashes(home)).toEqual(expected);
  }, 400_000);
});

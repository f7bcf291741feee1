import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../domain/time/calendar.js';
import { weekOf } from '../domain/time/iso-week.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { runBackfill } from '../workers/asking/running-steps.js';
import { pauseSchedules } from './pause-schedules.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
/** Over the end of a month that is in the middle of a week. */
const RANGE = { from: '2025-06-16', to: '2025-07-11' };

const systems: { home: string; system: RunningSystem }[] = [];

beforeAll(async () => {
  for (let i = 0; i < 2; i++) {
    const home = await makeHome();
    await up(home);
    await pauseSchedules(home);
    systems.push({ home, system: await connectRunning(home) });
    await tradeloop(home, 'import', SAMPLE);
  }
}, SERVER_TEST_MS);

afterAll(async () => {
  for (const { home, system } of systems) {
    await system.close();
    await tradeloop(home, 'down');
    await removeHome(home);
  }
}, 60_000);

/** What the schedules do: each night its session, after the last one of a week the week. */
async function liveThrough({ steps }: RunningSystem): Promise<void> {
  const sessions = sessionsBetween(RANGE.from, RANGE.to);
  for (const [i, session] of sessions.entries()) {
    await steps.reconcileRange({ from: session, to: session });
    await steps.trackOutcomes({ through: session });
    const [week, next] = [weekOf(session), sessions[i + 1]];
    if (next === undefined || weekOf(next) !== week) await steps.aggregateWeek({ week });
  }
}

async function hashesOf({ steps }: RunningSystem): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of EXPORT_TABLES)
    if (table !== 'weekly_summaries')
      hashes[table] = (await steps.exportTable({ table, format: 'parquet' })).sha256;
  return hashes;
}

/** Each week as it was published last. When it was published, and how often, is another matter. */
async function weeksOf({ steps }: RunningSystem): Promise<object[]> {
  const { path } = await steps.exportTable({ table: 'weekly_summaries', format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { year: number; week: number });
  const last = new Map(
    rows.map((row) => [`${row.year}-${row.week}`, { ...row, revision: null, as_of: null }]),
  );
  return [...last.values()];
}

describe('backfill of a range', () => {
  test('exports the bytes that every night and week of it, one after the other, come to', async () => {
    const [nights, range] = systems as [(typeof systems)[0], (typeof systems)[0]];
    await liveThrough(nights.system);
    await runBackfill(range.system, RANGE, () => undefined);
    const expected = await hashesOf(nights.system);
    expect(await hashesOf(range.system)).toEqual(expected);
    const weeks = await weeksOf(nights.system);
    expect(weeks).toHaveLength(4);
    expect(await weeksOf(range.system)).toEqual(weeks);
  }, 240_000);
});

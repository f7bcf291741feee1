/** What a retraction says beforehand, beside what it then changes: files of the sample, one after the other. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import { formatWeek, weekOf, type IsoWeek } from '../domain/time/iso-week.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const RANGE = { from: '2025-06-02', to: '2025-09-30' };

let dir: string;
let opened: OpenSteps;
const hashes = new Map<string, string>();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'retraction-'));
  opened = await openSteps(dir);
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file)))
    await importSample(name);
  await publish();
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function importSample(name: string): Promise<void> {
  const path = join(SAMPLE, name);
  const given = { path, givenPath: name, account: null, coveredThrough: null };
  hashes.set(name, (await opened.steps.importFile(given)).sha256);
}

async function publish(): Promise<void> {
  await opened.steps.reconcileRange({});
  await opened.steps.trackOutcomes({});
  const weeks = [...new Set((await tradingDays()).map(weekOf))].sort();
  await opened.steps.aggregateWeeks({ weeks, tell: false });
}

async function tradingDays(): Promise<string[]> {
  const { rows } = await opened.reads.tableRows({ table: 'matches', ...RANGE });
  return rows.map(({ trading_date }) => trading_date as string);
}

/** The revision of each week. */
async function revisions(): Promise<Map<IsoWeek, number>> {
  const { path } = await opened.steps.exportTable({ table: 'weekly_summaries', format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { year: number; week: number; revision: number });
  return new Map(rows.map((row) => [formatWeek(row), row.revision]));
}

test.each(['ira.executions.csv', 'main.executions.csv', 'daily.bars.csv'])(
  'retracting %s changes no week that was not named',
  async (name) => {
    const { weeks } = await opened.reads.retraction({ fileSha256: hashes.get(name) ?? '' });
    const before = await revisions();
    await opened.steps.retractImport({ fileSha256: hashes.get(name) ?? '' });
    await publish();
    const changed = [...(await revisions())].flatMap(([week, now]) => {
      const then = before.get(week);
      return then !== undefined && now > then ? [week] : [];
    });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((week) => !weeks.includes(week))).toEqual([]);
    await importSample(name);
    await publish();
  },
  120_000,
);

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { openSteps, type OpenSteps } from './make-steps.js';

let dir: string;
let home: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steps-'));
  home = join(dir, 'home');
  opened = await openSteps(home, { clock: () => new Date('2025-01-01T00:00:00Z') });
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function reopen(work: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  await opened.close();
  await work();
  opened = await openSteps(home);
}

async function importRecords(name: string, records: readonly object[]): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const input = { path, givenPath: name, account: null, coveredThrough: '2024-04-30' };
  return (await opened.steps.importFile(input)).sha256;
}

/** The hash of every table's export. */
async function exportsOf(tables = EXPORT_TABLES): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of tables) {
    const { sha256 } = await opened.steps.exportTable({ table, format: 'jsonl' });
    hashes[table] = sha256;
  }
  return hashes;
}

const CONTRACT = { underlying: 'SOFI', right: 'call', strike: 8, expiration: '2024-03-15', quantity: 1 };
const FILL = { account: 'main', ...CONTRACT, price: '0.35', fees: '0.05' };
const ADVICE = { ...CONTRACT, account: 'main', premium: '0.36', action: 'sell_to_open' };
/** Shares that split so often that their number is too large for a record. */
const SHARES = { account: 'main', underlying: 'ZZZZ', quantity: 1, price: 1 };
const UNTELLABLE = [
  { ...SHARES, executed_at: '2024-03-18', action: 'buy' },
  ...['19', '20', '21', '22', '25'].map((day) => ({
    ...SHARES,
    executed_at: `2024-03-${day}`,
    action: 'split',
    ratio: '999999',
  })),
];
const RANGE = { from: '2024-03-04', to: '2024-03-15' };

/** A small history with all that the steps make of it. */
async function liveAMonth(): Promise<void> {
  const { steps } = opened;
  const days = ['04', '05', '06', '07', '08', '11', '12', '13', '14', '15'].map((day) => `2024-03-${day}`);
  await importRecords(
    'bars.jsonl',
    days.map((ts, n) => ({
      symbol: 'SOFI',
      interval: '1d',
      ts,
      open: 7,
      high: 9,
      low: 6,
      close: 7 + n / 10,
    })),
  );
  await importRecords('advice.jsonl', [
    { ...ADVICE, recommendation_id: 'r1', sent_at: '2024-03-04T14:00:00Z' },
    { ...ADVICE, recommendation_id: 'r2', sent_at: '2024-03-11T14:00:00Z', strike: 9 },
  ]);
  const fills = [
    { ...FILL, executed_at: '2024-03-04T15:00:00Z', action: 'sell_to_open' },
    { ...FILL, executed_at: '2024-03-07T15:00:00Z', action: 'buy_to_close', price: '0.1' },
  ];
  await importRecords('fills.jsonl', fills);
  const taken = await importRecords('wrong.jsonl', [{ ...fills[0], quantity: 2 }]);
  await steps.reconcileRange({ from: RANGE.from, to: '2024-03-08' });
  await steps.trackOutcomes({ through: '2024-03-08' });
  await steps.aggregateWeek({ week: '2024-W10' });
  await steps.retractImport({ fileSha256: taken });
  await steps.reconcileRange(RANGE);
  await steps.trackOutcomes({ through: RANGE.to });
  await steps.aggregateWeek({ week: '2024-W10' });
  await steps.aggregateWeek({ week: '2024-W11' });
}

describe('rebuildWarehouse({})', () => {
  test('makes the same exports from the lake and the journal, byte for byte, and leaves nothing beside', async () => {
    await liveAMonth();
    const before = [await opened.steps.describeStore({}), await exportsOf()];
    expect(await opened.steps.rebuildWarehouse({})).toMatchObject({
      imports: 3,
      executions: 2,
      recommendations: 2,
      matches: 3,
    });
    expect([await opened.steps.describeStore({}), await exportsOf()]).toEqual(before);
    expect(await readdir(home)).not.toContain('warehouse.duckdb.rebuilt');
  });

  test('leaves the old warehouse in force when it fails', async () => {
    await liveAMonth();
    // The sources are read from the lake.
    const ofWarehouse = EXPORT_TABLES.filter((table) => table !== 'sources');
    const before = await exportsOf(ofWarehouse);
    const lake = (await readdir(join(home, 'lake'), { recursive: true })).filter((name) =>
      /parquet$/.test(name),
    );
    await appendFile(join(home, 'lake', lake[0] ?? ''), 'x');
    await expect(opened.steps.rebuildWarehouse({})).rejects.toMatchObject({ name: 'StoreCorrupt' });
    expect(await exportsOf(ofWarehouse)).toEqual(before);
  });
});

describe('openSteps(home)', () => {
  test('makes a lost warehouse again, with what the steps derived', async () => {
    await liveAMonth();
    const before = await exportsOf();
    await reopen(() => rm(join(home, 'warehouse.duckdb')));
    expect(await exportsOf()).toEqual(before);
  });

  test('runs a step that was journalled and not done', async () => {
    await liveAMonth();
    const before = await exportsOf();
    const late = {
      ...FILL,
      executed_at: '2024-03-20T15:00:00Z',
      action: 'sell_to_open',
      expiration: '2024-04-19',
    };
    await importRecords('late.jsonl', [late]);
    await reopen(async () => {
      const facts = [
        { fact: 'reconciled', from: '2024-03-18', to: '2024-03-22' },
        { fact: 'outcomes_through', through: '2024-03-22' },
      ];
      await appendFile(
        join(home, 'journal.jsonl'),
        facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''),
      );
    });
    expect(await opened.steps.describeStore({})).toMatchObject({
      reconciled_through: '2024-03-22',
      outcomes_through: '2024-03-22',
    });
    const after = await exportsOf();
    expect(after.matches).not.toBe(before.matches);
    await opened.steps.rebuildWarehouse({});
    expect(await exportsOf()).toEqual(after);
  });

  test('opens though a step fails when it is run again, so that what it fails on can be taken back', async () => {
    const sha256 = await importRecords('huge.jsonl', UNTELLABLE);
    await expect(opened.steps.trackOutcomes({ through: '2024-04-30' })).rejects.toThrow(RangeError);
    const fact = { fact: 'outcomes_through', through: '2024-04-30' };
    await reopen(() => appendFile(join(home, 'journal.jsonl'), `${JSON.stringify(fact)}\n`));
    await opened.steps.retractImport({ fileSha256: sha256 });
    await reopen();
    await liveAMonth();
    expect((await opened.steps.describeStore({})).executions).toBeGreaterThan(0);
  });

  test('claims nothing of a step that failed: a rebuild succeeds, and tells what a run without it tells', async () => {
    await liveAMonth();
    const [before, journal] = [await exportsOf(), await readFile(join(home, 'journal.jsonl'), 'utf8')];
    await importRecords('huge.jsonl', UNTELLABLE);
    await expect(opened.steps.trackOutcomes({ through: '2024-04-30' })).rejects.toThrow();
    expect(await readFile(join(home, 'journal.jsonl'), 'utf8')).toBe(journal);
    await opened.steps.rebuildWarehouse({});
    const { matches, outcomes, weekly_summaries } = before;
    expect(await exportsOf()).toMatchObject({ matches, outcomes, weekly_summaries });
  });

  test('refuses days of the future, of which it journals nothing', async () => {
    const { steps } = opened;
    await expect(steps.reconcileRange({ from: '2024-03-04', to: '2024-03-04' })).rejects.toThrow(
      'nothing is imported yet: nothing can be told of 2024-03-04',
    );
    await liveAMonth();
    const journal = await readFile(join(home, 'journal.jsonl'), 'utf8');
    const future = {
      name: 'InvalidInput',
      message: expect.stringContaining('is after 2024-04-30') as unknown,
    };
    await expect(steps.reconcileRange({ from: '2024-05-01', to: '2024-05-01' })).rejects.toMatchObject(
      future,
    );
    await expect(steps.trackOutcomes({ through: '2031-01-06' })).rejects.toMatchObject(future);
    await expect(steps.aggregateWeek({ week: '2031-W02' })).rejects.toMatchObject(future);
    expect(await readFile(join(home, 'journal.jsonl'), 'utf8')).toBe(journal);
    expect(await steps.trackOutcomes({ through: '2024-04-30' })).toMatchObject({ through: '2024-04-30' });
  });

  test('makes a warehouse again whose journal knows more days than its imports', async () => {
    const sha256 = await importRecords('fills.jsonl', [
      { ...FILL, executed_at: '2024-03-20T15:00:00Z', action: 'sell_to_open', expiration: '2024-04-19' },
    ]);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({ through: '2024-04-30' });
    await opened.steps.retractImport({ fileSha256: sha256 });
    expect(await opened.steps.rebuildWarehouse({})).toMatchObject({ executions: 0 });
  });

  test('lets callers take turns', async () => {
    await liveAMonth();
    const { steps } = opened;
    const path = join(dir, 'more.jsonl');
    await writeFile(path, JSON.stringify({ ...FILL, executed_at: '2024-03-12', action: 'buy_to_open' }));
    const described = await Promise.all([
      steps.describeStore({}),
      steps.importFile({ path, givenPath: 'more.jsonl', account: null, coveredThrough: null }),
      steps.reconcileRange({}),
      steps.rebuildWarehouse({}),
      steps.describeStore({}),
    ]);
    expect(described[0]).toMatchObject({ executions: 2 });
    expect(described[4]).toMatchObject({ executions: 3 });
  });
});

describe('a step on a full disk', () => {
  test('throws DiskFault and leaves nothing half-written; the next one goes on', async () => {
    await liveAMonth();
    const before = await exportsOf();
    const partial = join(home, 'exports', 'bars.csv.partial');
    await symlink('/dev/full', partial);
    await expect(opened.steps.exportTable({ table: 'bars', format: 'csv' })).rejects.toMatchObject({
      name: 'DiskFault',
      message: expect.stringContaining('No space left on device') as unknown,
    });
    await expect(lstat(partial)).rejects.toThrow('ENOENT');
    expect(await exportsOf()).toEqual(before);
  });
});

describe('describe()', () => {
  test('tells what there is and how far the steps have come', async () => {
    await liveAMonth();
    expect(await opened.reads.describe()).toEqual({
      store_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      imports: 3,
      executions: 2,
      recommendations: 2,
      bars: 10,
      matches: 3,
      first_date: '2024-03-04',
      last_date: '2024-03-15',
      last_activity: '2024-03-11',
      known_through: '2024-04-30',
      reconciled_through: '2024-03-15',
      outcomes_through: '2024-03-15',
      weeks_published: ['2024-W10', '2024-W11'],
      accounts: [{ account: 'main', covered_from: '2024-03-04', covered_through: '2024-04-30' }],
    });
  });
});

test('what counts for the session after the day of the last import waits, also in the evening, when it is tomorrow in UTC', async () => {
  await opened.close();
  opened = await openSteps(home, { clock: () => new Date('2024-03-06T02:30:00Z') });
  const path = join(dir, 'advice.jsonl');
  const advice = ['2024-03-05T15:00:00Z', '2024-03-05T22:00:00Z'].map((sent_at, i) => {
    return { ...ADVICE, recommendation_id: `r${i}`, sent_at };
  });
  await writeFile(path, advice.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  await opened.steps.updateScenarios({});
  expect(await opened.reads.describe()).toMatchObject({
    ...{ last_date: '2024-03-05', reconciled_through: '2024-03-05', outcomes_through: '2024-03-05' },
  });
});

describe('waitingFor()', () => {
  test('the account whose next file pending advice waits for, once its window has closed', async () => {
    await importRecords('advice.jsonl', [
      { ...ADVICE, account: 'other', recommendation_id: 'r1', sent_at: '2024-03-04T14:00:00Z' },
      { ...ADVICE, account: null, recommendation_id: 'r2', sent_at: '2024-03-05T14:00:00Z' },
    ]);
    const path = join(dir, 'fills.jsonl');
    const fill = { ...FILL, executed_at: '2024-03-01T15:00:00Z', action: 'sell_to_open' };
    await writeFile(path, JSON.stringify(fill));
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    await opened.steps.reconcileRange({ from: '2024-03-01', to: '2024-03-05' });
    expect(await opened.reads.waitingFor()).toEqual([
      { account: 'other', covered_through: null, matches: 1, since: '2024-03-05' },
    ]);
    const bar = { symbol: 'SOFI', interval: '1d', open: 7, high: 9, low: 6, close: 7 };
    await importRecords('bars.jsonl', [{ ...bar, ts: '2024-03-06' }]);
    await opened.steps.reconcileRange({ from: '2024-03-06', to: '2024-03-06' });
    expect(await opened.reads.waitingFor()).toEqual([
      { account: 'main', covered_through: '2024-03-01', matches: 1, since: '2024-03-06' },
      { account: 'other', covered_through: null, matches: 1, since: '2024-03-05' },
    ]);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../domain/algorithm/canonical-json.js';
import { BUILT_IN, contentOf, START } from '../domain/registry/registry.js';
import { keepFacts } from '../store/derived/from-journal.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { adviseSteps } from './advise.js';
import { importSteps } from './import/import-file.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const RANGE = { from: '2025-06-02', to: '2025-11-21', account: null };

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'advise-'));
  store = await openStore(homePaths(folder));
});

afterEach(async () => {
  await closeStore(store);
  await rm(folder, { recursive: true });
});

function steps() {
  const { importFile } = importSteps({ store, clock: () => new Date('2026-01-05T12:00:00Z') });
  return { importFile, ...adviseSteps({ ...store, importFile }) };
}

async function importSample(...names: string[]): Promise<void> {
  for (const name of names)
    await steps().importFile({
      path: join(SAMPLE, name),
      givenPath: name,
      account: null,
      coveredThrough: null,
    });
}

async function importText(name: string, lines: object[]): Promise<void> {
  const path = join(folder, 'inbox', name);
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await steps().importFile({ path, givenPath: name, account: null, coveredThrough: null });
}

const sampleRecords = ['main.executions.csv', 'ira.executions.csv', 'daily.bars.csv'];

describe('adviseRange', () => {
  test('on the sample’s executions and bars gives the sample’s advice, byte for byte, as an import', async () => {
    await importSample(...sampleRecords);
    const report = await steps().adviseRange(RANGE);
    const landed = store.manifest.entries.at(-1);
    const advice = await readFile(join(store.home.raw, landed?.file_sha256 as string), 'utf8');
    expect(advice).toBe(await readFile(join(SAMPLE, 'advice.recommendations.jsonl'), 'utf8'));
    const lines = advice.trimEnd().split('\n').length;
    expect(report).toMatchObject({ algorithm_version: 'v3.3', sessions: 122, recommendations: lines });
    expect(Object.values(report.by_action).reduce((sum, count) => sum + count, 0)).toBe(lines);
    expect(landed?.counts).toMatchObject({ lines, accepted: lines, rejected: 0, duplicates: 0 });
  });

  test('once more changes nothing, and a part of the range again brings duplicates alone', async () => {
    await importSample(...sampleRecords);
    const first = await steps().adviseRange(RANGE);
    const imports = store.manifest.entries.length;
    expect(await steps().adviseRange(RANGE)).toEqual(first);
    expect(store.manifest.entries).toHaveLength(imports);
    const friday = { from: '2025-07-11', to: '2025-07-31' };
    const part = await steps().adviseRange({ ...friday, account: null });
    const known = await store.warehouse.rows(
      'SELECT count(*) AS count FROM recommendations WHERE trading_date BETWEEN $from::DATE AND $to::DATE',
      friday,
    );
    expect(known).toEqual([{ count: part.recommendations }]);
    expect(store.manifest.entries.at(-1)?.counts).toMatchObject({
      accepted: 0,
      duplicates: part.recommendations,
    });
  });

  test('for one account gives that account’s advice', async () => {
    await importSample(...sampleRecords);
    await steps().adviseRange({ ...RANGE, account: 'ira' });
    const accounts = await store.warehouse.rows('SELECT DISTINCT account FROM recommendations');
    expect(accounts).toEqual([{ account: 'ira' }]);
  });

  test('without bars gives no advice, lands nothing and counts the sessions by underlying', async () => {
    await importSample('ira.executions.csv');
    const imports = store.manifest.entries.length;
    const report = await steps().adviseRange({ from: '2025-06-02', to: '2025-06-06', account: null });
    expect(report).toEqual({
      from: '2025-06-02',
      to: '2025-06-06',
      algorithm_version: 'v3.3',
      sessions: 5,
      sessions_by_version: { 'v3.3': 5 },
      recommendations: 0,
      by_action: {},
      without_bars: { BRVE: 4, DRFT: 4, FJRD: 4, JUNO: 4, LYRE: 4 },
      bars_off_scale: [],
    });
    expect(store.manifest.entries).toHaveLength(imports);
  });

  test('takes split-adjusted bars back to the prices of the day', async () => {
    const bars = (await readFile(join(SAMPLE, 'daily.bars.csv'), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('BRVE,'))
      .map((line) => line.split(','))
      .map(([symbol, interval, ts, open, high, low, close, volume, adjusted]) => ({
        ...{ symbol, interval, ts, open, high, low, close, volume, adjusted },
      }));
    const bought = {
      account: 'main',
      executed_at: '2025-06-02T15:00:00Z',
      action: 'buy',
      underlying: 'BRVE',
      quantity: 100,
      price: 340,
    };
    await importText('bars.bars.jsonl', bars);
    await importText('trades.executions.jsonl', [bought]);
    await importText('events.market_events.jsonl', [
      { underlying: 'BRVE', kind: 'split', date: '2025-09-02', ratio: 10 },
    ]);
    await steps().adviseRange({ from: '2025-06-03', to: '2025-06-03', account: null });
    const close = Number(bars.find(({ ts }) => ts === '2025-06-02')?.close);
    expect(
      await store.warehouse.rows('SELECT underlying_price::DOUBLE AS price FROM recommendations'),
    ).toEqual([{ price: expect.closeTo(close * 10, 6) }]);
  });
});

describe('adviseRange by versions', () => {
  const SAID = { at: '2025-08-30T16:00:00Z', by: 'ann' } as const;
  const WEEK = { from: '2025-08-29', to: '2025-09-05', account: null };

  /** Puts a version of the reference algorithm in force, two strikes higher, from a session on. */
  async function implement(effective: string): Promise<void> {
    const { parameters: _, ...row } = BUILT_IN;
    const parameters = {
      ...(JSON.parse(BUILT_IN.parameters) as JsonObject),
      version: 'v3.4',
      strikeSteps: 2,
    };
    await keepFacts(store, [
      {
        ...{ fact: 'algorithm_version', ...SAID },
        row: {
          ...row,
          ...contentOf(parameters),
          version: 'v3.4',
          parent: 'v3.3',
          created_at: SAID.at,
          origin: 'candidate',
        },
      },
      {
        ...{ fact: 'algorithm_change', ...SAID },
        row: {
          ...{ ...START, change_id: 'a', kind: 'implement', from_version: 'v3.3', to_version: 'v3.4' },
          ...{ effective_from: effective, ...SAID, outcome: 'watching' },
        },
      },
    ]);
  }

  const advised = () =>
    store.warehouse.rows<{ version: string; day: string; opens: number; propensity: number | null }>(
      `SELECT algorithm_version AS version, trading_date AS day, count(*)::INTEGER AS opens, any_value(propensity) AS propensity
       FROM recommendations GROUP BY ALL ORDER BY day, version`,
    );

  test('gives each session the advice of the version in force on it, with its name', async () => {
    await importSample(...sampleRecords);
    await implement('2025-09-03');
    const report = await steps().adviseRange(WEEK);
    expect(report).toMatchObject({
      algorithm_version: 'v3.4',
      sessions_by_version: { 'v3.3': 2, 'v3.4': 3 },
    });
    expect((await advised()).map(({ version, day }) => [version, day])).toEqual([
      ['v3.3', '2025-08-29'],
      ['v3.3', '2025-09-02'],
      ['v3.4', '2025-09-03'],
      ['v3.4', '2025-09-04'],
      ['v3.4', '2025-09-05'],
    ]);
  });

  test('by a version that is named gives the same advice whatever is in force', async () => {
    await importSample(...sampleRecords);
    await implement('2025-09-03');
    await steps().adviseRange({ ...RANGE, algorithm: 'v3.3' });
    const advice = await readFile(
      join(store.home.raw, store.manifest.entries.at(-1)?.file_sha256 as string),
      'utf8',
    );
    expect(advice).toBe(await readFile(join(SAMPLE, 'advice.recommendations.jsonl'), 'utf8'));
    await expect(steps().adviseRange({ ...WEEK, algorithm: 'v9' })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('with a holdout gives some underlyings the version before, and says how probable each was', async () => {
    await importSample(...sampleRecords);
    await implement('2025-09-03');
    await steps().adviseRange({ ...RANGE, holdout: 0.3 });
    const rows = (await advised()).filter(({ day }) => day >= '2025-09-03');
    const propensities = (version: string) => [
      ...new Set(rows.filter((row) => row.version === version).map(({ propensity }) => propensity)),
    ];
    expect([propensities('v3.3'), propensities('v3.4')]).toEqual([[0.3], [0.7]]);
    const count = (version: string) =>
      rows.filter((row) => row.version === version).reduce((sum, { opens }) => sum + opens, 0);
    expect(count('v3.3') / (count('v3.3') + count('v3.4'))).toBeCloseTo(0.3, 1);
    const [before] = await advised();
    expect(before?.propensity).toBe(1);
    const [mixed] = await store.warehouse.rows<{ n: number }>(
      `SELECT count(*)::INTEGER AS n FROM (SELECT 1 FROM recommendations GROUP BY trading_date, underlying
       HAVING count(DISTINCT algorithm_version) > 1)`,
    );
    expect(mixed).toEqual({ n: 0 });
  });

  test('waits before earnings that are known, and refuses a version that is not of the reference algorithm', async () => {
    await importSample(...sampleRecords);
    const opens = async () =>
      (
        await store.warehouse.rows<{ day: string }>(
          `SELECT trading_date AS day FROM recommendations
           WHERE underlying = 'DRFT' AND action = 'sell_to_open' AND algorithm_version = 'v3.4' ORDER BY day`,
        )
      ).map(({ day }) => day);
    const parameters = {
      ...(JSON.parse(BUILT_IN.parameters) as JsonObject),
      version: 'v3.4',
      quiet: { beforeEarningsSessions: 5 },
    };
    await keepFacts(store, [
      {
        ...{ fact: 'algorithm_version', ...SAID },
        row: {
          ...BUILT_IN,
          ...contentOf(parameters),
          version: 'v3.4',
          parent: 'v3.3',
          created_at: SAID.at,
          origin: 'candidate',
        },
      },
      {
        ...{ fact: 'algorithm_version', ...SAID },
        row: { ...BUILT_IN, ...contentOf({}), version: 'acme-1', created_at: SAID.at, origin: 'file' },
      },
    ]);
    await steps().adviseRange({ ...RANGE, algorithm: 'v3.4' });
    const [first = ''] = await opens();
    await importText('events.market_events.jsonl', [{ underlying: 'DRFT', kind: 'earnings', date: first }]);
    await steps().adviseRange({ from: first, to: first, account: null, algorithm: 'v3.4' });
    const waits = await store.warehouse.rows(
      `SELECT 1 AS one FROM recommendations WHERE underlying = 'DRFT' AND action = 'wait' AND rationale LIKE '%earnings%'`,
    );
    expect(waits.length).toBeGreaterThan(0);
    await expect(steps().adviseRange({ ...WEEK, algorithm: 'acme-1' })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('acme-1') as unknown,
    });
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

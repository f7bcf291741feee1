import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adviceTradingDate, tradingDateOf } from '../../domain/time/calendar.js';
import { hashId } from '../../domain/hash.js';
import { checkRecord } from '../../domain/records/check-record.js';
import type { Dataset } from '../../domain/records/records.js';
import { ensureHome, homePaths, type Home } from '../home/home.js';
import { hashFile, writeLakeFiles } from './landing.js';
import { lakeTable } from './loading.js';
import { stagedDays } from '../staging/session-calendar.js';
import { clearStaging, stageTexts, writeTexts } from '../staging/staging.js';
import { stagingText, type StagedRow } from '../staging/staging-text.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';

let home: Home;
let warehouse: Warehouse;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'home-')));
  await ensureHome(home);
  warehouse = await openWarehouse(':memory:');
});
async function stage(rows: readonly StagedRow[]): Promise<void> {
  const text = stagingText();
  for (const row of rows) text.add(row);
  await stageTexts(warehouse, await writeTexts(home, text.take()));
}

afterEach(async () => {
  await warehouse.close();
  await rm(home.dir, { recursive: true });
});

type Telling = Partial<Omit<StagedRow, 'dataset' | 'record'>> & { record: Record<string, unknown> };

/** Lands these records of a dataset and gives what the lake file holds, in the order of lines. */
async function landed<T extends object>(dataset: Dataset, tellings: readonly Telling[]): Promise<T[]> {
  await clearStaging(warehouse);
  const rows = tellings.map(({ record, ...telling }, index): StagedRow => {
    const checked = checkRecord(dataset, record);
    if (!checked.ok) throw new Error(checked.reason);
    return { dataset, record: checked.record, lines: [index + 1], ...telling };
  });
  await stage(rows);
  const days = await stagedDays(warehouse);
  const [file] = await writeLakeFiles(warehouse, home, { seq: 1, fileSha256: 'f'.repeat(64), days });
  return warehouse.rows<T>(`SELECT * FROM ${lakeTable(home, file?.path ?? '')} ORDER BY line`);
}

const FILL = {
  account: 'main',
  executed_at: '2024-03-04T15:00:00Z',
  action: 'sell_to_open',
  underlying: 'SOFI',
  right: 'call',
  strike: '8',
  expiration: '2024-03-15',
  quantity: '1',
  price: '0.35',
};

interface LakeRow {
  record_id: string;
  content_hash: string;
  telling: number;
  trading_date: string;
}

describe('writeLakeFiles(): ids', () => {
  test("are the hash of account and the broker's execution_id, whatever else is told", async () => {
    const rows = await landed<LakeRow>('executions', [
      { record: { ...FILL, execution_id: 'e1' } },
      { record: { ...FILL, execution_id: 'e1', account: 'other', price: '0.4' } },
    ]);
    expect(rows.map((row) => row.record_id)).toEqual([hashId('main', 'e1'), hashId('other', 'e1')]);
  });

  test('count identical records from one on, the same in any order of the file', async () => {
    const other = { ...FILL, price: '0.36' };
    const first = await landed<LakeRow>('executions', [
      { record: FILL },
      { record: other },
      { record: FILL },
    ]);
    const second = await landed<LakeRow>('executions', [
      { record: other },
      { record: FILL },
      { record: FILL },
    ]);
    expect(new Set(first.map((row) => row.record_id)).size).toBe(3);
    expect(second.map((row) => row.record_id).sort()).toEqual(first.map((row) => row.record_id).sort());
  });

  test('know no difference between an exponent of ten, trailing zeros and a number', async () => {
    const prices = ['0.35', '0.350', 0.35, '+.35'];
    const rows = await landed<LakeRow>(
      'executions',
      prices.map((price) => ({ record: { ...FILL, price, execution_id: 'e' } })),
    );
    expect(new Set(rows.map((row) => row.content_hash)).size).toBe(1);
  });

  test('of decimals that one double stands for differ all the same', async () => {
    const rows = await landed<LakeRow>(
      'executions',
      ['123456789012.0000000001', '123456789012.0000000002'].map((fees) => ({ record: { ...FILL, fees } })),
    );
    expect(rows[0]?.record_id).not.toBe(rows[1]?.record_id);
  });

  test('leave extra fields out, so that an export with a column more is the same record', async () => {
    const [plain] = await landed<LakeRow>('executions', [{ record: FILL }]);
    const [more] = await landed<LakeRow>('executions', [{ record: { ...FILL, exported_on: 'Monday' } }]);
    expect(more?.record_id).toBe(plain?.record_id);
    expect(more?.content_hash).not.toBe(plain?.content_hash);
  });

  test('with an identity are the same for a telling with the broker’s id and one without it', async () => {
    const named = { record: { ...FILL, execution_id: 'e1' }, identity: 'SOFI 8C x1' };
    const unnamed = { record: FILL, identity: 'SOFI 8C x1', coarseness: 1 };
    const [first] = await landed<LakeRow>('executions', [named]);
    const [second] = await landed<LakeRow>('executions', [unnamed]);
    expect(first?.record_id).toBe(second?.record_id);
    const two = await landed<LakeRow>('executions', [
      named,
      { ...named, record: { ...FILL, execution_id: 'e2' } },
    ]);
    expect(new Set(two.map(({ record_id }) => record_id)).size).toBe(2);
  });

  test('with an identity are the same for a full telling and a lossy one of that day', async () => {
    const full = { record: FILL, identity: 'SOFI 8C x1' };
    const lossy = { record: { ...FILL, executed_at: '2024-03-04' }, identity: 'SOFI 8C x1', coarseness: 1 };
    const [a] = await landed<LakeRow>('executions', [full]);
    const [b] = await landed<LakeRow>('executions', [lossy]);
    expect(b?.record_id).toBe(a?.record_id);
  });

  test('of a recommendation differ with its content: revisions are kept', async () => {
    const advice = {
      recommendation_id: 'r1',
      sent_at: '2024-03-04T15:00:00Z',
      action: 'hold',
      underlying: 'SOFI',
    };
    const rows = await landed<LakeRow>('recommendations', [
      { record: advice },
      { record: { ...advice, premium: '1' } },
      { record: advice },
    ]);
    expect(rows[1]?.record_id).not.toBe(rows[0]?.record_id);
    expect(rows[2]?.record_id).toBe(rows[0]?.record_id);
    expect(rows.map((row) => row.telling)).toEqual([1, 1, 2]);
  });

  test('of a bar are those of symbol, interval and time; the last line of a file counts', async () => {
    const bar = { symbol: 'SOFI', interval: '1d', ts: '2024-03-04', open: 8, high: 9, low: 7, close: 8 };
    const rows = await landed<LakeRow>('bars', [{ record: bar }, { record: { ...bar, close: 8.5 } }]);
    expect(rows.map((row) => row.record_id)).toEqual(Array(2).fill(hashId('SOFI', '1d', '2024-03-04')));
    expect(rows.map((row) => row.telling)).toEqual([2, 1]);
  });
});

describe('writeLakeFiles(): trading dates', () => {
  const times = fc.oneof(
    fc
      .date({
        min: new Date('2000-01-01T00:00:00Z'),
        max: new Date('2030-12-31T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => `${date.toISOString().slice(0, 19)}Z`),
    fc
      .date({
        min: new Date('2000-01-01T00:00:00Z'),
        max: new Date('2030-12-31T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString().slice(0, 10)),
    fc.constantFrom(
      '2024-07-03T16:59:59Z',
      '2024-07-03T17:00:00Z',
      '2024-07-02T20:00:00Z',
      '2024-07-02T19:59:59.5Z',
    ),
  );

  test("are the calendar's, of fills and of advice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 200 }), async (samples) => {
        const fills = await landed<LakeRow>(
          'executions',
          samples.map((executed_at) => ({ record: { ...FILL, executed_at } })),
        );
        expect(fills.map((row) => row.trading_date)).toEqual(samples.map(tradingDateOf));
        const advice = await landed<LakeRow>(
          'recommendations',
          samples.map((sent_at) => ({
            record: { recommendation_id: 'r', sent_at, action: 'wait', underlying: 'X' },
          })),
        );
        expect(advice.map((row) => row.trading_date)).toEqual(samples.map(adviceTradingDate));
      }),
      { numRuns: 10 },
    );
  });
});

describe('writeLakeFiles(): the file', () => {
  test('is the same bytes for the same records, tells its contract and its hash', async () => {
    const tellings = Array.from({ length: 3000 }, (_, n) => ({
      record: { ...FILL, quantity: (n % 500) + 1 },
    }));
    const path = join(home.lake, 'executions', `import=${'f'.repeat(16)}`, '1.parquet');
    await landed('executions', tellings);
    const first = await hashFile(path);
    await landed('executions', tellings);
    expect(await hashFile(path)).toBe(first);
    expect(
      await warehouse.rows(
        `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${path}') ORDER BY key`,
      ),
    ).toEqual([
      { key: 'contract', value: '2' },
      { key: 'dataset', value: 'executions' },
    ]);
  });
});

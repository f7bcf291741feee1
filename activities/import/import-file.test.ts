import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decimal } from '../../domain/number/decimal.js';
import { DATASETS } from '../../domain/records/records.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import { homePaths } from '../../store/home/home.js';
import { closeStore, openStore, type Store } from '../../store/open-store.js';
import { sourceRows } from '../../store/lake/sources.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { importSteps } from './import-file.js';
import type { FileReport, ImportInput } from '../steps.js';

let dir: string;
let opened: Store[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'import-'));
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await closeStore(store);
  await rm(dir, { recursive: true });
});

const clock = () => new Date('2025-01-01T00:00:00Z');

async function openHome(name: string): Promise<Store> {
  const store = await openStore(homePaths(join(dir, name)));
  opened.push(store);
  return store;
}

async function closeHome(store: Store): Promise<void> {
  opened = opened.filter((other) => other !== store);
  await closeStore(store);
}

async function fileOf(name: string, records: readonly (object | string)[]): Promise<string> {
  const path = join(dir, name);
  const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

function importInto(store: Store, path: string, said: Partial<ImportInput> = {}): Promise<FileReport> {
  const { importFile } = importSteps({ store, clock });
  return importFile({ path, givenPath: path, account: null, coveredThrough: null, ...said });
}

/** All that an import changes, but for the numbers of the imports. */
async function contents(store: Store): Promise<Record<string, object[]>> {
  const tables: Record<string, object[]> = {};
  const sources = await sourceRows(store.warehouse, store.home);
  for (const table of [...DATASETS, 'sources', 'cash', 'imports', 'stale'])
    tables[table] = await store.warehouse.rows(
      `SELECT DISTINCT ${['stale', 'sources'].includes(table) ? '*' : '* EXCLUDE (seq)'} FROM ${table === 'sources' ? sources : table} ORDER BY ALL`,
    );
  return tables;
}

const FILL = {
  account: 'main',
  executed_at: '2024-03-04T15:00:00Z',
  action: 'sell_to_open',
  underlying: 'SOFI',
  right: 'call',
  strike: 8,
  expiration: '2024-03-15',
  quantity: 1,
  price: '0.35',
  fees: '0.05',
};
const fill = (id: number, other: object = {}) => ({ ...FILL, execution_id: `e${id}`, ...other });

describe('importFile(input)', () => {
  test('gives a report whose counts add up, each with its reason, and keeps the rejects beside', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2, { strike: 'abc' }), fill(1), fill(3)]);
    const report = await importInto(store, path);
    expect(report).toMatchObject({ path, lines: 4, accepted: 2, rejected: 1, ignored: 0, duplicates: 1 });
    expect(report.reasons).toEqual({ 'strike not a number': 1, 'told twice in this file': 1 });
    expect(report).toMatchObject({ covered_from: '2024-03-04', covered_through: '2024-03-04' });
    expect(await readFile(report.rejects_path ?? '', 'utf8')).toMatch(
      /^line,reason,raw,of file [0-9a-f]{64}\r\n2,"strike not a number: ""abc"""/,
    );
    expect(await readFile(join(store.home.raw, report.sha256))).toEqual(await readFile(path));
  });

  test('tells which lines of which file each record came from', async () => {
    const store = await openHome('home');
    const first = await importInto(store, await fileOf('a.jsonl', [fill(1), fill(2), fill(1)]));
    const second = await importInto(store, await fileOf('b.jsonl', [fill(2)]));
    const sources = await sourceRows(store.warehouse, store.home);
    const rows = await store.warehouse.rows(
      `SELECT execution_id, file_sha256, line FROM ${sources} JOIN executions USING (record_id) ORDER BY execution_id, line`,
    );
    expect(rows).toEqual([
      { execution_id: 'e1', file_sha256: first.sha256, line: 1 },
      { execution_id: 'e1', file_sha256: first.sha256, line: 3 },
      { execution_id: 'e2', file_sha256: second.sha256, line: 1 },
      { execution_id: 'e2', file_sha256: first.sha256, line: 2 },
    ]);
  });

  test('counts reasons by their kind, however many values there are', async () => {
    const store = await openHome('home');
    const records = Array.from({ length: 300 }, (_, i) => fill(i, { strike: `x${i}` }));
    const report = await importInto(store, await fileOf('a.jsonl', records));
    expect(report.reasons).toEqual({ 'strike not a number': 300 });
    expect(await readFile(report.rejects_path ?? '', 'utf8')).toContain('not a number: ""x299""');
  });

  test('notes the trades whose amount is not what quantity and price come to, and money of no known kind', async () => {
    const store = await openHome('home');
    const share = {
      account: 'main',
      executed_at: '2024-03-04',
      underlying: 'F',
      fees: '9.9',
      price: '243.85',
    };
    const thousand = { ...share, action: 'buy', quantity: '1000', amount: '-243859.9' };
    const records = [
      { ...thousand, quantity: '1' },
      thousand,
      { ...thousand, amount: '-243864.9' },
      { ...thousand, amount: '-243864.95' },
      { ...share, action: 'sell', quantity: '0.001', fees: null, amount: '0.24' },
      { ...FILL, executed_at: '2024-03-05', amount: '34.95' },
      { ...FILL, executed_at: '2024-03-06', amount: '-34.95' },
      { account: 'main', at: '2024-03-04', kind: 'adjustment', amount: '1.53', description: 'CIL' },
      { account: 'main', at: '2024-03-04', kind: 'dividend', amount: '1.53' },
      { ...share, action: 'buy_to_open', root: 'ESH5', multiplier: '50', quantity: '1', amount: '-9.9' },
    ];
    const report = await importInto(store, await fileOf('a.jsonl', records));
    expect(report.accepted).toBe(10);
    expect(report.reasons).toEqual({
      'amount that is not quantity × price × multiplier less fees: the amount counts': 3,
      'adjustment: money of no known kind, told as income, and no trade': 1,
    });
  });

  test('rejects numbers that no sum could hold, and adds up the largest that it takes', async () => {
    const store = await openHome('home');
    const share = { ...FILL, right: null, strike: null, expiration: null, action: 'buy', fees: null };
    const largest = { quantity: '999999', price: '999999' };
    const records = [
      { ...share, quantity: '1'.padEnd(26, '0'), price: 1 },
      { ...share, quantity: '1000000', price: '1000000' },
      ...Array.from({ length: 100 }, (_, i) => ({ ...share, ...largest, execution_id: `e${i}` })),
      { ...share, quantity: '0.5', price: '3', multiplier: '0.25' },
    ];
    const report = await importInto(store, await fileOf('a.jsonl', records));
    expect(report.reasons).toEqual({
      'quantity too large': 1,
      'quantity × price × multiplier too large': 1,
    });
    expect(report.cash[0]?.trades).toBe('-99999800000100.375');
  });

  test('ties cash out: stated amounts, else price less fees, over duplicates too', async () => {
    const store = await openHome('home');
    const flow = { account: 'main', at: '2024-03-05', kind: 'dividend', amount: '1.25' };
    const records = [fill(1), fill(1), fill(2, { action: 'buy_to_close', amount: '-40.07', fees: '0.07' })];
    const trades = await importInto(store, await fileOf('a.executions.jsonl', records));
    const flows = [
      flow,
      { ...flow, kind: 'fee', amount: '-2' },
      { ...flow, kind: 'withdrawal', amount: '-100' },
    ];
    const cash = await importInto(store, await fileOf('b.cash_flows.jsonl', flows));
    const of = { account: 'main', currency: 'USD' };
    expect(trades.cash).toEqual([
      { ...of, trades: '30', fees: '-0.17', income: '0', transfers: '0', total: '29.83' },
    ]);
    expect(cash.cash).toEqual([
      { ...of, trades: '0', fees: '-2', income: '1.25', transfers: '-100', total: '-100.75' },
    ]);
  });

  test('reads a packed file as what it packs, under its own hash', async () => {
    const store = await openHome('home');
    const header = 'account,executed_at,action,underlying,quantity,price';
    const rows = ['main,2024-03-04,buy,SOFI,1,8', 'main,2024-03-05,sell,SOFI,1,9'];
    const path = await fileOf('a.csv', [header, ...rows]);
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
    const packed = await importInto(store, `${path}.gz`);
    expect(packed).toMatchObject({ format: 'canonical-csv', lines: 2, accepted: 2 });
    expect(await readFile(join(store.home.raw, packed.sha256))).toEqual(await readFile(`${path}.gz`));
    expect(await importInto(store, path)).toMatchObject({ accepted: 0, duplicates: 2 });
  });

  test('refuses a packed file that breaks off, and leaves nothing of it', async () => {
    const store = await openHome('home');
    const bars = Array.from({ length: 20_000 }, (_, i) => `2024-03-04,1,1,1,1,${(i * 7919) % 10_007}`);
    const packed = gzipSync(['Date,Open,High,Low,Close,Volume', ...bars].join('\n'));
    const path = join(dir, 'AAPL.csv.gz');
    await writeFile(path, packed.subarray(0, packed.length - 10));
    await expect(importInto(store, path)).rejects.toThrow('a gzip file that breaks off');
    expect(await readdir(store.home.raw)).toEqual([]);
    expect((await contents(store)).bars).toEqual([]);
  });

  test.each([
    ['semicolons', (csv: string) => Buffer.from(csv.replaceAll(',', ';'))],
    ['tabs', (csv: string) => Buffer.from(csv.replaceAll(',', '\t'))],
    ['UTF-16', (csv: string) => Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['Windows-1252', (csv: string) => Buffer.from(csv, 'latin1')],
    ['a line that names the delimiter', (csv: string) => Buffer.from(`sep=,\r\n${csv}`)],
    ['protected texts', (csv: string) => Buffer.from(csv.replaceAll('main', '="main"'))],
  ])('the same records come from a file with %s', async (_, written) => {
    const store = await openHome('home');
    const csv =
      'account,executed_at,action,underlying,quantity,price,note\n' +
      'main,2024-03-04,buy,SOFI,1,8,Zürich\nmain,2024-03-05,sell,SOFI,1,9,Köln\n';
    const [plain, other] = [join(dir, 'a.csv'), join(dir, 'b.csv')];
    await writeFile(plain, csv);
    await writeFile(other, written(csv));
    expect(await importInto(store, other)).toMatchObject({ lines: 2, accepted: 2 });
    expect(await importInto(store, plain)).toMatchObject({ lines: 2, accepted: 0, duplicates: 2 });
  });

  describe('the same file by another mapping', () => {
    const fields = {
      executed_at: { column: 'Day' },
      action: { column: 'What', values: { Bought: 'buy' } },
      underlying: { column: 'Ticker' },
      quantity: { column: 'Count' },
      price: { column: 'Cost' },
    };
    const mapping: TableMapping = { dataset: 'executions', fields };
    const half: TableMapping = {
      dataset: 'executions',
      fields: { ...fields, price: { column: 'Cost', times: '0.5' } },
    };
    const replaced = {
      'this file was imported by another mapping before: this reading replaces that one': 1,
    };
    let store: Store;
    let path: string;
    beforeEach(async () => {
      store = await openHome('home');
      path = await fileOf('a.csv', [
        'Day,What,Ticker,Count,Cost',
        '2024-03-04,Bought,SOFI,1,8',
        '2024-03-05,Bought,SOFI,1,0',
      ]);
    });
    const byMapping = (given: TableMapping, account = 'main') =>
      importInto(store, path, { account, mapping: given });
    const prices = async () =>
      (
        await store.warehouse.rows<{ price: bigint }>(
          'SELECT price FROM executions ORDER BY executed_at, account',
        )
      ).map(({ price }) => price);

    test('replaces the first reading, and says so; by the same one it is known', async () => {
      expect(await byMapping(mapping)).toMatchObject({ format: 'mapped', accepted: 2, reasons: {} });
      const reordered = JSON.parse(JSON.stringify({ fields, dataset: 'executions' })) as TableMapping;
      expect(await byMapping(reordered)).toMatchObject({ accepted: 0, duplicates: 2 });
      expect(await byMapping(half)).toMatchObject({ accepted: 2, duplicates: 0, reasons: replaced });
      expect(await prices()).toEqual([decimal(4), 0n]);
      expect(store.manifest.entries.map((entry) => [entry.mapping, entry.replaces])).toEqual([
        [mapping, undefined],
        [half, [1]],
      ]);
      const before = await contents(store);
      await closeHome(store);
      await rm(store.home.warehouse);
      store = await openHome('home');
      expect(await contents(store)).toEqual(before);
    });

    test('goes back to the first by importing it once more; retracted, none of them is left', async () => {
      await byMapping(mapping);
      await byMapping(half);
      const { sha256, ...back } = await byMapping(mapping);
      expect(back).toMatchObject({ accepted: 2, duplicates: 0, reasons: replaced });
      expect(await prices()).toEqual([decimal(8), 0n]);
      const { retractImport } = importSteps({ store, clock });
      expect(await retractImport({ fileSha256: sha256 })).toMatchObject({ imports: 3, records_removed: 2 });
      expect(await prices()).toEqual([]);
    });

    test('leaves another account, and what is no execution, as they are', async () => {
      await byMapping(mapping, 'other');
      await byMapping({
        dataset: 'cash_flows',
        fields: { at: { column: 'Day' }, kind: { value: 'fee' }, amount: { column: 'Cost' } },
      });
      expect(await byMapping(half)).toMatchObject({ accepted: 2, reasons: {} });
      expect(await prices()).toEqual([decimal(4), decimal(8), 0n, 0n]);
    });
  });

  test('an overlap that begins elsewhere tells opened or closed as the file that knows more of it', async () => {
    const mapping: TableMapping = {
      dataset: 'executions',
      instrument: { column: 'Symbol' },
      fields: {
        executed_at: { column: 'Day' },
        action: { column: 'What' },
        quantity: { column: 'Count' },
        price: { column: 'Cost' },
      },
    };
    const header = 'Day,What,Symbol,Count,Cost';
    const rows = [
      '2024-03-04,buy,SPY250117C500,2,1',
      '2024-03-05,sell,SPY250117C500,1,2',
      '2024-03-06,sell,SPY250117C500,1,2',
      '2024-03-07,sell,SPY250117C500,1,2',
    ];
    const whole = await fileOf('whole.csv', [header, ...rows]);
    const late = await fileOf('late.csv', [header, ...rows.slice(1).reverse()]);
    for (const [at, order] of [
      [whole, late],
      [late, whole],
    ].entries()) {
      const store = await openHome(`home ${at}`);
      for (const path of order) await importInto(store, path, { account: 'main', mapping });
      expect(
        await store.warehouse.rows('SELECT executed_at, action FROM executions ORDER BY executed_at'),
      ).toEqual([
        { executed_at: '2024-03-04', action: 'buy_to_open' },
        { executed_at: '2024-03-05', action: 'sell_to_close' },
        { executed_at: '2024-03-06', action: 'sell_to_close' },
        { executed_at: '2024-03-07', action: 'sell_to_open' },
      ]);
    }
  });

  test('lands nothing when the same file comes again, and reports its accepted lines as duplicates', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2), fill(3, { quantity: 0 })]);
    const first = await importInto(store, path);
    const before = await contents(store);
    const again = await importInto(store, path);
    expect(again).toEqual({
      ...first,
      accepted: 0,
      duplicates: 2,
      reasons: { ...first.reasons, 'already imported': 2 },
    });
    expect(await contents(store)).toEqual(before);
    expect(store.manifest.entries).toHaveLength(1);
  });

  test('gives the answer once more to the request that landed the file, whoever holds the home by then', async () => {
    let store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2), fill(3, { quantity: 0 })]);
    const first = await importInto(store, path, { request: 'a' });
    await closeHome(store);
    store = await openHome('home');
    expect(await importInto(store, path, { request: 'a' })).toEqual(first);
    expect(await importInto(store, path, { request: 'b' })).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await importInto(store, path, {})).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(store.manifest.entries).toHaveLength(1);
  });

  test('takes no account for covered beyond the day of the import', async () => {
    const store = await openHome('home');
    const report = await importInto(
      store,
      await fileOf('a.jsonl', [{ ...FILL, executed_at: '2035-03-04', quantity: 1 }]),
    );
    expect(report.covered_through).toBe('2025-01-01');
    expect(await store.warehouse.rows('SELECT covered_through FROM imports')).toEqual([
      { covered_through: '2025-01-01' },
    ]);
  });

  test('refuses what the user says is covered of days to come', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1)]);
    await importInto(store, path);
    await expect(importInto(store, path, { coveredThrough: '2025-01-02' })).rejects.toThrow(
      'covered through 2025-01-02: in the future',
    );
  });

  test('takes from the same file again how far the user says it covers', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1)]);
    await importInto(store, path);
    const again = await importInto(store, path, { coveredThrough: '2024-06-30' });
    expect(again.covered_through).toBe('2024-06-30');
    expect(await store.warehouse.rows('SELECT covered_through FROM imports')).toEqual([
      { covered_through: '2024-06-30' },
    ]);
  });

  test('of an execution_id with two contents keeps that of the file that goes further, in any order', async () => {
    const wrong = await fileOf('wrong.jsonl', [fill(1)]);
    const right = await fileOf('right.jsonl', [
      fill(1, { price: '0.36' }),
      fill(2, { executed_at: '2024-03-05T15:00:00Z' }),
    ]);
    const [one, other] = [await openHome('one'), await openHome('other')];
    await importInto(one, wrong);
    const newer = await importInto(one, right);
    await importInto(other, right);
    const older = await importInto(other, wrong);
    expect(newer).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(Object.keys(newer.reasons)).toEqual([
      'already imported with other values: this report is the newer one and counts',
    ]);
    expect(Object.keys(older.reasons)).toEqual([
      'already imported with other values: that report is the newer one and counts',
    ]);
    expect((await contents(one)).executions).toEqual((await contents(other)).executions);
    expect(await pricesIn(one)).toEqual([0.36, 0.35]);
  });

  test('of an execution_id with two contents in files of the same days keeps that of the later import', async () => {
    const [a, b] = [
      await fileOf('a.jsonl', [fill(1)]),
      await fileOf('b.jsonl', [fill(1, { price: '0.36' })]),
    ];
    const [one, other] = [await openHome('one'), await openHome('other')];
    await importInto(one, a);
    await importInto(one, b);
    await importInto(other, b);
    await importInto(other, a);
    expect([await pricesIn(one), await pricesIn(other)]).toEqual([[0.36], [0.35]]);
  });

  async function pricesIn({ warehouse }: Store): Promise<number[]> {
    const rows = await warehouse.rows<{ price: number }>(
      'SELECT price::DOUBLE AS price FROM executions ORDER BY execution_id',
    );
    return rows.map(({ price }) => price);
  }

  test('lets a later bar correct an earlier one', async () => {
    const store = await openHome('home');
    const bar = { symbol: 'SOFI', interval: '1d', ts: '2024-03-04', open: 8, high: 9, low: 7, close: 8 };
    for (const close of [8, 8.5, 8.25])
      await importInto(store, await fileOf(`${close}.jsonl`, [{ ...bar, close }]));
    expect(await store.warehouse.rows('SELECT close::DOUBLE AS close FROM bars')).toEqual([{ close: 8.25 }]);
    expect(
      await store.warehouse.rows('SELECT DISTINCT step, account, underlying FROM stale ORDER BY step'),
    ).toEqual([
      { step: 'counterfactuals', account: null, underlying: 'SOFI' },
      { step: 'outcomes', account: null, underlying: 'SOFI' },
    ]);
  });

  test.each([
    ['an empty file', ''],
    ['a login page', '<!DOCTYPE html><html><body>Log in</body></html>'],
    ['zeros', '\0'.repeat(100_000)],
    ['a file of another program', 'a,b,c\n1,2,3\n'],
  ])('refuses %s whole and changes nothing', async (_, content) => {
    const store = await openHome('home');
    await importInto(store, await fileOf('a.jsonl', [fill(1)]));
    const before = [await contents(store), await readdir(store.home.dir, { recursive: true })];
    const path = join(dir, 'export.csv');
    await writeFile(path, content);
    await expect(importInto(store, path)).rejects.toMatchObject({ name: 'FileRefused' });
    expect([await contents(store), await readdir(store.home.dir, { recursive: true })]).toEqual(before);
  });

  test('leaves the home as it was when the lake cannot be written', async () => {
    const store = await openHome('home');
    await writeFile(join(store.home.lake, 'executions'), 'no folder');
    const path = await fileOf('a.jsonl', [fill(1), fill(2, { quantity: 0 })]);
    await expect(importInto(store, path)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(store.home.raw)).toEqual([]);
    expect(await readdir(store.home.rejects)).toEqual([]);
    expect(await importInto(store, path)).toMatchObject({ accepted: 1, rejected: 1 });
  });
});

describe('retractImport({ fileSha256 })', () => {
  test('takes away what only that file told and gives the rest back its other telling', async () => {
    const [store, plain] = [await openHome('home'), await openHome('plain')];
    const kept = await fileOf('kept.jsonl', [fill(1), fill(2), fill(4, { price: '0.1' })]);
    const taken = await fileOf('taken.jsonl', [fill(2), fill(3), fill(4, { price: '0.2' })]);
    await importInto(plain, kept);
    const expected = (await contents(plain)).executions;
    for (const order of [
      [kept, taken],
      [taken, kept],
    ]) {
      const reports = [];
      for (const path of order) reports.push(await importInto(store, path));
      const { sha256 } = reports.find(({ path }) => path === taken) as FileReport;
      const { retractImport } = importSteps({ store, clock });
      expect(await retractImport({ fileSha256: sha256 })).toEqual({
        file_sha256: sha256,
        imports: 1,
        records_removed: 1,
      });
      expect((await contents(store)).executions).toEqual(expected);
      await expect(retractImport({ fileSha256: sha256 })).rejects.toMatchObject({ name: 'NotFound' });
      const other = reports.find(({ path }) => path === kept) as FileReport;
      if (order[0] === kept) await retractImport({ fileSha256: other.sha256 });
    }
  });
});

describe('any overlapping pieces of a history, in any order', () => {
  const day = fc.constantFrom('2024-03-04', '2024-03-05T15:00:00Z', '2024-03-06');
  const withId = fc.record({ executed_at: day, execution_id: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
  const withoutId = fc.record({ executed_at: day, quantity: fc.integer({ min: 1, max: 2 }) });
  const history = fc.record({
    named: fc.uniqueArray(withId, { selector: ({ execution_id }) => execution_id, maxLength: 5 }),
    unnamed: fc.array(withoutId, { minLength: 1, maxLength: 6 }),
    /** Days of a piece, and which of the named records it has. */
    pieces: fc.array(fc.record({ days: fc.subarray([0, 1, 2]), named: fc.subarray([0, 1, 2, 3, 4]) }), {
      maxLength: 3,
    }),
    order: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
  });

  test('give the executions of the whole in one file', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ named, unnamed, pieces, order }) => {
        run += 1;
        const days = [...new Set(unnamed.map(({ executed_at }) => executed_at))];
        const all = [...unnamed, ...named].map((record) => ({ ...FILL, ...record }));
        const whole = { days: [0, 1, 2], named: [0, 1, 2, 3, 4] };
        const last = {
          days: whole.days.filter((at) => !pieces.some((piece) => piece.days.includes(at))),
          named: whole.named.filter((at) => !pieces.some((piece) => piece.named.includes(at))),
        };
        const [split, single] = [await openHome(`split${run}`), await openHome(`single${run}`)];
        await importInto(single, await fileOf(`whole${run}.jsonl`, all));
        const files = [...pieces, last]
          .map((piece) => [
            ...unnamed.filter(({ executed_at }) => piece.days.includes(days.indexOf(executed_at))),
            ...named.filter((_, at) => piece.named.includes(at)),
          ])
          .map((records, at) => ({
            records: records.map((record) => ({ ...FILL, ...record })),
            place: order[at] ?? 0,
            at,
          }))
          .sort((a, b) => a.place - b.place);
        for (const { records, at } of files)
          if (records.length > 0) await importInto(split, await fileOf(`piece${run}-${at}.jsonl`, records));
        expect((await contents(split)).executions).toEqual((await contents(single)).executions);
        await closeHome(split);
        await closeHome(single);
      }),
      { numRuns: 10 },
    );
  }, 120_000);
});

describe('exports that tell only days, newest first', () => {
  const HEADER =
    'Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount';

  /** The rows of some days, each oldest first: code and quantity of a share trade. */
  type Days = readonly (readonly string[])[];

  function exportOf(days: Days): string {
    const rows = days.flatMap((trades, at) => {
      const day = `3/${at + 4}/2024`;
      return trades.map((trade) => {
        const [code, quantity] = trade.split(' ');
        return `${day},${day},${day},SOFI,SoFi,${code},${quantity},$8.00,$8.00`;
      });
    });
    return [HEADER, ...rows.reverse()].join('\n');
  }

  async function toldBy(name: string, exports: readonly Days[]): Promise<object[]> {
    const store = await openHome(name);
    for (const [at, days] of exports.entries()) {
      const path = join(dir, `${name}-${at}.csv`);
      await writeFile(path, exportOf(days));
      await importInto(store, path, { account: 'main' });
    }
    const { executions = [] } = await contents(store);
    await closeHome(store);
    return executions;
  }

  test('number the records of a day as they were booked, the same whichever way the file is sorted', async () => {
    const store = await openHome('home');
    const days = [['Buy 1', 'Sell 2', 'Buy 1'], ['Buy 3']];
    const path = join(dir, 'a.csv');
    const [header = '', ...rows] = exportOf(days).split('\n');
    for (const file of [
      [header, ...rows],
      [header, ...rows.reverse()],
    ]) {
      await writeFile(path, file.join('\n'));
      await importInto(store, path, { account: 'main' });
    }
    expect(
      await store.warehouse.rows(
        'SELECT executed_at, sequence, quantity FROM executions ORDER BY executed_at, sequence',
      ),
    ).toEqual([
      { executed_at: '2024-03-04', sequence: 1, quantity: decimal(1) },
      { executed_at: '2024-03-04', sequence: 2, quantity: decimal(2) },
      { executed_at: '2024-03-04', sequence: 3, quantity: decimal(1) },
      { executed_at: '2024-03-05', sequence: 1, quantity: decimal(3) },
    ]);
  });

  const trades = fc.array(fc.constantFrom('Buy 1', 'Buy 2', 'Sell 1', 'Sell 2'), {
    minLength: 1,
    maxLength: 5,
  });
  const history = fc.record({
    days: fc.array(trades, { minLength: 1, maxLength: 3 }),
    /** Days of an export, and how much of its newest day had happened. */
    exports: fc.array(fc.record({ days: fc.nat(3), newest: fc.nat(5) }), { minLength: 1, maxLength: 3 }),
  });

  test('give the records of the whole in its order, in any order of the imports', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ days, exports }) => {
        run += 1;
        const early = exports.map((told) => [
          ...days.slice(0, told.days),
          (days[told.days] ?? []).slice(0, told.newest),
        ]);
        const alone = await toldBy(`alone${run}`, [days]);
        expect(await toldBy(`first${run}`, [days, ...early])).toEqual(alone);
        expect(await toldBy(`last${run}`, [...early, days])).toEqual(alone);
        const some = await toldBy(`some${run}`, early);
        expect(await toldBy(`reversed${run}`, early.toReversed())).toEqual(some);
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});

describe('a crash', () => {
  /** The store, dying at its `at`-th statement or append; what comes after does not happen either. */
  function dying(store: Store, at: number): Store & { died: () => boolean } {
    let count = 0;
    const alive = () => {
      count += 1;
      if (count >= at) throw new Error('died');
    };
    const { warehouse, manifest, journal } = store;
    const mortal: Warehouse = {
      rows: async (sql, parameters) => (alive(), warehouse.rows(sql, parameters)),
      chunks: (sql, parameters) => (alive(), warehouse.chunks(sql, parameters)),
      run: async (sql, parameters) => (alive(), warehouse.run(sql, parameters)),
      columns: async (sql, parameters) => (alive(), warehouse.columns(sql, parameters)),
      insert: async (table, rows) => (alive(), warehouse.insert(table, rows)),
      insertColumns: async (table, columns) => (alive(), warehouse.insertColumns(table, columns)),
      transaction: async (work) => (alive(), warehouse.transaction(work)),
      snapshot: async (work) => (alive(), warehouse.snapshot(work)),
      close: () => warehouse.close(),
    };
    return {
      ...store,
      warehouse: mortal,
      manifest: { ...manifest, append: async (entry) => (alive(), manifest.append(entry)) },
      journal: { ...journal, append: async (fact) => (alive(), journal.append(fact)) },
      died: () => count >= at,
    };
  }

  test('anywhere in import or retraction leaves what an undisturbed run gives, once it is run again', async () => {
    const first = await fileOf('first.jsonl', [fill(1), fill(2, { price: '0.3' }), fill(9, { quantity: 0 })]);
    const second = await fileOf('second.jsonl', [fill(2), fill(3), fill(4)]);
    const undisturbed = await openHome('undisturbed');
    const { sha256 } = await importInto(undisturbed, first);
    const secondReport = await importInto(undisturbed, second);
    const imported = await contents(undisturbed);
    await importSteps({ store: undisturbed, clock }).retractImport({ fileSha256: sha256 });
    const retracted = await contents(undisturbed);

    const before = await openHome('before');
    await importInto(before, first);
    await closeHome(before);

    let alive = false;
    for (let at = 1; !alive; at += 3) {
      await cp(before.home.dir, join(dir, `home${at}`), { recursive: true });
      let store = await openHome(`home${at}`);
      const mortal = dying(store, at);
      const end = await importInto(mortal, second)
        .then(() => importSteps({ store: mortal, clock }).retractImport({ fileSha256: sha256 }))
        .catch((error: Error) => error.message);
      alive = !mortal.died();
      expect(alive ? typeof end : end).toBe(alive ? 'object' : 'died');
      await closeHome(store);
      store = await openHome(`home${at}`);
      if (store.manifest.entries.length < 2 || store.interrupted)
        expect(await importInto(store, second)).toEqual(secondReport);
      if (store.journal.entries.length === 0) {
        expect(await contents(store)).toEqual(imported);
        await importSteps({ store, clock }).retractImport({ fileSha256: sha256 });
      }
      expect(await contents(store)).toEqual(retracted);
      await closeHome(store);
    }
  }, 120_000);

  test('that tears the manifest takes the import with it, whose leftovers go at the next start', async () => {
    let store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2, { quantity: 0 })]);
    await importInto(store, path);
    await closeHome(store);
    const line = await readFile(store.home.manifest, 'utf8');
    await rm(store.home.warehouse);
    await writeFile(store.home.manifest, line.slice(0, -20));
    store = await openHome('home');
    expect(store.manifest.entries).toEqual([]);
    const left = await readdir(store.home.dir, { recursive: true });
    expect(left.filter((name) => /parquet|[0-9a-f]{64}/.test(name))).toEqual([]);
    expect(await importInto(store, path)).toMatchObject({ accepted: 1, rejected: 1 });
  });

  test('that loses the warehouse loses nothing: it is made again from lake and journal', async () => {
    let store = await openHome('home');
    const first = await importInto(store, await fileOf('a.jsonl', [fill(1), fill(2, { price: '0.3' })]));
    await importInto(store, await fileOf('b.jsonl', [fill(2), fill(3)]));
    await importSteps({ store, clock }).retractImport({ fileSha256: first.sha256 });
    const { stale: _before, ...before } = await contents(store);
    await closeHome(store);
    await rm(store.home.warehouse);
    store = await openHome('home');
    const { stale: _after, ...after } = await contents(store);
    expect(after).toEqual(before);
  });
});

describe('openStore(home)', () => {
  test('throws StoreCorrupt with the name of a lake file that was changed', async () => {
    const store = await openHome('home');
    await importInto(store, await fileOf('a.jsonl', [fill(1)]));
    const [file] = store.manifest.entries[0]?.files ?? [];
    await closeHome(store);
    await rm(store.home.warehouse);
    await appendFile(join(store.home.lake, file?.path ?? ''), 'x');
    await expect(openStore(store.home)).rejects.toMatchObject({
      name: 'StoreCorrupt',
      message: expect.stringContaining(file?.path ?? '') as unknown,
    });
  });
});

describe('retractImport({fileSha256, account})', () => {
  test('of a file that stands under several accounts: refuses, and takes the one that is named', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.csv', ['Day,What,Ticker,Count,Cost', '2024-03-04,buy,SOFI,1,8']);
    const mapping: TableMapping = {
      dataset: 'executions',
      fields: {
        executed_at: { column: 'Day' },
        action: { column: 'What' },
        underlying: { column: 'Ticker' },
        quantity: { column: 'Count' },
        price: { column: 'Cost' },
      },
    };
    const { sha256 } = await importInto(store, path, { account: 'main', mapping });
    await importInto(store, path, { account: 'ira', mapping });
    const { retractImport } = importSteps({ store, clock });
    const accountsLeft = async () =>
      (
        await store.warehouse.rows<{ account: string }>('SELECT account FROM executions ORDER BY account')
      ).map(({ account }) => account);
    await expect(retractImport({ fileSha256: sha256 })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: 'this file stands under several accounts, name one: ira, main',
    });
    await expect(retractImport({ fileSha256: sha256, account: 'nobody' })).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await accountsLeft()).toEqual(['ira', 'main']);
    expect(await retractImport({ fileSha256: sha256, account: 'main' })).toMatchObject({
      imports: 1,
      records_removed: 1,
    });
    expect(await accountsLeft()).toEqual(['ira']);
    expect(await retractImport({ fileSha256: sha256 })).toMatchObject({ imports: 1, records_removed: 1 });
  });
});

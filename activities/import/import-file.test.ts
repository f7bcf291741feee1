import { beforeEach, describe, expect, test } from '@jest/globals';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decimal } from '../../domain/number/decimal.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import { sourceRows } from '../../store/lake/sources.js';
import type { Store } from '../../store/open-store.js';
import { clock, contents, FILL, fill, importHomes, importInto } from '../../test/import-homes.js';
import { importSteps } from './import-file.js';

const { closeHome, fileOf, openHome, pathOf } = importHomes();

describe('importFile(input)', () => {
  test('gives a report whose counts add up, each with its reason, and keeps the rejects beside', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.jsonl', [fill(1), fill(2, { strike: 'abc' }), fill(1), fill(3)]);
    const report = await importInto(store, path);
    expect(report).toMatchObject({ path, lines: 4, accepted: 2, rejected: 1, ignored: 0, duplicates: 1 });
    expect(report.reasons).toEqual({ 'strike not a number': 1, 'twice in this file': 1 });
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
      { ...share, action: 'buy', price: null, quantity: '2', amount: '171.05' },
      { ...share, action: 'sell', price: null, quantity: '2', amount: '171.05' },
    ];
    const report = await importInto(store, await fileOf('a.jsonl', records));
    expect(report.accepted).toBe(12);
    expect(report.reasons).toEqual({
      'amount that is not quantity × price × multiplier less fees: the amount counts': 3,
      'adjustment: money of an unknown kind, counted as income, not as a trade': 1,
      'purchase that brings money, or sale that costs more than its fees: look whether its amount has its sign': 1,
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
    const path = pathOf('AAPL.csv.gz');
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
    const [plain, other] = [pathOf('a.csv'), pathOf('b.csv')];
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
      { step: 'scenarios', account: null, underlying: null },
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
    const path = pathOf('export.csv');
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

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '../domain/number/decimal.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { homePaths } from '../store/home/home.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { exportSteps } from './export-table.js';

let dir: string;
let warehouse: Warehouse;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-export-'));
  warehouse = await openWarehouse(':memory:');
});
afterEach(async () => {
  await warehouse.close();
  await rm(dir, { recursive: true });
});

function exportTable(table: string, format: 'parquet' | 'jsonl' | 'csv') {
  return exportSteps({ warehouse, home: homePaths(dir), journal: { entries: [] } }).exportTable({
    table,
    format,
  });
}

async function csv(table: string): Promise<string> {
  return readFile((await exportTable(table, 'csv')).path, 'utf8');
}

async function jsonl(table: string): Promise<string> {
  return readFile((await exportTable(table, 'jsonl')).path, 'utf8');
}

const FLOW = {
  record_id: 'f1',
  account: 'main',
  at: '2025-01-06',
  kind: 'dividend',
  amount: decimal('12.340'),
  currency: 'USD',
  underlying: 'F',
  description: 'Cash "Div", ünï\nline',
  seq: 7,
};
const MATCH = { match_id: 'm', match_type: 'modify', trading_date: '2025-01-06', excluded: false };

describe('exportTable(input)', () => {
  test('writes every table of the contract in every format', async () => {
    for (const table of EXPORT_TABLES)
      for (const format of ['parquet', 'jsonl', 'csv'] as const)
        expect(await exportTable(table, format)).toMatchObject({ table, rows: 0 });
    expect(await readdir(join(dir, 'exports'))).toHaveLength(3 * EXPORT_TABLES.length);
  });

  test('refuses a format that would lead out of the folder', async () => {
    await expect(exportTable('cash_flows', '/../../outside' as 'csv')).rejects.toThrow('no format');
    expect(await readdir(dir)).toEqual([]);
  });

  test('writes columns in the order of the contract, without the internal ones', async () => {
    await warehouse.insert('cash_flows', [FLOW]);
    expect(await csv('cash_flows')).toBe(
      'account,at,kind,amount,currency,underlying,description,extra,record_id\n' +
        'main,2025-01-06,dividend,12.34,USD,F,"Cash ""Div"", ünï\nline",,f1\n',
    );
  });

  test('writes JSONL with numbers, nulls and nested JSON', async () => {
    await warehouse.insert('cash_flows', [{ ...FLOW, extra: '{"a":[1,"x"]}', underlying: null }]);
    expect(await jsonl('cash_flows')).toBe(
      '{"account":"main","at":"2025-01-06","kind":"dividend","amount":12.34,"currency":"USD","underlying":null,' +
        '"description":"Cash \\"Div\\", ünï\\nline","extra":{"a":[1,"x"]},"record_id":"f1"}\n',
    );
  });

  test.each([
    ['0', '0'],
    ['100', '100'],
    ['-0.0000000001', '-0.0000000001'],
    ['12345678901234.5', '12345678901234.5'],
    ['99999999999.99999', '"99999999999.99999"'],
    ['-1234567890123456789.1234567891', '"-1234567890123456789.1234567891"'],
  ])('writes the decimal %s in JSONL as %s', async (amount, written) => {
    await warehouse.insert('cash_flows', [{ ...FLOW, amount: decimal(amount) }]);
    expect(await jsonl('cash_flows')).toContain(`"amount":${written},`);
  });

  test('writes lists as JSON text in CSV and as JSON in JSONL', async () => {
    await warehouse.insert('matches', [{ ...MATCH, execution_ids: ['a', 'b"c'], modified_fields: [] }]);
    const [header, row] = (await csv('matches')).split('\n');
    expect(header?.split(',').slice(3, 5)).toEqual(['execution_ids', 'trading_date']);
    expect(row).toContain('m,modify,,"[""a"",""b\\""c""]",2025-01-06,');
    expect(JSON.parse(await jsonl('matches'))).toMatchObject({
      execution_ids: ['a', 'b"c'],
      modified_fields: [],
      trading_date: '2025-01-06',
      excluded: false,
      flags: null,
    });
  });

  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])(
    'keeps a spreadsheet from computing %j',
    async (text) => {
      await warehouse.insert('cash_flows', [{ ...FLOW, amount: decimal('-5'), description: text }]);
      const written = await csv('cash_flows');
      expect(written).toContain(`'${text}`);
      expect(written).toContain(',-5,');
      expect(JSON.parse(await jsonl('cash_flows'))).toMatchObject({ description: text });
    },
  );

  test('writes Parquet with exact decimals, dates, lists and the version of the contract', async () => {
    const strikeDiff = decimal('-1234567890123456789.1234567891');
    await warehouse.insert('matches', [{ ...MATCH, execution_ids: ['a'], strike_diff: strikeDiff }]);
    const { path } = await exportTable('matches', 'parquet');
    expect(await warehouse.rows(`SELECT trading_date, execution_ids, strike_diff FROM '${path}'`)).toEqual([
      { trading_date: '2025-01-06', execution_ids: ['a'], strike_diff: strikeDiff },
    ]);
    expect(
      await warehouse.rows(
        `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${path}')`,
      ),
    ).toContainEqual({ key: 'tradeloop_contract', value: '2' });
  });

  test.each(['parquet', 'jsonl', 'csv'] as const)(
    'gives the same bytes of %s whatever the order of the rows',
    async (format) => {
      const rows = Array.from({ length: 3000 }, (_, i) => ({ ...FLOW, record_id: `f${i}` }));
      await warehouse.insert('cash_flows', rows);
      const { sha256 } = await exportTable('cash_flows', format);
      await warehouse.run('DELETE FROM cash_flows');
      await warehouse.insert('cash_flows', [...rows].reverse());
      expect(await exportTable('cash_flows', format)).toMatchObject({ sha256, rows: 3000 });
    },
  );

  test('names a table there is none of', async () => {
    await expect(exportTable('imports; DROP TABLE x', 'csv')).rejects.toThrow(
      'no table "imports; DROP TABLE x"',
    );
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import type { ColumnType } from '../exported-table.js';
import { homePaths } from '../home/home.js';
import { EXPORTED } from './tables.js';

const STORED_AS: Readonly<Record<ColumnType, readonly string[]>> = {
  text: ['VARCHAR'],
  json: ['VARCHAR'],
  list: ['VARCHAR[]'],
  decimal: ['DECIMAL(38,10)'],
  integer: ['INTEGER', 'BIGINT'],
  double: ['DOUBLE'],
  date: ['DATE'],
  boolean: ['BOOLEAN'],
};

let dir: string;
let warehouse: Warehouse;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-tables-'));
  warehouse = await openWarehouse(':memory:');
});
afterEach(async () => {
  await warehouse.close();
  await rm(dir, { recursive: true });
});

describe('EXPORTED', () => {
  test.each(EXPORTED.map((table) => [table.name, table] as const))(
    'lists %s with the columns and types of its rows in the warehouse, and orders by some of them',
    async (name, { columns, order, rows }) => {
      const relation = (await rows?.({ warehouse, home: homePaths(dir) })) ?? name;
      const described = await warehouse.rows<{ column_name: string; column_type: string }>(
        `DESCRIBE SELECT * FROM ${relation}`,
      );
      const stored = new Map(described.map(({ column_name, column_type }) => [column_name, column_type]));
      for (const [column, type] of Object.entries(columns))
        expect([column, STORED_AS[type]]).toEqual([column, expect.arrayContaining([stored.get(column)])]);
      expect(Object.keys(columns)).toEqual(expect.arrayContaining([...order]));
    },
  );

  test('has no column that the contract does not name', async () => {
    const contract = await readFile(new URL('../../docs/trade_record_format.md', import.meta.url), 'utf8');
    const words = new Set(contract.match(/\w+/g));
    const unnamed = EXPORTED.flatMap(({ name, columns }) =>
      Object.keys(columns).flatMap((column) => (words.has(column) ? [] : [`${name}.${column}`])),
    );
    expect(unnamed).toEqual([]);
  });

  test('names each table once', () => {
    const names = EXPORTED.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

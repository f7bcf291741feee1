import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decimal } from '../../domain/number/decimal.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { untiedCash } from './cash.js';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterEach(() => warehouse.close());

const ofMain = { account: 'main', currency: 'USD' };

async function state(total: string): Promise<void> {
  await warehouse.insert('cash', [{ ...ofMain, file_sha256: 'a', seq: 1, total: decimal(total) }]);
}

async function add(table: string, ...rows: object[]): Promise<void> {
  await warehouse.insert(
    table,
    rows.map((row, i) => ({ ...ofMain, record_id: `${table} ${i}`, ...row })),
  );
}

describe('untiedCash(warehouse, {except})', () => {
  test('finds nothing where stated amounts, prices less fees and flows come to what the file says', async () => {
    await state('1046.93');
    await add(
      'executions',
      {
        action: 'sell_to_open',
        right: 'call',
        quantity: decimal(2),
        price: decimal('0.24'),
        fees: decimal('1.07'),
      },
      { action: 'buy', quantity: decimal(10), price: decimal(5), amount: decimal(-50) },
      { action: 'buy', quantity: decimal(10), price: decimal(5), fees: 0n },
      { action: 'expire', right: 'call', quantity: decimal(2) },
    );
    await add('cash_flows', { kind: 'deposit', amount: decimal(1100) });
    expect(await untiedCash(warehouse, { except: [] })).toEqual([]);
  });

  test('names the account, the currency and both amounts where they do not', async () => {
    await state('100');
    await add('cash_flows', { kind: 'deposit', amount: decimal('99.99') });
    expect(await untiedCash(warehouse, { except: ['ira'] })).toEqual([
      { ...ofMain, stated: decimal(100), found: decimal('99.99') },
    ]);
    expect(await untiedCash(warehouse, { except: ['main'] })).toEqual([]);
  });

  test('says nothing of an account with executions that others supersede', async () => {
    await state('100');
    await add('superseded_executions', { action: 'buy' });
    expect(await untiedCash(warehouse, { except: [] })).toEqual([]);
  });
});

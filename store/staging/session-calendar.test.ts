import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import { writeCalendar } from './session-calendar.js';
import type { Warehouse } from '../duckdb/warehouse.js';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterEach(() => warehouse.close());

async function days(): Promise<object[]> {
  return warehouse.rows('SELECT day, session, next_session, closes_at FROM calendar ORDER BY day');
}

describe('writeCalendar(warehouse, days)', () => {
  test('gives each day its session, the one after, and its close', async () => {
    await writeCalendar(warehouse, { from: '2024-12-24', through: '2024-12-26' });
    expect(await days()).toEqual([
      { day: '2024-12-24', session: '2024-12-24', next_session: '2024-12-26', closes_at: '13:00:00' },
      { day: '2024-12-25', session: '2024-12-26', next_session: '2024-12-26', closes_at: null },
      { day: '2024-12-26', session: '2024-12-26', next_session: '2024-12-27', closes_at: '16:00:00' },
    ]);
  });

  test('leaves days that are there, and has all days in between, once', async () => {
    await writeCalendar(warehouse, { from: '2025-01-06', through: '2025-01-10' });
    await warehouse.run(`UPDATE calendar SET closes_at = 'untouched'`);
    await writeCalendar(warehouse, { from: '2025-01-07', through: '2025-01-08' });
    expect(await days()).toMatchObject(Array.from({ length: 5 }, () => ({ closes_at: 'untouched' })));

    await writeCalendar(warehouse, { from: '2025-01-01', through: '2025-01-03' });
    const january = Array.from({ length: 10 }, (_, i) => `2025-01-${String(i + 1).padStart(2, '0')}`);
    expect(await days()).toMatchObject(january.map((day) => ({ day })));
  });
});

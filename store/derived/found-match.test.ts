import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { advice } from '../../test/trade-examples.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { matchInputs } from './found-match.js';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterEach(() => warehouse.close());

test('matchInputs(warehouse, scope) has no advice that a later revision took to another day', async () => {
  await warehouse.insert('reconciled', [{ from_date: '2025-01-01', to_date: '2025-12-31' }]);
  await warehouse.insert('recommendations', [
    advice(),
    advice({ sent_at: '2025-04-14T14:00:00Z' }),
    advice({ recommendation_id: 'r2' }),
  ]);
  const { recommendations } = await matchInputs(warehouse, {
    underlying: 'SOFI',
    from: '2025-01-01',
    to: '2025-01-31',
  });
  expect(recommendations.map(({ recommendation_id }) => recommendation_id)).toEqual(['r2']);
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { advice } from '../../test/trade-examples.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { NO_FACTS } from '../../domain/matching/human-facts.js';
import { matchesNamed, matchInputs } from './found-match.js';

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
  const { recommendations } = await matchInputs(
    warehouse,
    {
      underlying: 'SOFI',
      from: '2025-01-01',
      to: '2025-01-31',
    },
    NO_FACTS,
  );
  expect(recommendations.map(({ recommendation_id }) => recommendation_id)).toEqual(['r2']);
});

test('matchesNamed(warehouse, beginning) says whose id begins so, matches by their own first', async () => {
  const match = (match_id: string, recommendation_id: string | null, execution_ids: string[]) => ({
    ...{ match_id, recommendation_id, execution_ids, unit_id: match_id },
    ...{ underlying: 'SOFI', trading_date: '2025-01-14' },
  });
  await warehouse.insert('matches', [
    match('a1', 'x1', ['x2', 'b5', 'b4']),
    match('a2', 'b2', ['b1']),
    match('b9', null, ['b0']),
    match('c1', null, ['x3']),
  ]);
  const named = async (id: string, limit = 5) =>
    (await matchesNamed(warehouse, { id, limit })).map((one) => [one.match_id, one.named, one.named_id]);
  const [own, advised, traded] = [
    ['b9', 'match', 'b9'],
    ['a2', 'advice', 'b2'],
    ['a1', 'execution', 'b4'],
  ];
  expect(await named('b')).toEqual([own, advised, traded]);
  expect(await named('b', 1)).toEqual([own]);
  expect(await named('b4')).toEqual([traded]);
  expect(await named('d')).toEqual([]);
});

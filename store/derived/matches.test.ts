import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { advice, execution } from '../../test/trade-examples.js';
import { matchUnderlying } from '../../domain/matching/match.js';
import type { Match } from '../../domain/matching/match-row.js';
import { columnsOf } from '../duckdb/columns.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { beginEpisodes } from './episodes.js';
import { writeMatches } from './matches.js';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
  await beginEpisodes(warehouse);
});
afterEach(() => warehouse.close());

/** Advice of two days with its answers. */
function twoDays(): Match[] {
  const later = { sent_at: '2025-01-08T14:00:00Z', recommendation_id: 'r2' };
  return matchUnderlying({
    underlying: 'SOFI',
    recommendations: [advice(), advice({ ...later, strike: 16 })],
    executions: [
      execution(),
      execution({ execution_id: 'e2', executed_at: '2025-01-08T15:00:00Z', strike: 16 }),
    ],
    knownThrough: () => '2025-02-01',
  }).flatMap(({ matches }) => matches);
}

function write(matches: readonly Match[], days: { from?: string; to?: string; rangeTo?: string } = {}) {
  const { from = '2025-01-06', to = '2025-01-08', rangeTo = '2025-12-31' } = days;
  return writeMatches(warehouse, {
    matches: [{ ...columnsOf(matches), place: matches.map(() => 7) }],
    written: [{ place: 7, scope: { underlying: 'SOFI', from, to } }],
    ranges: [{ from: '2025-01-01', to: rangeTo }],
  });
}

const stored = () =>
  warehouse.rows<Match>('SELECT * EXCLUDE (episode_id, judged) FROM matches ORDER BY match_id');
const marks = () =>
  warehouse.rows("SELECT underlying, from_date, to_date FROM stale WHERE step = 'links' ORDER BY ALL");

describe('writeMatches(warehouse, made)', () => {
  test('stores rows as they are made, and marks what reads them', async () => {
    const matches = twoDays();
    expect(await write(matches)).toEqual({ units: 2, unitsChanged: 2 });
    const byId = [...matches].sort((a, b) => (a.match_id < b.match_id ? -1 : 1));
    expect(await stored()).toEqual(byId);
    expect(await marks()).toEqual([{ underlying: 'SOFI', from_date: '2025-01-06', to_date: '2025-01-08' }]);
  });

  test('changes and marks nothing where all rows are the same', async () => {
    await write(twoDays());
    await warehouse.run('DELETE FROM stale');
    expect(await write(twoDays())).toEqual({ units: 2, unitsChanged: 0 });
    expect(await marks()).toEqual([]);
  });

  test('puts a row in the place of one of which any column differs', async () => {
    const [match, other] = twoDays() as [Match, Match];
    const columns = await warehouse.rows<{ name: keyof Match; type: string }>(
      'SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * EXCLUDE (episode_id, judged) FROM matches)',
    );
    for (const { name, type } of columns) {
      if (['match_id', 'underlying', 'trading_date', 'unit_id'].includes(name)) continue;
      await write([match, other]);
      const changed = { ...match, [name]: type === 'BOOLEAN' ? !match[name] : OTHERS[type] };
      expect({ name, ...(await write([changed, other])) }).toEqual({ name, units: 2, unitsChanged: 1 });
      expect(await stored()).toContainEqual(changed);
    }
  });

  test('takes out what is no longer made', async () => {
    const [match, other] = twoDays() as [Match, Match];
    await write([match, other]);
    expect(await write([other])).toEqual({ units: 2, unitsChanged: 1 });
    expect(await stored()).toEqual([other]);
  });

  test('counts a unit once that is called otherwise now', async () => {
    const [match, other] = twoDays() as [Match, Match];
    await write([match, other]);
    expect(await write([{ ...match, unit_id: 'without its trade' }, other])).toEqual({
      units: 2,
      unitsChanged: 1,
    });
  });

  test('leaves days outside of the scope, and of the ranges, as they are', async () => {
    const [match, other] = twoDays() as [Match, Match];
    await write([match, other], { to: '2025-01-06' });
    expect(await stored()).toEqual([match]);
    await write([match, other], { rangeTo: '2025-01-07' });
    expect(await stored()).toEqual([match]);
    await write([], { from: '2025-01-07' });
    expect(await stored()).toEqual([match]);
  });
});

/** A value by a column's type that no row of {@link twoDays} has there. */
const OTHERS: Readonly<Record<string, unknown>> = {
  VARCHAR: 'other',
  DATE: '2030-01-02',
  'DECIMAL(38,10)': 77n,
  DOUBLE: 77,
  INTEGER: 77,
  BIGINT: 77,
  'VARCHAR[]': ['other'],
  'DECIMAL(38,10)[]': [77n],
};

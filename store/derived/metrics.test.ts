import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { homePaths } from '../home/home.js';
import { metricsTable } from './metrics.js';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterEach(() => warehouse.close());

async function rows() {
  const sql = await metricsTable.rows?.({ warehouse, home: homePaths('/nowhere') });
  return warehouse.rows(`SELECT * FROM ${sql} ORDER BY month`);
}

test('metrics: of no published week there are none', async () => {
  expect(await rows()).toEqual([]);
});

test('metrics: a row a month, of the latest revisions and of what was said, proposed, decided and taken back', async () => {
  const week = { year: 2026, week: 6, recommendations: 9, consent_passive: 1, modify: 2, reject: 1 };
  const decided = { active: 8, active_modified: 2, active_refused: 1 };
  await warehouse.insert('weekly_summaries', [
    { ...week, ...decided, revision: 1, consent: 1 },
    { ...week, ...decided, revision: 2, consent: 6 },
  ]);
  await warehouse.insert('patterns', [
    { pattern_id: 'p', year: 2026, week: 6, first_found_week: '2026-W06' },
    { pattern_id: 'p', year: 2026, week: 7, first_found_week: '2026-W06' },
    { pattern_id: 'q', year: 2026, week: 6, first_found_week: null },
  ]);
  await warehouse.insert('candidates', [
    { candidate_id: 'c', revision: 1, as_of: '2026-W06' },
    { candidate_id: 'c', revision: 2, as_of: '2026-W07' },
  ]);
  await warehouse.insert('decisions', [
    { decision_id: 'd', decision: 'implement', decided_at: '2026-02-14T15:00:00Z' },
    { decision_id: 'e', decision: 'reject', decided_at: '2026-02-14T15:01:00Z' },
  ]);
  await warehouse.insert('algorithm_changes', [
    { change_id: 'x', kind: 'auto_revert', at: '2026-02-21T17:00:00Z' },
    { change_id: 'y', kind: 'implement', at: '2026-02-14T15:00:00Z' },
  ]);
  await warehouse.insert('said', [{ at: '2026-02-07T15:00:00Z' }, { at: '2026-02-07T15:02:00Z' }]);
  expect(await rows()).toEqual([
    {
      ...{ month: '2026-02', recommendations: 9, active: 8, weeks: 1, review_minutes: 2 },
      ...{ divergence_rate: 0.333333333, divergence_chosen: 3 / 8, consent_rate_active: 5 / 8 },
      divergence_chosen_low: expect.closeTo(0.1368, 3) as unknown,
      divergence_chosen_high: expect.closeTo(0.6943, 3) as unknown,
      ...{ candidates_opened: 1, candidates_implemented: 1, candidates_implemented_total: 1 },
      ...{ rolled_back: 1, patterns_found: 1 },
    },
  ]);
});

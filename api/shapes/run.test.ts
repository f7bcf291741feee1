import { expect, test } from '@jest/globals';
import type { Run } from '../commands.js';
import { shownRun } from './run.js';

test('shownRun(run) gives the file of an export by its name, without its path on this machine', () => {
  const run = {
    ...{ run_id: 'export:matches', step: 'export', subject: 'matches', status: 'completed', progress: null },
    ...{ started_at: '2025-08-10T12:00:00Z', closed_at: '2025-08-10T12:00:01Z', failure: null, attempts: 1 },
    ...{
      ui_url: null,
      result: { table: 'matches', path: '/home/me/.tradeloop/exports/matches.csv', rows: 1 },
    },
  } satisfies Run;
  const shown = shownRun(run);
  expect(shown.result).toEqual({ table: 'matches', path: 'matches.csv', rows: 1 });
  expect(JSON.stringify(shown)).not.toContain('/home/me');
  // A step that reports nothing has no result.
  expect(shownRun({ ...run, result: undefined }).result).toBeNull();
});

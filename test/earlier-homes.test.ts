import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { openSteps } from '../activities/make-steps.js';
import type { Steps } from '../activities/steps.js';
import { unpackedHome, type UnpackedHome } from './homes/unpacked-home.js';

let earlier: UnpackedHome;
let opened: { steps: Steps; close(): Promise<void> };
beforeEach(async () => {
  earlier = await unpackedHome('version-1');
  opened = await openSteps(earlier.home);
});
afterEach(async () => {
  await opened.close();
  await earlier.remove();
});

async function exported(table: string): Promise<string> {
  const { path } = await opened.steps.exportTable({ table, format: 'csv' });
  return readFile(path, 'utf8');
}

/** The columns of a CSV that it shares with an earlier one, which come first. */
function firstColumns(csv: string, count: number): string[][] {
  return Papa.parse<string[]>(csv.trimEnd()).data.map((row) => row.slice(0, count));
}

describe('a home of contract version 1', () => {
  test('opens and exports, before any step has run, the columns that it had as they were', async () => {
    const tables = (await readdir(earlier.exports)).map((file) => file.replace('.csv', ''));
    expect(tables).toHaveLength(10);
    for (const table of tables) {
      const before = Papa.parse<string[]>(
        (await readFile(join(earlier.exports, `${table}.csv`), 'utf8')).trimEnd(),
      ).data;
      expect({ table, rows: firstColumns(await exported(table), before[0]?.length ?? 0) }).toEqual({
        table,
        rows: before,
      });
    }
  });

  test('has nothing in the columns of weeks that version 2 added, until they are published again', async () => {
    const week = async () => {
      const { data } = Papa.parse<Record<string, string>>(await exported('weekly_summaries'), {
        header: true,
      });
      return data
        .filter((row) => row['week'] === '30')
        .map(({ revision, closings }) => ({ revision, closings }));
    };
    expect(await week()).toEqual([{ revision: '1', closings: '' }]);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    await opened.steps.aggregateWeek({ week: '2025-W30' });
    const [before, after] = await week();
    expect(before).toEqual({ revision: '1', closings: '' });
    expect(after).toEqual({ revision: '2', closings: expect.stringMatching(/^\d+$/) as unknown });
    await opened.steps.rebuildWarehouse({});
    expect((await week()).map(({ revision }) => revision)).toEqual(['1', '2']);
  });

  test('makes nothing of its matches before they are restated', async () => {
    const before = await exported('counterfactuals');
    const first = 'run "npx tradeloop reconcile" first';
    await expect(opened.steps.trackOutcomes({})).rejects.toThrow(first);
    expect(await exported('counterfactuals')).toBe(before);
  });

  test('restates its matches and outcomes before a week is published', async () => {
    expect(await opened.steps.aggregateWeek({ week: '2025-W30' })).toMatchObject({
      revision: 2,
      caught_up: true,
    });
    expect(await opened.steps.aggregateWeek({ week: '2025-W30' })).toMatchObject({ caught_up: false });
  });

  test('comes, with the next steps, to what a rebuilt warehouse has', async () => {
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    const derived = ['matches', 'lots', 'outcomes', 'counterfactuals'];
    const now = await Promise.all(derived.map(exported));
    await opened.steps.rebuildWarehouse({});
    expect(await Promise.all(derived.map(exported))).toEqual(now);
    expect(now.every((csv) => csv.split('\n').length > 2)).toBe(true);
  });
});

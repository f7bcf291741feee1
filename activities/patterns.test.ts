import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '../domain/number/decimal.js';
import { homePaths } from '../store/home/home.js';
import { openJournal, type Journal } from '../store/home/journal.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { markStale } from '../store/stale.js';
import { listedPatterns, patternDetail } from './listed-patterns.js';
import { messagesIn } from './notify.js';
import { makePatterns } from './patterns.js';
import { NOTHING_GAINED, replayedAs } from '../test/replayed.js';
import { weekSteps } from './week.js';

let directory: string;
let warehouse: Warehouse;
let journal: Journal;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-patterns-'));
  warehouse = await openWarehouse(':memory:');
  journal = await openJournal(join(directory, 'journal.jsonl'));
  await warehouse.insert('bars', [{ symbol: 'F', trading_date: '2025-03-31' }]);
  await warehouse.insert('imports', [{ seq: 1, imported_at: '2025-04-01T12:00:00Z', retracted: false }]);
});
afterEach(async () => {
  await warehouse.close();
  await journal.close();
  await rm(directory, { recursive: true });
});

function aggregate(week: string) {
  const messages = messagesIn(directory, []);
  return weekSteps({
    home: homePaths(directory),
    manifest: { entries: [] },
    warehouse,
    journal,
    messages,
    bringUpToDate: () => Promise.resolve(false),
    prepareReplay: replayedAs(NOTHING_GAINED),
  }).aggregateWeek({ week });
}

/** Advice to roll on a day, answered in its session, some days later than advised. */
async function addRoll(id: string, day: string, days: number) {
  await warehouse.insert('recommendations', [
    {
      ...{
        record_id: id,
        recommendation_id: id,
        sent_at: `${day}T14:00:00Z`,
        trading_date: day,
        action: 'roll',
        underlying: 'SOFI',
      },
      ...{ algorithm_version: 'v3.3', underlying_price: decimal(20), context: '{"profit_captured":null}' },
    },
  ]);
  await warehouse.insert('matches', [
    {
      ...{
        match_id: id,
        recommendation_id: id,
        episode_id: id,
        trading_date: day,
        underlying: 'SOFI',
        action: 'roll',
      },
      ...{ match_type: days === 0 ? 'consent' : 'modify', modified_fields: days === 0 ? [] : ['expiration'] },
      ...{
        expiration_diff_days: days,
        advised_right: 'call',
        advised_strike: decimal(22),
        traded_strike: decimal(22),
      },
      ...{ advised_expiration: '2025-02-14', advised_quantity: decimal(1), traded_quantity: decimal(1) },
      ...{ window_opens: Date.parse(`${day}T14:00:00Z`), answered_at: `${day}T15:00:00Z`, excluded: false },
    },
  ]);
}

async function addRolls(day: string, moved: number, kept: number) {
  for (let i = 0; i < moved + kept; i++) await addRoll(`${day} ${i}`, day, i < moved ? 7 : 0);
}

const rows = () => warehouse.rows<{ week: number }>('SELECT * FROM patterns ORDER BY year, week, pattern_id');

describe('aggregateWeek({ week }): its patterns', () => {
  test('are those of all weeks up to it, and the week says what was decided and what is found', async () => {
    await addRolls('2025-01-08', 7, 2);
    await addRolls('2025-01-15', 7, 2);
    await aggregate('2025-W03');
    const shift = await warehouse.rows(
      `SELECT week, decisions, changed, found, algorithm_versions, text FROM patterns
       WHERE kind = 'expiration_shift' AND action = 'roll' AND scope_kind = 'overall' ORDER BY week`,
    );
    const text = (times: string) => `You add 1 week to the expiration in ${times} rolls.`;
    expect(shift).toEqual([
      { week: 2, decisions: 9, changed: 7, found: false, algorithm_versions: ['v3.3'], text: text('7 of 9') },
      {
        week: 3,
        decisions: 18,
        changed: 14,
        found: true,
        algorithm_versions: ['v3.3'],
        text: text('14 of 18'),
      },
    ]);
    const [summary] = await warehouse.rows<{ patterns: string }>(
      'SELECT active, active_modified, active_refused, price_only, divergence_chosen, patterns FROM weekly_summaries',
    );
    expect(summary).toMatchObject({
      active: 9,
      active_modified: 7,
      active_refused: 0,
      price_only: 0,
    });
    expect(summary?.patterns).toContain(text('14 of 18'));

    await addRolls('2025-01-22', 14, 0);
    await addRolls('2025-01-29', 14, 0);
    await aggregate('2025-W05');
    const [last] = await warehouse.rows<{ patterns: string }>(
      'SELECT patterns FROM weekly_summaries WHERE week = 5',
    );
    // The surest comes first.
    const found = JSON.parse(last?.patterns ?? '') as { text: string }[];
    expect(found.map((one) => one.text)).toEqual([
      text('42 of 46'),
      text('28 of 32').replace('rolls', 'rolls advised at more than three weeks'),
    ]);
  });

  test('are the same row for row when they are made week by week, late and anew', async () => {
    const weeks = ['2025-01-08', '2025-01-15', '2025-01-22', '2025-01-29'];
    for (const day of weeks) await addRolls(day, 5, 1);
    for (const week of ['2025-W02', '2025-W04', '2025-W05']) await aggregate(week);
    const byWeek = await rows();
    await addRoll('late', '2025-01-16', 14);
    await markStale(
      warehouse,
      ['week'],
      `SELECT NULL AS account, 'SOFI' AS underlying, DATE '2025-01-16' AS from_date, DATE '2025-01-16' AS to_date`,
    );
    const report = await aggregate('2025-W05');
    const late = await rows();
    expect(late.filter(({ week }) => week === 2)).toEqual(byWeek.filter(({ week }) => week === 2));
    expect(late).not.toEqual(byWeek);
    // Its message named what was found, which is another number of rolls now.
    expect(report.others.map(({ week }) => week)).toEqual(['2025-W04']);
    await warehouse.run('DELETE FROM patterns');
    await warehouse.run('DELETE FROM pattern_weeks');
    await makePatterns({ warehouse, journal }, '2025-W05');
    expect(await rows()).toEqual(late);
    expect((await aggregate('2025-W05')).published).toBe(false);
  });

  test('reach no further than what is published: a week in which something ends that is not known is none', async () => {
    await addRolls('2025-01-08', 3, 0);
    const unknown = {
      recommendation_id: '2025-01-08 0',
      match_id: '2025-01-08 0',
      horizon: '2025-01-17',
      source: 'none',
    };
    await warehouse.insert('counterfactuals', [unknown]);
    await aggregate('2025-W03');
    expect(await rows()).toEqual([]);
    await aggregate('2025-W02');
    await aggregate('2025-W03');
    expect([...new Set((await rows()).map(({ week }) => week))]).toEqual([2]);
  });

  test('go with the advice that they were made of', async () => {
    await addRolls('2025-01-08', 3, 0);
    await aggregate('2025-W02');
    expect(await rows()).not.toEqual([]);
    await warehouse.run('DELETE FROM matches');
    await warehouse.run('DELETE FROM recommendations');
    await aggregate('2025-W02');
    expect(await rows()).toEqual([]);
  });
});

describe('listedPatterns(store, { week, which }) and patternDetail(store, id)', () => {
  const store = () => ({ warehouse, home: undefined as never });

  test('list the surest first, and show one week by week', async () => {
    expect(await listedPatterns(store(), { which: 'told' })).toEqual({
      week: null,
      alpha: 0.05,
      hypotheses: 0,
      patterns: [],
    });
    for (const day of ['2025-01-08', '2025-01-15', '2025-01-22']) await addRolls(day, 9, 0);
    await aggregate('2025-W04');
    const listed = await listedPatterns(store(), { which: 'told' });
    const kinds = listed.patterns.map(({ kind, scope }) => [kind, scope]);
    expect(kinds[0]).toEqual(['expiration_shift', expect.any(String)]);
    const all = await listedPatterns(store(), { which: 'all', week: '2025-W02' });
    expect(all.patterns).toHaveLength(all.hypotheses);
    const id = listed.patterns[0]?.['pattern_id'] as string;
    expect(
      (await patternDetail(store(), id.slice(0, 8))).weeks.map(({ week, found }) => [week, found]),
    ).toEqual([
      ['2025-W02', false],
      ['2025-W03', true],
      ['2025-W04', true],
    ]);
    await warehouse.run(
      `UPDATE matches SET reason_code = 'premium_low' WHERE recommendation_id LIKE '2025-01-15%'`,
    );
    await warehouse.run(`UPDATE matches SET reason_code = 'other' WHERE recommendation_id = '2025-01-08 1'`);
    expect((await patternDetail(store(), id)).reasons).toEqual({ other: 1, premium_low: 9 });
    await expect(patternDetail(store(), 'abc')).rejects.toThrow('at least 6 characters');
    await expect(patternDetail(store(), 'zzzzzz')).rejects.toThrow('no pattern "zzzzzz"');
    await expect(listedPatterns(store(), { which: 'all', week: '2025-W40' })).rejects.toThrow(
      'no patterns of 2025-W40',
    );
    await expect(listedPatterns(store(), { which: 'all', week: '2025-W60' })).rejects.toThrow(
      'not an ISO week',
    );
  });
});

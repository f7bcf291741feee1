import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimal } from '../domain/number/decimal.js';
import { homePaths } from '../store/home/home.js';
import { openJournal, type Journal } from '../store/home/journal.js';
import { messageText } from '../store/home/messages.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import { markStale } from '../store/stale.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Message } from '../domain/news/news.js';
import { messagesIn } from './notify.js';
import { NOTHING_GAINED, replayedAs } from '../test/replayed.js';
import { weekSteps } from './week.js';

const WEEK = '2025-W03';

let directory: string;
let warehouse: Warehouse;
let journal: Journal;
let told: Message[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-week-'));
  warehouse = await openWarehouse(':memory:');
  journal = await openJournal(join(directory, 'journal.jsonl'));
  told = [];
  await warehouse.insert('bars', [{ symbol: 'F', trading_date: '2025-01-31' }]);
  await warehouse.insert('imports', [{ seq: 1, imported_at: '2025-02-01T12:00:00Z', retracted: false }]);
});
afterEach(async () => {
  await warehouse.close();
  await journal.close();
  await rm(directory, { recursive: true });
});

function steps() {
  const messages = messagesIn(directory, [
    {
      name: 'told',
      send(message) {
        told.push(message);
        return Promise.resolve();
      },
    },
  ]);
  return weekSteps({
    home: homePaths(directory),
    manifest: { entries: [] },
    warehouse,
    journal,
    messages,
    bringUpToDate: () => Promise.resolve(false),
    prepareReplay: replayedAs(NOTHING_GAINED),
  });
}

function aggregate() {
  return steps().aggregateWeek({ week: WEEK });
}

async function addMatch(id: string, type: string, given: object = {}) {
  const row = {
    match_id: id,
    match_type: type,
    underlying: 'SOFI',
    recommendation_id: id,
    episode_id: id,
    execution_ids: [],
    modified_fields: [],
    trading_date: '2025-01-15',
    excluded: false,
    passive: false,
  };
  await warehouse.insert('matches', [{ ...row, ...given }]);
}

async function published() {
  return warehouse.rows<{ revision: number; as_of: string | null; consent: number; excluded: number }>(
    'SELECT * FROM weekly_summaries ORDER BY year, week, revision',
  );
}

describe('aggregateWeek({ week })', () => {
  test('takes in what lies in that week and no more', async () => {
    await addMatch('a', 'consent');
    await addMatch('b', 'consent', { trading_date: '2025-01-12' });
    await addMatch('c', 'consent', { trading_date: '2025-01-20' });
    await warehouse.insert('executions', [
      { record_id: '1', action: 'sell_to_open', trading_date: '2025-01-13' },
      { record_id: '2', action: 'expire', trading_date: '2025-01-17' },
      { record_id: '3', action: 'buy', trading_date: '2025-01-21' },
    ]);
    const [human, low, mid, high] = ['5', '1', '2', '3'].map(decimal);
    const judged = { human_pnl: human, pnl_low: low, pnl_mid: mid, pnl_high: high, currency: 'USD' };
    await addMatch('d', 'no_action', { excluded: true });
    await addMatch('e', 'reject', { trading_date: '2025-01-08', underlying: 'STEM' });
    await warehouse.insert('counterfactuals', [
      { recommendation_id: 'a', match_id: 'a', horizon: '2025-01-17', ...judged },
      { recommendation_id: 'b', match_id: 'b', horizon: '2025-01-24', ...judged },
      { recommendation_id: 'd', match_id: 'd', source: 'none' },
      { recommendation_id: 'e', match_id: 'e', horizon: '2025-01-17', ...judged },
    ]);
    await warehouse.insert('outcomes', [
      { outcome_id: 'f', closed_at: '2025-01-20T04:59:59Z', pnl: decimal('623.91'), currency: 'USD' },
      { outcome_id: 'g', closed_at: '2025-01-17', pnl: decimal('-1'), currency: 'USD' },
      { outcome_id: 'h', closed_at: '2025-01-20T05:00:00Z', pnl: decimal('5'), currency: 'USD' },
      { outcome_id: 'i', closed_at: '2025-01-17', pnl: null, currency: 'USD' },
      { outcome_id: 'j', closed_at: null, pnl: null, currency: 'USD' },
    ]);
    await aggregate();
    expect(await published()).toMatchObject([
      {
        realised_pnl: decimal('622.91'),
        closings: 2,
        currency: 'USD',
        consent: 1,
        excluded: 1,
        executions: 1,
        pnl_human: decimal('10'),
        pnl_algorithm_high: decimal('5.42'),
      },
    ]);
  });

  test('without a week: all that are not published yet, told of the last', async () => {
    await addMatch('a', 'consent', { trading_date: '2025-01-08' });
    await addMatch('b', 'consent', { trading_date: '2025-01-22' });
    await addMatch('c', 'consent');
    await aggregate();
    await warehouse.insert('recommendations', [{ record_id: 'b', trading_date: '2025-01-22' }]);
    expect(await steps().aggregateWeek({})).toMatchObject({
      week: '2025-W04',
      published: true,
      others: [{ week: '2025-W02', revision: 1 }],
    });
    expect(told.map(({ subject }) => subject)).toEqual([`${WEEK}-r1`, '2025-W04-r1']);
    expect(await steps().aggregateWeek({})).toMatchObject({ week: '2025-W04', published: false, others: [] });
  });

  test('a range: its weeks, told of the last that there is anything of', async () => {
    for (const [id, trading_date] of Object.entries({ a: '2025-01-06', b: '2025-01-08', c: '2025-01-15' }))
      await addMatch(id, 'consent', { trading_date });
    const range = { from: '2025-01-10', to: '2025-01-29' };
    expect(await steps().aggregateWeek({ range })).toMatchObject({
      week: WEEK,
      published: true,
      others: [{ week: '2025-W02', revision: 1 }],
    });
    const empty = { from: '2025-01-20', to: '2025-01-29' };
    expect(await steps().aggregateWeek({ range: empty })).toMatchObject({ week: '2025-W05', revision: null });
  });

  test('publishes once while nothing but as_of changes', async () => {
    await addMatch('a', 'consent');
    expect(await aggregate()).toMatchObject({ revision: 1, published: true });
    await warehouse.run(`INSERT INTO reconciled VALUES ('2025-01-01', '2025-01-31')`);
    expect(await aggregate()).toMatchObject({ revision: 1, published: false });
    expect(await published()).toHaveLength(1);
    expect(journal.entries.map(({ fact }) => fact)).toEqual(['week_published', 'questions_asked']);
    expect(told).toHaveLength(1);
  });

  test('publishes a further revision when the week changed, and keeps the one before', async () => {
    await warehouse.run(`INSERT INTO reconciled VALUES ('2025-01-01', '2025-01-17')`);
    await addMatch('a', 'pending');
    await aggregate();
    await warehouse.run(`UPDATE matches SET match_type = 'consent'`);
    await warehouse.run(`UPDATE reconciled SET to_date = '2025-01-24'`);
    const report = await aggregate();
    expect(report).toMatchObject({ week: WEEK, revision: 2, published: true });
    expect(await published()).toMatchObject([
      { revision: 1, as_of: '2025-01-17', consent: 0 },
      { revision: 2, as_of: '2025-01-24', consent: 1 },
    ]);
    expect((await readdir(directory)).filter((name) => name.endsWith('.txt')).sort()).toEqual([
      '2025-W03-r1.txt',
      '2025-W03-r2.txt',
    ]);
    expect(await readFile(join(directory, '2025-W03-r2.txt'), 'utf8')).toBe(report.message);
  });

  test('completes what a crash cut short after the journal', async () => {
    await addMatch('a', 'consent', { modified_fields: ['strike'] });
    await warehouse.insert('counterfactuals', [
      { match_id: 'a', horizon: '2025-01-17', human_pnl: 1n, pnl_low: 2n, pnl_mid: 3n, pnl_high: 4n },
    ]);
    await aggregate();
    const before = await published();
    await warehouse.run('DELETE FROM weekly_summaries');
    await rm(join(directory, '2025-W03-r1.txt'));
    await journal.close();
    journal = await openJournal(join(directory, 'journal.jsonl'));
    expect(await aggregate()).toMatchObject({ revision: 1, published: false });
    expect(await published()).toEqual(before);
    expect(told).toHaveLength(2);
  });

  test('names what is no week', async () => {
    await expect(steps().aggregateWeek({ week: '2025-W53' })).rejects.toThrow('not an ISO week: "2025-W53"');
  });

  test('publishes every other published week again whose contents changed, and tells a person of the one week only', async () => {
    await addMatch('old', 'pending', { trading_date: '2024-11-06' });
    await addMatch('same', 'consent', { trading_date: '2024-11-13' });
    await addMatch('never', 'consent', { trading_date: '2024-11-20' });
    await steps().aggregateWeeks({ weeks: ['2024-W45', '2024-W46'], tell: false });
    await warehouse.run(`UPDATE matches SET match_type = 'reject' WHERE match_id = 'old'`);
    await markStale(
      warehouse,
      ['week'],
      'SELECT account, underlying, trading_date AS from_date, trading_date AS to_date FROM matches WHERE match_id = $id',
      { id: 'old' },
    );
    await addMatch('a', 'consent');
    expect(await aggregate()).toMatchObject({ revision: 1, others: [{ week: '2024-W45', revision: 2 }] });
    const rows = await warehouse.rows(
      'SELECT year, week, revision, reject FROM weekly_summaries ORDER BY year, week, revision',
    );
    expect(rows).toEqual([
      { year: 2024, week: 45, revision: 1, reject: 0 },
      { year: 2024, week: 45, revision: 2, reject: 1 },
      { year: 2024, week: 46, revision: 1, reject: 0 },
      { year: 2025, week: 3, revision: 1, reject: 0 },
    ]);
    expect(told.map(({ subject }) => subject)).toEqual([`${WEEK}-r1`]);
    expect(await readdir(directory)).toEqual(expect.arrayContaining(['2024-W45-r1.txt', '2024-W45-r2.txt']));
    expect(await aggregate()).toMatchObject({ published: false, others: [] });
  });

  test('publishes with it those that were missed, and tells a person of its own further revision', async () => {
    await addMatch('a', 'pending');
    await steps().aggregateWeeks({ weeks: [WEEK], tell: false });
    await warehouse.run(`UPDATE matches SET match_type = 'reject'`);
    await addMatch('b', 'consent', { trading_date: '2025-01-08' });
    const report = await steps().aggregateWeek({ week: WEEK, missed: ['2025-W01', '2025-W02'] });
    expect(report).toMatchObject({
      revision: 2,
      published: true,
      others: [{ week: '2025-W02', revision: 1 }],
    });
    expect(told).toMatchObject([{ subject: `${WEEK}-r2` }]);
  });

  test('publishes again, as empty, a week of which all was taken back', async () => {
    await addMatch('a', 'consent');
    await aggregate();
    await warehouse.run('DELETE FROM matches');
    expect(await aggregate()).toMatchObject({ revision: 2, published: true });
  });

  test('without tell no person gets its message, which waits until the week is asked for otherwise', async () => {
    await addMatch('a', 'consent');
    await addMatch('b', 'consent', { trading_date: '2025-01-22' });
    expect(await steps().aggregateWeek({ week: WEEK, tell: false })).toMatchObject({ revision: 1 });
    await steps().aggregateWeek({ week: '2025-W04' });
    expect(told.map(({ subject }) => subject)).toEqual(['2025-W04-r1']);
    expect(await messageText(directory, { subject: `${WEEK}-r1` })).toContain(WEEK);
    expect(await aggregate()).toMatchObject({ published: false });
    expect(told.map(({ subject }) => subject)).toEqual(['2025-W04-r1', `${WEEK}-r1`]);
  });

  test('publishes no week without advice and trades', async () => {
    expect(await aggregate()).toMatchObject({ revision: null, published: false });
    expect(await published()).toEqual([]);
    expect(journal.entries).toEqual([]);
    expect(told).toEqual([]);
  });

  test('without a week: the last one with advice or trades', async () => {
    await warehouse.insert('executions', [{ record_id: '1', action: 'buy', trading_date: '2025-01-14' }]);
    await warehouse.insert('executions', [{ record_id: '2', action: 'expire', trading_date: '2025-01-24' }]);
    expect(await steps().aggregateWeek({})).toMatchObject({ week: WEEK });
    await warehouse.insert('recommendations', [{ record_id: 'r', trading_date: '2025-01-21' }]);
    expect(await steps().aggregateWeek({})).toMatchObject({ week: '2025-W04' });
  });

  test('without a week, of nothing: NotFound', async () => {
    await expect(steps().aggregateWeek({})).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('refuses a week of the future and journals nothing', async () => {
    await expect(steps().aggregateWeek({ week: '2031-W01' })).rejects.toThrow(
      '2031-W01 (from 2030-12-30) is after 2025-01-31, the last day that anything is known of',
    );
    expect(journal.entries).toEqual([]);
  });
});

describe('aggregateWeeks({ weeks, tell })', () => {
  test('tells a person of the last one with something to tell, and keeps all messages', async () => {
    await addMatch('a', 'consent', { trading_date: '2025-01-08' });
    await addMatch('b', 'consent');
    const weeks = ['2025-W02', '2025-W03', '2025-W04'];
    expect(await steps().aggregateWeeks({ weeks, tell: true })).toMatchObject({ published: 2, restated: 0 });
    expect(told.map(({ subject }) => subject)).toEqual(['2025-W03-r1']);
    const kept = (await readdir(directory)).filter((name) => name.endsWith('.txt')).sort();
    expect(kept).toEqual(['2025-W02-r1.txt', '2025-W03-r1.txt']);
    await addMatch('c', 'reject');
    expect(await steps().aggregateWeeks({ weeks, tell: false })).toMatchObject({
      published: 0,
      restated: 1,
      matches_by_type: { consent: 2, modify: 0, reject: 1 },
    });
    expect(told).toHaveLength(1);
  });
});

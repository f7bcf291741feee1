import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftWeek } from '../domain/time/iso-week.js';
import { followJournal } from '../store/derived/from-journal.js';
import { homePaths } from '../store/home/home.js';
import { factsOf, openJournal, type Fact, type Facts, type Journal } from '../store/home/journal.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { replayedAs } from '../test/replayed.js';
import { addShiftedRolls } from '../test/shifted-rolls.js';
import { candidateDetail, listedCandidates } from './listed-candidates.js';
import { messagesIn } from './notify.js';
import { weekSteps } from './week.js';

interface Opened {
  directory: string;
  warehouse: Warehouse;
  journal: Journal;
}

const opened: Opened[] = [];
let store: Opened;

async function openHome(): Promise<Opened> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-candidates-'));
  const warehouse = await openWarehouse(':memory:');
  const journal = await openJournal(join(directory, 'journal.jsonl'));
  await warehouse.insert('bars', [{ symbol: 'F', trading_date: '2025-06-30' }]);
  await warehouse.insert('imports', [{ seq: 1, imported_at: '2025-07-01T12:00:00Z', retracted: false }]);
  opened.push({ directory, warehouse, journal });
  return { directory, warehouse, journal };
}

beforeEach(async () => {
  store = await openHome();
});
afterEach(async () => {
  for (const { directory, warehouse, journal } of opened.splice(0)) {
    await warehouse.close();
    await journal.close();
    await rm(directory, { recursive: true });
  }
});

function steps({ directory, warehouse, journal }: Opened = store) {
  return weekSteps({
    ...{ home: homePaths(directory), manifest: { entries: [] }, warehouse, journal },
    messages: messagesIn(directory, []),
    bringUpToDate: () => Promise.resolve(false),
    prepareReplay: replayedAs({}),
  });
}

const WEEKS = Array.from({ length: 9 }, (_, i) => shiftWeek('2025-W02', i));

function addRolls({ warehouse }: Opened = store): Promise<void> {
  return addShiftedRolls(warehouse, WEEKS, { shifted: 7 });
}

function rowsIn({ warehouse }: Opened = store) {
  return warehouse.rows<{ revision: number; as_of: string; status: string }>(
    'SELECT * FROM candidates ORDER BY candidate_id, revision',
  );
}

function published(journal: Journal) {
  return factsOf(journal, 'candidate_published').map(({ row }) => [row.revision, row.as_of]);
}

/** Of weeks that are published at once only the last asks anything. */
function withoutQuestions({ entries }: Facts): Fact[] {
  return entries.filter(({ fact }) => fact !== 'questions_asked');
}

describe('aggregateWeek({ week }): its candidates', () => {
  test('are facts before the week is published, which names them, and rows made of the facts', async () => {
    await addRolls();
    for (const week of WEEKS) await steps().aggregateWeek({ week });
    expect(published(store.journal)).toEqual([
      [1, '2025-W07'],
      [2, '2025-W08'],
      [3, '2025-W09'],
      [4, '2025-W10'],
    ]);
    const kinds = withoutQuestions(store.journal).map((entry) => entry.fact);
    expect(kinds.indexOf('candidate_published')).toBe(5);
    const rows = await rowsIn();
    expect(rows.map(({ revision, as_of, status }) => [revision, as_of, status])).toEqual(
      published(store.journal).map((one) => [...one, 'open']),
    );
    const [{ candidates } = { candidates: '' }] = await store.warehouse.rows<{ candidates: string }>(
      'SELECT candidates FROM weekly_summaries WHERE week = 9',
    );
    expect(JSON.parse(candidates)).toEqual([
      {
        candidate_id: expect.any(String) as unknown,
        revision: 3,
        priority: 'high',
        text: expect.stringMatching(/^Roll at expirations 1 week later\. /) as unknown,
      },
    ]);
    await store.warehouse.run('DELETE FROM candidates');
    await store.warehouse.run('DELETE FROM journal_tables');
    await followJournal(store);
    expect(await rowsIn()).toEqual(rows);
  });

  test('are the same week by week, all at once and after a crash between two facts', async () => {
    await addRolls();
    for (const week of WEEKS) await steps().aggregateWeek({ week });
    const atOnce = await openHome();
    await addRolls(atOnce);
    await steps(atOnce).aggregateWeeks({ weeks: WEEKS, tell: false });
    expect(await rowsIn(atOnce)).toEqual(await rowsIn());
    expect(withoutQuestions(atOnce.journal)).toEqual(withoutQuestions(store.journal));

    const crashed = await openHome();
    await addRolls(crashed);
    const facts = store.journal.entries;
    for (const fact of facts.slice(0, facts.findIndex(({ fact }) => fact === 'candidate_published') + 1))
      if (fact.fact === 'candidate_published') await crashed.journal.append(fact);
    await steps(crashed).aggregateWeeks({ weeks: WEEKS, tell: false });
    expect(await rowsIn(crashed)).toEqual(await rowsIn());
  }, 120_000);

  test('are made for no week that was missed, and not again when a week is restated', async () => {
    await addRolls();
    for (const week of WEEKS.filter((_, i) => i !== 6)) await steps().aggregateWeek({ week });
    const before = published(store.journal);
    expect(before.map(([, week]) => week)).toEqual(['2025-W07', '2025-W09', '2025-W10']);
    await steps().aggregateWeek({ week: WEEKS[6] as string });
    await store.warehouse.run(`UPDATE matches SET expiration_diff_days = 14 WHERE expiration_diff_days = 7`);
    await steps().aggregateWeeks({ weeks: WEEKS, tell: false });
    expect(published(store.journal)).toEqual(before);
  });
});

describe('listedCandidates(store, statuses) and candidateDetail(store, { id, revision })', () => {
  test('give the latest revisions, and one with its habits, by the beginning of its id', async () => {
    const home = homePaths(store.directory);
    const read = { warehouse: store.warehouse, home };
    expect(await listedCandidates(read, null)).toEqual({ candidates: [], open: 0 });
    await addRolls();
    await steps().aggregateWeeks({ weeks: WEEKS, tell: false });
    const { candidates, open } = await listedCandidates(read, ['open', 'deferred']);
    expect(open).toBe(1);
    expect(candidates).toMatchObject([
      { revision: 4, as_of: '2025-W10', flags: expect.any(Array) as unknown },
    ]);
    expect(await listedCandidates(read, ['rejected'])).toEqual({ candidates: [], open: 1 });
    const id = candidates[0]?.['candidate_id'] as string;
    const detail = await candidateDetail(read, { id: id.slice(0, 6), revision: 2 });
    expect(detail).toMatchObject({
      ...{ candidate: { revision: 2, as_of: '2025-W08' }, revisions: [1, 2, 3, 4], decisions: [] },
      ...{ workflow_id: `candidate:${id}`, workflow_state: null },
      patterns: [{ week: 8, kind: 'expiration_shift', found: true }],
    });
    await expect(candidateDetail(read, { id: id.slice(0, 5) })).rejects.toThrow('at least 6 characters');
    await expect(candidateDetail(read, { id: 'zzzzzz' })).rejects.toThrow('no candidate "zzzzzz"');
    await expect(candidateDetail(read, { id, revision: 9 })).rejects.toThrow('it has 1, 2, 3, 4');
  });
});

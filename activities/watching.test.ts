import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import { changeTo } from '../domain/registry/change-of-version.js';
import { implementation } from '../domain/registry/decision.js';
import type { ChangeRow, DecisionRow } from '../domain/registry/registry-rows.js';
import type { DateRange } from '../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import type { Validation } from '../domain/watching/validation.js';
import { registryIn } from '../store/derived/algorithm.js';
import { publishedCandidates } from '../store/derived/candidates.js';
import { keepFacts } from '../store/derived/from-journal.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { homePaths, ensureHome } from '../store/home/home.js';
import { factsOf, openJournal, type Journal } from '../store/home/journal.js';
import { replayedAs } from '../test/replayed.js';
import { addShiftedRolls } from '../test/shifted-rolls.js';
import { messagesIn } from './notify.js';
import { weekSteps } from './week.js';

let directory: string;
let warehouse: Warehouse;
let journal: Journal;
/** The ranges that replays were read for. */
let read: DateRange[];

beforeEach(async () => {
  read = [];
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-watching-'));
  await ensureHome(homePaths(directory));
  warehouse = await openWarehouse(':memory:');
  journal = await openJournal(join(directory, 'facts.jsonl'));
  await warehouse.insert('bars', [{ symbol: 'F', trading_date: '2025-12-30' }]);
  await warehouse.insert('imports', [{ seq: 1, imported_at: '2026-01-01T12:00:00Z', retracted: false }]);
});
afterEach(async () => {
  await warehouse.close();
  await journal.close();
  await rm(directory, { recursive: true });
});

function steps() {
  return weekSteps({
    ...{ home: homePaths(directory), manifest: { entries: [] }, warehouse, journal },
    messages: messagesIn(directory, []),
    bringUpToDate: () => Promise.resolve(false),
    prepareReplay: (asked) => {
      read.push(asked.range);
      return replayedAs({})(asked);
    },
  });
}

const FIRST = '2025-W02';
const weeksFrom = (from: IsoWeek, count: number) =>
  Array.from({ length: count }, (_, i) => shiftWeek(from, i));
/** The first week with the changed advice. */
const CHANGED = shiftWeek(FIRST, 9);

/** Implements the candidate as it was shown last, from the first week with changed advice on. */
async function implement(more: Partial<DecisionRow> = {}): Promise<void> {
  const candidate = publishedCandidates(journal).at(-1) as CandidateRow;
  const { candidate_id, revision } = candidate;
  const at = '2025-03-08T15:00:00Z';
  const decision: DecisionRow = {
    ...{ decision_id: 'd1', candidate_id, revision, decision: 'implement', until: null, reason: null },
    ...{ by: 'ann', decided_at: at, effective_from: weekRange(CHANGED).from, accept_cost: false },
    ...{ on_breach: 'revert', weekly_loss_limit: null, version: null, ...more },
  };
  const patch = JSON.parse(candidate.patch) as Patch;
  const planned = implementation(registryIn(journal), decision, { patch, watchWeeks: 6 });
  if (planned.kind !== 'planned') throw new Error(planned.message);
  const said = { at, by: 'ann' };
  await keepFacts({ journal, warehouse }, [
    { fact: 'candidate_decided', ...said, row: planned.decision, watch_weeks: 6 },
    ...planned.versions.map((row) => ({ fact: 'algorithm_version', ...said, row }) as const),
    ...planned.changes.map((row) => ({ fact: 'algorithm_change', ...said, row }) as const),
  ]);
}

async function habitThenPatch(more: Partial<DecisionRow> = {}): Promise<void> {
  await addShiftedRolls(warehouse, weeksFrom(FIRST, 9), { shifted: 3 });
  await warehouse.run(`UPDATE matches SET expiration_diff_days = 7, match_type = 'modify', modified_fields = ['expiration']
    WHERE right(recommendation_id, 1) < '6'`);
  await steps().aggregateWeeks({ weeks: weeksFrom(FIRST, 9), tell: false });
  await implement(more);
}

function changes() {
  return warehouse.rows<ChangeRow>('SELECT * FROM algorithm_changes ORDER BY "at" NULLS FIRST, change_id');
}

const inForce = async () =>
  (JSON.parse(await readFile(homePaths(directory).currentAlgorithm, 'utf8')) as { version: string }).version;

describe('aggregateWeek({ week }): changes that are watched', () => {
  test('one whose advice is changed more often than before is taken back, and what the bot reads is the version before', async () => {
    await habitThenPatch();
    const after = weeksFrom(CHANGED, 4);
    await addShiftedRolls(warehouse, after, { shifted: 9, version: 'v3.4' });
    for (const week of after) await steps().aggregateWeek({ week });
    const rows = await changes();
    expect(rows.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['start', null],
      ['implement', 'auto_reverted'],
      ['auto_revert', null],
    ]);
    expect(rows[2]).toMatchObject({
      ...{ from_version: 'v3.4', to_version: 'v3.3', by: 'tradeloop', decision_id: 'd1' },
      why: expect.stringMatching(
        /^\d+ of \d+ decisions on the changed advice diverge, more than \d+ %$/,
      ) as unknown,
    });
    expect(await inForce()).toBe('v3.3');
  });

  test('a step reads what is replayed once, for what is watched and for candidates', async () => {
    await habitThenPatch();
    const after = weeksFrom(CHANGED, 2);
    await addShiftedRolls(warehouse, after, { shifted: 5, version: 'v3.4' });
    read = [];
    await steps().aggregateWeeks({ weeks: after, tell: false });
    const { from } = weekRange(shiftWeek(CHANGED, -12));
    expect(read).toEqual([{ from, to: weekRange(shiftWeek(CHANGED, 1)).to }]);
  });

  test('is the same week by week and all at once', async () => {
    await habitThenPatch();
    const after = weeksFrom(CHANGED, 6);
    await addShiftedRolls(warehouse, after, { shifted: 9, version: 'v3.4' });
    await steps().aggregateWeeks({ weeks: after, tell: false });
    // Of weeks that are published at once only the last asks anything.
    const facts = () => journal.entries.filter(({ fact }) => fact !== 'questions_asked');
    const atOnce = [await changes(), facts().map((entry) => JSON.stringify(entry))];
    await warehouse.close();
    await journal.close();
    await rm(join(directory, 'facts.jsonl'));
    warehouse = await openWarehouse(':memory:');
    journal = await openJournal(join(directory, 'facts.jsonl'));
    await warehouse.insert('bars', [{ symbol: 'F', trading_date: '2025-12-30' }]);
    await warehouse.insert('imports', [{ seq: 1, imported_at: '2026-01-01T12:00:00Z', retracted: false }]);
    await habitThenPatch();
    await addShiftedRolls(warehouse, after, { shifted: 9, version: 'v3.4' });
    for (const week of after) await steps().aggregateWeek({ week });
    expect([await changes(), facts().map((entry) => JSON.stringify(entry))]).toEqual(atOnce);
  });

  test('one that is no part of what is in force any more is left alone', async () => {
    await habitThenPatch();
    const said = {
      at: '2025-03-16T15:00:00Z',
      by: 'ann',
      effectiveFrom: weekRange(shiftWeek(CHANGED, 1)).from,
    };
    const row = changeTo(registryIn(journal), said, { kind: 'adopt', to_version: 'v3.3' });
    await keepFacts({ journal, warehouse }, [{ fact: 'algorithm_change', at: said.at, by: 'ann', row }]);
    const after = weeksFrom(CHANGED, 4);
    await addShiftedRolls(warehouse, after, { shifted: 9, version: 'v3.4' });
    for (const week of after) await steps().aggregateWeek({ week });
    expect((await changes()).map(({ kind }) => kind)).toEqual(['start', 'implement', 'adopt']);
  });

  test('one that was to be proposed only is validated as one to roll back, and stays in force', async () => {
    await habitThenPatch({ on_breach: 'propose' });
    const after = weeksFrom(CHANGED, 4);
    await addShiftedRolls(warehouse, after, { shifted: 9, version: 'v3.4' });
    for (const week of after) await steps().aggregateWeek({ week });
    const [, change] = await changes();
    expect(change?.outcome).toBe('watching');
    expect(JSON.parse(change?.validation ?? '{}')).toMatchObject({ proposal: 'roll_back' });
    expect(factsOf(journal, 'validation_published')).toHaveLength(1);
  });

  test('one that is followed is validated when its watch is over, once', async () => {
    await habitThenPatch();
    const after = weeksFrom(CHANGED, 9);
    await addShiftedRolls(warehouse, after, { shifted: 0, version: 'v3.4' });
    for (const week of after) await steps().aggregateWeek({ week });
    const [validation, ...others] = factsOf(journal, 'validation_published');
    expect(others).toEqual([]);
    expect(validation?.validation).toMatchObject({
      ...{ proposal: 'keep', weeks: 6, as_of: shiftWeek(CHANGED, 5) },
    } satisfies Partial<Validation>);
    expect((await changes())[1]?.outcome).toBe('watching');
  });
});

import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BUILT_IN, START } from '../../domain/registry/registry.js';
import type { ChangeRow, DecisionRow, VersionRow } from '../../domain/registry/registry-rows.js';
import { homePaths, type Home } from '../home/home.js';
import { factsOf, openJournal, type Fact, type Journal } from '../home/journal.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { closeStore, openStore } from '../open-store.js';
import { openToRead } from '../open-to-read.js';
import { followJournal, keepFacts } from './from-journal.js';
import type { JournalTable } from './journal-table.js';

const SAID = { at: '2025-03-08T17:00:00Z', by: 'ann' };
const DECISION: DecisionRow = {
  decision_id: 'd1',
  candidate_id: 'c1',
  revision: 2,
  decision: 'implement',
  until: null,
  reason: 'too short for me',
  by: 'ann',
  decided_at: SAID.at,
  effective_from: '2025-03-10',
  accept_cost: false,
  on_breach: 'revert',
  weekly_loss_limit: '1500.5',
  version: 'v3.4',
};
const VERSION: VersionRow = {
  ...BUILT_IN,
  ...{ version: 'v3.4', parent: 'v3.3', patch: '{"base":"v3.3","changes":[]}', candidate_id: 'c1' },
  ...{ created_at: SAID.at, origin: 'candidate' },
};
const CHANGE: ChangeRow = {
  ...START,
  ...{
    change_id: 'a1',
    kind: 'implement',
    from_version: 'v3.3',
    to_version: 'v3.4',
    effective_from: '2025-03-10',
  },
  ...SAID,
  ...{ candidate_id: 'c1', decision_id: 'd1', watch_until: '2025-04-21', outcome: 'watching' },
};
const FACTS: Fact[] = [
  { fact: 'candidate_decided', ...SAID, row: DECISION, watch_weeks: 6 },
  { fact: 'algorithm_version', ...SAID, row: VERSION },
  { fact: 'algorithm_change', ...SAID, row: CHANGE },
];

let home: Home;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-journal-')));
});
afterEach(() => rm(home.dir, { recursive: true }));

describe('keepFacts(store, facts)', () => {
  let warehouse: Warehouse;
  let journal: Journal;
  beforeEach(async () => {
    warehouse = await openWarehouse(':memory:');
    journal = await openJournal(join(home.dir, 'journal.jsonl'));
  });
  afterEach(async () => {
    await warehouse.close();
    await journal.close();
  });

  test('puts them into the journal, and what they come to into the tables', async () => {
    await keepFacts({ warehouse, journal }, FACTS);
    expect(journal.entries).toEqual(FACTS);
    expect(await warehouse.rows('SELECT * FROM decisions')).toEqual([
      { ...DECISION, weekly_loss_limit: 15_005_000_000_000n },
    ]);
    expect(await warehouse.rows('SELECT * FROM algorithm_versions ORDER BY version')).toEqual([
      BUILT_IN,
      VERSION,
    ]);
    expect(await warehouse.rows('SELECT * FROM algorithm_changes ORDER BY "at" NULLS FIRST')).toEqual([
      START,
      CHANGE,
    ]);
  });

  test('again changes nothing, in the journal or the tables', async () => {
    await keepFacts({ warehouse, journal }, FACTS);
    const before = await readFile(join(home.dir, 'journal.jsonl'), 'utf8');
    await keepFacts({ warehouse, journal }, FACTS);
    expect(await readFile(join(home.dir, 'journal.jsonl'), 'utf8')).toBe(before);
    expect(await warehouse.rows('SELECT decision_id FROM decisions')).toHaveLength(1);
  });
});

describe('followJournal(store, tables)', () => {
  const NOTES: JournalTable = {
    table: 'decisions',
    facts: ['candidate_decided'],
    rules: 1,
    rows: (journal) =>
      factsOf(journal, 'candidate_decided').map(({ row }) => ({ decision_id: row.decision_id })),
  };

  test('writes a table whole when there are more of its facts, or its rules changed, and else leaves it', async () => {
    const warehouse = await openWarehouse(':memory:');
    const entries: Fact[] = [];
    const ids = () => warehouse.rows<{ decision_id: string }>('SELECT decision_id FROM decisions ORDER BY 1');
    await followJournal({ warehouse, journal: { entries } }, [NOTES]);
    await warehouse.run(`INSERT INTO decisions (decision_id) VALUES ('left')`);
    entries.push(FACTS[1] as Fact);
    await followJournal({ warehouse, journal: { entries } }, [NOTES]);
    expect(await ids()).toEqual([{ decision_id: 'left' }]);
    entries.push(FACTS[0] as Fact);
    await followJournal({ warehouse, journal: { entries } }, [NOTES]);
    expect(await ids()).toEqual([{ decision_id: 'd1' }]);
    const rows = () => [{ decision_id: 'by other rules' }];
    await followJournal({ warehouse, journal: { entries } }, [{ ...NOTES, rules: 2, rows }]);
    expect(await ids()).toEqual([{ decision_id: 'by other rules' }]);
    await warehouse.close();
  });
});

describe('openStore(home)', () => {
  /** As a process leaves it that is killed once the journal has the facts. */
  const addFacts = (facts: readonly Fact[]) =>
    appendFile(home.journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));

  async function opened<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
    const store = await openStore(home);
    try {
      return await work(store);
    } finally {
      await closeStore(store);
    }
  }

  test('makes the rows of facts that a kill kept from their tables; until then the home is not open to read', async () => {
    await opened(() => Promise.resolve());
    await addFacts(FACTS.slice(0, 2));
    await opened(() => Promise.resolve());
    // The change is missing, which whoever opens it to write adds.
    expect(await openToRead(home)).toBeUndefined();
    await addFacts(FACTS.slice(2));
    expect(await openToRead(home)).toBeUndefined();
    const ids = await opened(({ warehouse }) => warehouse.rows('SELECT decision_id FROM decisions'));
    expect(ids).toEqual([{ decision_id: 'd1' }]);
    const reading = await openToRead(home);
    await reading?.warehouse.close();
    expect(reading).toBeDefined();
  });

  test('on a warehouse that is lost makes the same rows', async () => {
    await opened((store) => keepFacts(store, FACTS));
    await rm(home.warehouse);
    const rows = await opened(({ warehouse }) =>
      warehouse.rows('SELECT version FROM algorithm_versions ORDER BY version'),
    );
    expect(rows).toEqual([{ version: 'v3.3' }, { version: 'v3.4' }]);
  });

  test('writes what the bot reads: v3.3 from the first time on, v3.4 once it is in force', async () => {
    await opened(() => Promise.resolve());
    const first = await readFile(home.currentAlgorithm, 'utf8');
    expect(first).toMatch(/^\{"parameters":\{"dte":.*\},"sha256":"[0-9a-f]{64}","version":"v3.3"\}\n$/);
    const before = await stat(home.currentAlgorithm);
    await opened(() => Promise.resolve());
    expect((await stat(home.currentAlgorithm)).ino).toBe(before.ino);
    await addFacts(FACTS);
    await opened(() => Promise.resolve());
    expect(JSON.parse(await readFile(home.currentAlgorithm, 'utf8'))).toMatchObject({ version: 'v3.4' });
    await appendFile(home.currentAlgorithm, 'torn');
    await opened(() => Promise.resolve());
    expect(JSON.parse(await readFile(home.currentAlgorithm, 'utf8'))).toMatchObject({ version: 'v3.4' });
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import type { DecideReport } from '../activities/algorithm-reports.js';
import { TradeloopError } from '../domain/errors.js';
import { registryOf } from '../domain/registry/registry.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import { addDays } from '../domain/time/dates.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { plantedPerson } from '../sim/planted/person.js';
import { playedWeeks } from '../sim/planted/weeks.js';
import { barRecords, eventRecords, weekRecords } from '../sim/records.js';
import { advisedBy, seasonOf } from '../sim/simulate.js';
import type { Row } from '../store/exports/table-rows.js';
import { homePaths } from '../store/home/home.js';
import { atMost, runs } from './runs.js';

const WEEKS = 12;
/** Weeks that a life begins with, in which habits are found and candidates made. */
const LIVED = 8;
const TABLES = [
  ...['patterns', 'candidates', 'decisions', 'algorithm_versions', 'algorithm_changes', 'metrics'],
  'weekly_summaries',
];
const BEFORE_DAYS = 500;

type Deed =
  | { deed: 'import' | 'late' | 'step'; which: number }
  | { deed: 'decide'; decision: DecisionRow['decision']; which: number; again: boolean }
  | { deed: 'rollback' | 'keep' | 'rebuild' | 'reopen' }
  | { deed: 'say'; say: 'exclude' | 'include' | 'reason' | 'unlink'; which: number };

const WHICH = fc.nat(1000);
const DEED: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ deed: fc.constant('import' as const), which: WHICH }) },
  {
    weight: 3,
    arbitrary: fc.record({ deed: fc.constantFrom('late' as const, 'step' as const), which: WHICH }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      deed: fc.constant('decide' as const),
      decision: fc.constantFrom(...(['implement', 'implement', 'implement', 'defer', 'reject'] as const)),
      which: WHICH,
      again: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ deed: fc.constantFrom('rollback' as const, 'keep' as const, 'reopen' as const) }),
  },
  { weight: 1, arbitrary: fc.constant<Deed>({ deed: 'rebuild' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant('say' as const),
      say: fc.constantFrom(...(['exclude', 'include', 'reason', 'unlink'] as const)),
      which: WHICH,
    }),
  },
);

/** A week's files: what comes at its end, and the trades that come later. */
interface WeekFiles {
  week: IsoWeek;
  files: string[];
  late: string;
}

let directory: string;
let weeks: WeekFiles[];
let begun: string;
let made = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-life-'));
  weeks = await writtenWeeks();
  begun = join(directory, 'begun');
  const life = new Life(begun, await openSteps(begun), []);
  for (const one of weeks.slice(0, LIVED)) await life.bring(one);
  await life.publish(weeks.slice(0, LIVED).map(({ week }) => week));
  await life.close();
  begunFiles = life.imported;
}, 300_000);
afterAll(() => rm(directory, { recursive: true }), 60_000);

let begunFiles: readonly string[] = [];

/** A person who opens a week later and two strikes higher than advised. */
async function writtenWeeks(): Promise<WeekFiles[]> {
  const person = plantedPerson({
    ...{
      schema: 1,
      name: 'later and higher',
      start: '2024-01-02',
      accounts: [{ account: 'main', commission: 0 }],
    },
    market: { underlyings: { count: 10 } },
    habits: [
      { kind: 'expiration_shift', action: 'open', weeks: 1 },
      { kind: 'strike_shift', action: 'open', steps: 2 },
    ],
    noise: { misses: 0.02, wobble: 0 },
  });
  const season = seasonOf({ person, seed: 3, weeks: WEEKS });
  const nothing = registryOf({ versions: [], changes: [] });
  const inForce = advisedBy(() => nothing, null);
  const written: WeekFiles[] = [];
  for (const played of playedWeeks(season, { person, weeks: WEEKS, inForce })) {
    const { week, n } = played;
    const { from, to } = weekRange(week);
    const records = {
      ...weekRecords(played),
      ...barRecords(season, { from: n === 1 ? addDays(from, -BEFORE_DAYS) : from, to }),
      ...(n === 1 ? eventRecords(season) : {}),
    };
    const trades = (records.executions ?? '').split('\n').filter((line) => line !== '');
    const isLate = (_: string, at: number) => at % 6 === 5;
    const files: string[] = [];
    const texts = { ...records, executions: trades.filter((line, at) => !isLate(line, at)).join('\n') };
    for (const [dataset, text] of Object.entries({ ...texts, late: trades.filter(isLate).join('\n') })) {
      const path = join(directory, `${week}.${dataset}.jsonl`);
      await writeFile(path, text);
      if (dataset !== 'late' && text !== '') files.push(path);
    }
    written.push({ week, files, late: join(directory, `${week}.late.jsonl`) });
  }
  return written;
}

/** The id in one of these rows; of none one that nothing has. */
function named(rows: readonly Row[], column: string, which: number): string {
  return (rows[which % Math.max(1, rows.length)]?.[column] as string | undefined) ?? 'nothing';
}

/** What somebody does with a home. */
class Life {
  #opened: OpenSteps;
  #said = 0;
  readonly imported: string[];
  /** The decisions that were made, each once. */
  readonly decided: DecideReport[] = [];

  constructor(
    readonly home: string,
    opened: OpenSteps,
    imported: readonly string[],
  ) {
    this.#opened = opened;
    this.imported = [...imported];
  }

  /** A life that has lived through its first weeks. */
  static async begun(): Promise<Life> {
    const home = join(directory, `home-${++made}`);
    await cp(begun, home, { recursive: true });
    return new Life(home, await openSteps(home), begunFiles);
  }

  async do(deed: Deed): Promise<void> {
    try {
      await this.#do(deed);
    } catch (error) {
      // There is nothing to decide, to go back to or to keep, or nothing that can be said of that match.
      if (!(error instanceof TradeloopError)) throw error;
    }
  }

  async #do(deed: Deed): Promise<void> {
    const { steps, reads } = this.#opened;
    const said = { by: 'ann', at: `2024-03-02T17:00:${String((this.#said += 1)).padStart(2, '0')}Z` };
    switch (deed.deed) {
      case 'import': {
        const next = weeks.find(({ files }) => !this.imported.includes(files[0] ?? ''));
        if (next === undefined) return;
        await this.bring(next);
        if (deed.which % 3 > 0) await steps.aggregateWeek({ week: next.week });
        return;
      }
      case 'late': {
        const there = weeks.filter(
          ({ files, late }) => this.imported.includes(files[0] ?? '') && !this.imported.includes(late),
        );
        const one = there[deed.which % Math.max(1, there.length)];
        return one && this.#importFile(one.late);
      }
      case 'step': {
        const at = weeks[deed.which % LIVED] as WeekFiles;
        if (deed.which % 3 === 0) await steps.reconcileRange(weekRange(at.week));
        else if (deed.which % 3 === 1) await steps.trackOutcomes({});
        else await steps.aggregateWeek({ week: at.week });
        return;
      }
      case 'decide': {
        const { candidates } = await reads.candidates({ statuses: ['open', 'deferred'] });
        const id = named(candidates, 'candidate_id', deed.which);
        return this.decide(id, deed.decision, { ...said, again: deed.again });
      }
      case 'rollback':
        return void (await steps.changeAlgorithm({
          ...{ ...said, change: 'rollback', version: null, reason: null, effective: null, request: said.at },
        }));
      case 'keep':
        return void (await steps.changeAlgorithm({
          ...{ ...said, change: 'keep', version: null, effective: null, request: said.at },
        }));
      case 'rebuild':
        return void (await steps.rebuildWarehouse({}));
      case 'reopen':
        await this.close();
        this.#opened = await openSteps(this.home);
        return;
      case 'say': {
        const { rows } = await reads.tableRows({ table: 'matches' });
        const id = named(rows, 'match_id', deed.which);
        const note = null;
        if (deed.say === 'exclude')
          await steps.recordFacts({ ...said, say: 'exclude', id, note, reason: 'user' });
        else if (deed.say === 'reason')
          await steps.recordFacts({ ...said, say: 'reason', id, note, code: 'timing', cause: null });
        else await steps.recordFacts({ ...said, say: deed.say, id });
      }
    }
  }

  /** Decides, and where it is asked for once more the same, which changes nothing. */
  async decide(
    id: string,
    decision: DecisionRow['decision'],
    { again, ...said }: { by: string; at: string; again: boolean },
  ): Promise<void> {
    const input = {
      ...{ ...said, id, decision, revision: null, reason: 'so', acceptCost: true, effective: null },
      ...{ until: decision === 'defer' ? '2024-03-29' : null, watchWeeks: 6, onBreach: 'revert' as const },
      ...{ weeklyLossLimit: null, isAtGiven: false },
    };
    const report = await this.#opened.steps.decideCandidate(input);
    if (!report.repeated) this.decided.push(report);
    if (again)
      expect(await this.#opened.steps.decideCandidate(input)).toMatchObject({
        ...{ repeated: true, decision: report.decision },
      });
  }

  async bring({ files }: WeekFiles): Promise<void> {
    for (const path of files) await this.#importFile(path);
  }

  async #importFile(path: string): Promise<void> {
    await this.#opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    this.imported.push(path);
  }

  async publish(all: readonly IsoWeek[]): Promise<void> {
    for (const week of all) await this.#opened.steps.aggregateWeek({ week });
  }

  /** Every step over all there is. */
  async finish(): Promise<void> {
    const there = weeks.filter(({ files }) => this.imported.includes(files[0] ?? ''));
    await this.#opened.steps.aggregateWeeks({ weeks: there.map(({ week }) => week), tell: false });
  }

  /** The tables as CSV, and what the bot reads. */
  async state(tables: readonly string[] = TABLES): Promise<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const table of tables) {
      const { path } = await this.#opened.steps.exportTable({ table, format: 'csv' });
      texts[table] = await readFile(path, 'utf8');
    }
    return { ...texts, current: await readFile(homePaths(this.home).currentAlgorithm, 'utf8') };
  }

  async decisionRows(): Promise<unknown[]> {
    const { rows } = await this.#opened.reads.tableRows({ table: 'decisions' });
    return rows.map((row) => row['decision_id']);
  }

  /** A home that is given the same files in their order, and the same journal. */
  async anew(): Promise<Life> {
    const home = join(directory, `home-${++made}`);
    const first = new Life(home, await openSteps(home), []);
    for (const path of this.imported) await first.#importFile(path);
    await first.close();
    await cp(homePaths(this.home).journal, homePaths(home).journal);
    await rm(homePaths(home).warehouse);
    return new Life(home, await openSteps(home), this.imported);
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  async end(): Promise<void> {
    await this.close();
    await rm(this.home, { recursive: true });
  }
}

/** Whatever was done, a rebuild and a fresh home with the same journal and files come to the same. */
async function expectSameAnew(life: Life): Promise<void> {
  const state = await life.state();
  expect([...(await life.decisionRows())].sort()).toEqual(
    life.decided.map(({ decision }) => decision.decision_id).sort(),
  );
  await life.do({ deed: 'rebuild' });
  expect(await life.state()).toEqual(state);
  const fresh = await life.anew();
  try {
    expect(await fresh.state()).toEqual(state);
  } finally {
    await fresh.end();
  }
}

describe('a home in which candidates are decided about', () => {
  test('late files, facts, steps of weeks that are past and a rebuild leave what was published and decided', async () => {
    const life = await Life.begun();
    try {
      await life.do({ deed: 'decide', decision: 'implement', which: 0, again: true });
      await life.do({ deed: 'decide', decision: 'defer', which: 0, again: true });
      expect(life.decided.map(({ decision }) => decision.decision)).toEqual(['implement', 'defer']);
      const facts = ['candidates', 'decisions', 'algorithm_versions', 'algorithm_changes'];
      const [before, patterns] = [await life.state(facts), await life.state(['patterns'])];
      for (const which of [0, 1, 2, 3]) await life.do({ deed: 'late', which });
      for (const which of [2, 3, 5, 6]) await life.do({ deed: 'step', which });
      await life.do({ deed: 'say', say: 'exclude', which: 7 });
      await life.finish();
      expect(await life.state(facts)).toEqual(before);
      expect(await life.state(['patterns'])).not.toEqual(patterns);
      await expectSameAnew(life);
    } finally {
      await life.end();
    }
  }, 240_000);

  test(
    'whatever is imported, decided, taken back, said and rebuilt: as a fresh home with the same journal and files has it, each decision once',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(DEED, { minLength: 4, maxLength: 12 }), async (deeds) => {
          const life = await Life.begun();
          try {
            for (const deed of deeds) await life.do(deed);
            await life.finish();
            await expectSameAnew(life);
          } finally {
            await life.end();
          }
        }),
        runs(2, { sharing: 1 }),
      ),
    atMost(300_000),
  );
});

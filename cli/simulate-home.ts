import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Steps } from '../activities/steps.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import { TradeloopError } from '../domain/errors.js';
import { registryOf, type Registry } from '../domain/registry/registry.js';
import type { ChangeRow } from '../domain/registry/registry-rows.js';
import { addDays } from '../domain/time/dates.js';
import { formatWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { decidedAt, DECIDER, decisionRequest, latestOpen } from '../sim/deciding.js';
import { learner } from '../sim/learning/learner.js';
import { playedWeeks, type PlayedWeek } from '../sim/planted/weeks.js';
import { isAnswered } from '../sim/policy.js';
import { barRecords, eventRecords, weekRecords, type RecordLines } from '../sim/records.js';
import { advisedBy, seasonOf, type SimulationInput } from '../sim/simulate.js';
import { weekLine, type WeekLine } from '../sim/week-line.js';

/** A row of a table as its export has it. */
type Row = Readonly<Record<string, unknown>>;

/** The tables that a simulation tells beside its weeks. */
const TABLES = ['patterns', 'candidates', 'decisions', 'algorithm_versions', 'algorithm_changes'] as const;

/** What a home makes of a person. */
export interface SimulatedInHome {
  weeks: WeekLine[];
  tables: Record<Exclude<(typeof TABLES)[number], 'candidates' | 'algorithm_changes'>, Row[]> & {
    candidates: CandidateRow[];
    algorithm_changes: ChangeRow[];
  };
  trueCosts: (number | null)[];
}

type OwnSteps = Pick<
  Steps,
  'importFile' | 'aggregateWeek' | 'exportTable' | 'decideCandidate' | 'changeAlgorithm'
>;

/**
 * Plays a person whose records a home is given week by week, as a broker and an algorithm would, and has the steps make
 * of them what they make of anybody's. `folder` is for the files.
 */
export async function simulateInHome(
  steps: OwnSteps,
  input: SimulationInput,
  folder: string,
): Promise<SimulatedInHome> {
  const { person, weeks, policy, holdout } = input;
  const season = seasonOf(input);
  const learnt = learner(season);
  const lines: WeekLine[] = [];
  let registry: Registry = registryOf({ versions: [], changes: [] });
  let last: PlayedWeek | undefined;
  for (const played of playedWeeks(season, { person, weeks, inForce: advisedBy(() => registry, holdout) })) {
    for (const { date, played: session } of played.sessions) learnt.add(date, session);
    const { before, own } = learnt.saturday(played.week);
    if (last !== undefined) lines.push(weekLine(before, last));
    if (played.n === weeks) lines.push(weekLine(own, played));
    last = played;
    const { from, to } = weekRange(played.week);
    const bars = { from: played.n === 1 ? addDays(from, -BEFORE_DAYS) : from, to };
    await importRecords(played.week, {
      ...weekRecords(played),
      ...barRecords(season, bars),
      ...(played.n === 1 ? eventRecords(season) : {}),
    });
    await steps.aggregateWeek({ week: played.week });
    if (policy !== 'none') registry = await decideIn(played.week);
  }
  const summaries = new Map(
    (await exported('weekly_summaries')).map((row) => [
      formatWeek(row as { year: number; week: number }),
      row,
    ]),
  );
  const tables = {
    patterns: [],
    candidates: [],
    decisions: [],
    algorithm_versions: [],
    algorithm_changes: [],
  };
  for (const table of TABLES) Object.assign(tables, { [table]: await exported(table) });
  return {
    weeks: lines.map((line) => ({ ...line, ...countedIn(summaries.get(line.week) ?? {}) })),
    tables,
    trueCosts: season.trueCosts(),
  };

  /** Decides about what is open, and gives what is in force then. */
  async function decideIn(week: IsoWeek): Promise<Registry> {
    const candidates = (await exported('candidates')) as unknown as CandidateRow[];
    for (const candidate of latestOpen(candidates))
      if (isAnswered(policy, candidate))
        await steps
          .decideCandidate({ id: candidate.candidate_id, ...decisionRequest(policy, candidate, week) })
          .catch((error: unknown) => {
            // What does not fit what is in force by then is left for the next Saturday.
            if (!(error instanceof TradeloopError)) throw error;
          });
    const at = decidedAt(week);
    const by = DECIDER;
    const isOver = ({ outcome, validation }: Row) => outcome === 'watching' && validation !== null;
    for (const { to_version } of (await exported('algorithm_changes')).filter(isOver))
      await steps.changeAlgorithm({
        ...{ change: 'keep', version: to_version as string, at, by, effective: null },
        request: `${week} ${to_version as string}`,
      });
    const [versions, changes] = [await exported('algorithm_versions'), await exported('algorithm_changes')];
    return registryOf({
      versions: versions.map((row) => ({
        ...row,
        parameters: JSON.stringify(row['parameters']),
        patch: row['patch'] === null ? null : JSON.stringify(row['patch']),
      })) as unknown as Registry['versions'],
      changes: changes as unknown as Registry['changes'],
    });
  }

  async function importRecords(week: IsoWeek, records: RecordLines): Promise<void> {
    for (const [dataset, text] of Object.entries(records)) {
      if (text === '') continue;
      const path = join(folder, `${week}.${dataset}.jsonl`);
      await writeFile(path, text);
      const coveredThrough = dataset === 'executions' ? weekRange(week).to : null;
      await steps.importFile({ path, givenPath: path, account: null, coveredThrough });
    }
  }

  async function exported(table: string): Promise<Row[]> {
    const { path } = await steps.exportTable({ table, format: 'jsonl' });
    const text = await readFile(path, 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  }
}

/** More than there are bars before the first day. */
const BEFORE_DAYS = 1000;

const COUNTED = [
  'recommendations',
  'consent',
  'modify',
  'reject',
  'active',
  'active_modified',
  'active_refused',
  'price_only',
  'divergence_rate',
  'divergence_chosen',
] as const;

/** What the home itself counts. */
function countedIn(row: Row): Pick<WeekLine, (typeof COUNTED)[number]> {
  return Object.fromEntries(COUNTED.map((name) => [name, row[name] ?? null])) as Pick<
    WeekLine,
    (typeof COUNTED)[number]
  >;
}

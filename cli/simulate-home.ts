import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Steps } from '../activities/steps.js';
import { addDays } from '../domain/time/dates.js';
import { formatWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { learner } from '../sim/learning/learner.js';
import type { PlantedPerson } from '../sim/planted/person.js';
import { FIRST_VERSION, plantedSeason } from '../sim/planted/season.js';
import { playedWeeks, simulatedDays, type PlayedWeek } from '../sim/planted/weeks.js';
import { barRecords, eventRecords, weekRecords, type RecordLines } from '../sim/records.js';
import { weekLine, type WeekLine } from '../sim/week-line.js';

/** A row of a table as its export has it. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Plays a person whose records a home is given week by week, as a broker and an algorithm would, and has the steps make
 * of them what they make of anybody's. `folder` is for the files.
 */
export async function simulateInHome(
  steps: Pick<Steps, 'importFile' | 'aggregateWeek' | 'exportTable'>,
  { person, weeks, seed, folder }: { person: PlantedPerson; weeks: number; seed: number; folder: string },
): Promise<{ weeks: WeekLine[]; patterns: Row[] }> {
  const days = simulatedDays(person, weeks);
  const season = plantedSeason(person, seed, days);
  const learnt = learner(season);
  const lines: WeekLine[] = [];
  let last: PlayedWeek | undefined;
  for (const played of playedWeeks(season, { person, weeks, inForce: () => FIRST_VERSION })) {
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
  }
  const summaries = new Map(
    (await exported('weekly_summaries')).map((row) => [
      formatWeek(row as { year: number; week: number }),
      row,
    ]),
  );
  return {
    weeks: lines.map((line) => ({ ...line, ...countedIn(summaries.get(line.week) ?? {}) })),
    patterns: await exported('patterns'),
  };

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

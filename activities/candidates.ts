import type { Version } from '../domain/algorithm/next-version.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { Replayer } from '../domain/candidates/replay.js';
import { saturdayCandidates } from '../domain/candidates/saturday-candidates.js';
import { UNDERLYING_WEEKS } from '../domain/preferences/habit.js';
import type { StoredAnswer } from '../domain/preferences/known-advice.js';
import { versionNamed, versionOf, versionOn, type Registry } from '../domain/registry/registry.js';
import { sessionOnOrAfter } from '../domain/time/calendar.js';
import { addDays, type DateRange } from '../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import type { Facts } from '../store/home/journal.js';
import type { WeekWatcher } from './patterns.js';

/** Gives what versions of one algorithm are replayed from, over all that a step looks at. */
export type PrepareReplay = (asked: {
  algorithm: Version['algorithm'];
  versions: ReadonlyMap<string, Version>;
}) => Promise<{ replayer(base: Version): Replayer }>;

/** Reads it, over a range of days. */
export type ReadReplay = (
  asked: Parameters<PrepareReplay>[0] & { range: DateRange },
) => ReturnType<PrepareReplay>;

/** The days whose replay candidates of some weeks look at. */
export function candidatesRange(weeks: readonly IsoWeek[]): DateRange {
  const inOrder = [...weeks].sort();
  const [first = '', last = ''] = [inOrder[0], inOrder.at(-1)];
  return { from: weekRange(shiftWeek(first, 1 - UNDERLYING_WEEKS)).from, to: weekRange(last).to };
}

/** What advice without a version is known by. */
const UNNAMED = 'advice';

/**
 * Makes the candidates of weeks as they are looked at, in their order: those of a week stand on those of the weeks
 * before, and are facts once they are published.
 */
export function candidateWatcher(
  {
    journal,
    prepareReplay,
    registry: registryNow,
  }: { journal: Facts; prepareReplay: PrepareReplay; registry: () => Registry },
  weeks: readonly IsoWeek[],
): WeekWatcher & { made: ReadonlyMap<IsoWeek, CandidateRow[]> } {
  const decisions = decidedCandidates(journal);
  const published = publishedCandidates(journal);
  const made = new Map<IsoWeek, CandidateRow[]>();

  async function replayerOf(base: Version, answers: readonly StoredAnswer[]): Promise<Replayer> {
    const { algorithm } = base;
    const versions = versionsOf(algorithm, registryNow(), answers);
    return (await prepareReplay({ algorithm, versions })).replayer(base);
  }

  return {
    weeks: new Set(weeks),
    made,
    async see(looked, { starts, answers }) {
      const { week } = looked;
      const before = [...published.filter(({ as_of }) => as_of < week), ...[...made.values()].flat()];
      const isNothing = before.length === 0 && !looked.habits.some(({ evidence }) => evidence.found);
      if (isNothing) return;
      const inForce = versionInForce(week, registryNow(), answers);
      const rows = saturdayCandidates({
        looked,
        earlier: before.sort(byRevision),
        decisions,
        starts,
        inForce,
        replay: await replayerOf(inForce, answers),
      });
      made.set(
        week,
        rows.filter((row) => !isPublished(published, row)),
      );
    },
  };
}

/** Published before a crash, of which the week knows nothing yet. */
function isPublished(published: readonly CandidateRow[], { candidate_id, as_of }: CandidateRow): boolean {
  return published.some((row) => row.candidate_id === candidate_id && row.as_of === as_of);
}

function byRevision(a: CandidateRow, b: CandidateRow): number {
  return (
    (a.candidate_id < b.candidate_id ? -1 : a.candidate_id > b.candidate_id ? 1 : 0) ||
    a.revision - b.revision
  );
}

/**
 * What is in force on the session after a week. Advice of an algorithm that the registry does not know is of one that
 * was never changed.
 */
function versionInForce(week: IsoWeek, registry: Registry, answers: readonly StoredAnswer[]): Version {
  const { to } = weekRange(week);
  const latest = answers.findLast(({ trading_date }) => trading_date <= to);
  const name = latest?.algorithm_version ?? UNNAMED;
  if (latest !== undefined && versionNamed(registry, name) === undefined) return notOurs(name);
  return versionOf(versionOn(registry, sessionOnOrAfter(addDays(to, 1))));
}

function notOurs(version: string): Version {
  return { algorithm: 'other', version, parameters: {} };
}

/** All versions of an algorithm that the registry or the advice names. */
export function versionsOf(
  algorithm: Version['algorithm'],
  registry: Registry,
  answers: readonly StoredAnswer[],
): Map<string, Version> {
  const known = registry.versions.map(versionOf);
  const named = new Set(known.map(({ version }) => version));
  const others = [...new Set(answers.map(({ algorithm_version }) => algorithm_version ?? UNNAMED))]
    .filter((name) => !named.has(name))
    .map(notOurs);
  return new Map(
    [...others, ...known]
      .filter((version) => version.algorithm === algorithm)
      .map((version) => [version.version, version]),
  );
}

import { MATCH_TYPES } from '../domain/matching/match-type.js';
import { InvalidInput, NotFound } from '../domain/errors.js';
import { earlierOf, type DateRange } from '../domain/time/dates.js';
import { formatWeek, parseWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { isEmptyWeek, summarizeWeek } from '../domain/week/week.js';
import { appendFact, factsOf, type Fact, type Facts, type Journal } from '../store/home/journal.js';
import { clearStale } from '../store/stale.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import {
  closingsOfWeek,
  counterfactualsOfWeek,
  fillsOfWeek,
  fromFact,
  insertWeek,
  lastActiveDay,
  lastReconciled,
  matchesOfWeek,
  sameContent,
  toFact,
  weekHashes,
  weeksThereAre,
  type PublishedSummary,
} from '../store/derived/weeks.js';
import { candidatesOfWeek } from '../store/derived/candidates.js';
import { writeCurrentAlgorithm } from '../store/derived/current-algorithm.js';
import { followJournal } from '../store/derived/from-journal.js';
import { decidedCounts, foundPatterns } from '../store/derived/patterns.js';
import { refuseFuture } from './known-days.js';
import type { Messages } from './notify.js';
import { candidatesRange, candidateWatcher, type ReadReplay } from './candidates.js';
import { preparedOnce } from './prepared-once.js';
import { inTurn, makePatterns, makePublishedPatterns } from './patterns.js';
import type { Steps } from './steps.js';
import { changeWatcher, watchedSince } from './watching.js';
import type { CashStore } from './untied.js';
import type { BringUpToDate } from './up-to-date.js';
import { messageOf, sendMessages, sentOtherwise } from './week-messages.js';

/** What became of a week that was looked at. */
interface Looked {
  week: IsoWeek;
  summary: PublishedSummary;
  /** `empty`: there is nothing to publish. */
  became: 'published' | 'restated' | 'unchanged' | 'empty';
}

const NOTHING = { factsOf: (): Fact[] => [], takenBackIn: null };

/**
 * Sums weeks up and publishes them: a further revision only where anything but `as_of` is new, and for whatever week
 * was published and has changed since. Matches and outcomes are brought up to date first ({@link BringUpToDate}), so
 * that a week is made of one state. A week is in its table and in the journal or in neither; a message that a crash
 * kept back is sent by the next run.
 */
export function weekSteps(
  store: CashStore & {
    warehouse: Warehouse;
    journal: Journal;
    messages: Messages;
    bringUpToDate: BringUpToDate;
    prepareReplay: ReadReplay;
  },
): Pick<Steps, 'aggregateWeek' | 'aggregateWeeks'> {
  const { warehouse, journal, messages, bringUpToDate, prepareReplay } = store;
  return {
    async aggregateWeek({ week: named, missed = [], range, tell = true }) {
      await refuseUnknown(named ?? ((await weeksOf(range)).at(-1) as IsoWeek));
      const caught_up = await bringUpToDate(daysAsked({ named, missed, range }));
      const weeks = named === undefined ? await weeksOf(range) : [...missed, named];
      const looked = await publish(weeks);
      const own = named === undefined ? lastWithAnything(looked, weeks) : ofWeek(looked, named);
      const { week, summary, became } = own;
      await sendMessages(store, tell ? { told: week } : { drafted: week });
      const message = await messageOf(store, summary);
      return {
        week,
        revision: became === 'empty' ? null : summary.revision,
        published: isPublished(own),
        as_of: summary.as_of,
        caught_up,
        others: looked
          .filter((one) => one !== own && isPublished(one))
          .map((one) => ({ week: one.week, revision: one.summary.revision })),
        message,
        sent_otherwise: became === 'empty' ? [] : await sentOtherwise(messages, summary, message),
      };
    },

    async aggregateWeeks({ weeks, tell }) {
      await bringUpToDate([]);
      const looked = await publish(weeks);
      const there = looked.filter(({ week, became }) => weeks.includes(week) && became !== 'empty');
      await sendMessages(store, tell ? { told: there.at(-1)?.week } : {});
      const count = (what: Looked['became']) => looked.filter(({ became }) => became === what).length;
      const matches_by_type = matchesIn(there.map(({ summary }) => summary));
      return { published: count('published'), restated: count('restated'), matches_by_type };
    },
  };

  /** Throws InvalidInput for what is no week, or one that begins after all that is known. */
  async function refuseUnknown(week: IsoWeek): Promise<void> {
    if (!parseWeek(week)) throw new InvalidInput(`not an ISO week: ${JSON.stringify(week)}`);
    const { from } = weekRange(week);
    await refuseFuture({ warehouse, journal }, from, `${week} (from ${from})`);
  }

  /**
   * The weeks of a range with anything to publish, its last one where there are none; without a range the weeks that
   * are not published yet, and the last one with advice or trades; where all of them were retracted, the last that was
   * published.
   */
  async function weeksOf(range: DateRange | undefined): Promise<IsoWeek[]> {
    const there = await weeksThereAre(warehouse);
    if (range === undefined) {
      const last = (await lastActiveWeek(warehouse)) ?? there.at(-1)?.week;
      if (last === undefined) throw new NotFound('no advice and no trades are imported: no week to sum up');
      const missing = there.filter(({ week, published }) => !published && week < last);
      return [...missing.map(({ week }) => week), last];
    }
    const [first, last] = [weekOf(range.from), weekOf(range.to)];
    const within = there.map(({ week }) => week).filter((week) => week >= first && week <= last);
    return within.length > 0 ? within : [last];
  }

  /**
   * Looks at these weeks and at those that were published, are stale and are made of something else now, in their
   * order. Where a change of the algorithm is taken back in one, those after it are looked at anew.
   */
  async function publish(weeks: readonly IsoWeek[]): Promise<Looked[]> {
    const looksThrough = await lastLooked(weeks);
    const { factsOf: made, takenBackIn } =
      looksThrough === undefined ? NOTHING : await look(looksThrough, await weeksToWatch(weeks));
    const hashes = new Map((await weekHashes(warehouse, weeks)).map((one) => [one.week, one]));
    const changed = [...hashes.values()].filter(({ now, told }) => told !== null && now !== told);
    const known = new Map(
      factsOf(journal, 'week_published').map(({ row }) => [formatWeek(row), fromFact(row)]),
    );
    const looked: Looked[] = [];
    for (const week of [...new Set([...weeks, ...changed.map((one) => one.week)])].sort()) {
      if (takenBackIn !== null && week > takenBackIn) continue;
      for (const fact of made(week)) await appendFact(journal, fact);
      looked.push(await publishOne(week, { known: known.get(week), inputHash: hashes.get(week)?.now ?? '' }));
    }
    await followJournal(store);
    if (takenBackIn !== null) {
      await writeCurrentAlgorithm(store);
      return [...looked, ...(await publish(weeks.filter((week) => week > takenBackIn)))];
    }
    const { became } = looked.find(({ week }) => week === looksThrough) ?? {};
    // A week with nothing to tell is not published, and what is made of published weeks is what a rebuild makes.
    if (became === 'empty') await makePublishedPatterns(store);
    await clearStale(warehouse, 'week');
    return looked;
  }

  /** Makes the patterns of all weeks up to one, and what the facts of these weeks will be. */
  async function look(through: IsoWeek, weeks: readonly IsoWeek[]) {
    const range = () => {
      const { from, to } = candidatesRange(weeks);
      return { from: earlierOf(from, watchedSince(journal) ?? from), to };
    };
    const parts = { journal, prepareReplay: preparedOnce(prepareReplay, range) };
    const changes = changeWatcher(parts, weeks);
    const candidates = candidateWatcher({ ...parts, registry: changes.registry }, weeks);
    await makePatterns(store, through, inTurn(changes, candidates));
    const factsOf = (week: IsoWeek): Fact[] => [
      ...(changes.made.get(week) ?? []),
      ...(candidates.made.get(week) ?? []).map((row): Fact => ({ fact: 'candidate_published', row })),
    ];
    return { factsOf, takenBackIn: changes.takenBackIn() };
  }

  /** The last week that is published, or may be now: patterns reach to it. */
  async function lastLooked(weeks: readonly IsoWeek[]): Promise<IsoWeek | undefined> {
    const there = await weeksThereAre(warehouse);
    return there.findLast(({ week, published }) => published || weeks.includes(week))?.week;
  }

  /**
   * Those of these weeks that get candidates: published for the first time, and after all that are. What was published
   * stays as it was, and a week that was missed gets none.
   */
  async function weeksToWatch(weeks: readonly IsoWeek[]): Promise<IsoWeek[]> {
    const there = await weeksThereAre(warehouse);
    const last = there.findLast(({ published }) => published)?.week ?? '';
    return there.filter(({ week }) => week > last && weeks.includes(week)).map(({ week }) => week);
  }

  async function publishOne(
    week: IsoWeek,
    { known, inputHash }: { known: PublishedSummary | undefined; inputHash: string },
  ): Promise<Looked> {
    const revision = (known?.revision ?? 0) + 1;
    const made: PublishedSummary = {
      ...(await summaryOf(store, week)),
      revision,
      as_of: await lastReconciled(warehouse),
      input_hash: inputHash,
    };
    if (known ? sameContent(known, made) : isEmptyWeek(made)) {
      if (known) await insertWeek(warehouse, known);
      return { week, summary: known ?? made, became: known ? 'unchanged' : 'empty' };
    }
    await warehouse.transaction(async () => {
      await insertWeek(warehouse, made);
      await appendFact(journal, { fact: 'week_published', row: toFact(made) });
    });
    return { week, summary: made, became: known ? 'restated' : 'published' };
  }
}

/** The days that have to be reconciled for what is asked: those of the weeks, or without any all. */
function daysAsked({
  named,
  missed,
  range,
}: {
  named: IsoWeek | undefined;
  missed: readonly IsoWeek[];
  range: DateRange | undefined;
}): DateRange[] {
  if (named !== undefined) return [...missed, named].map(weekRange);
  if (range === undefined) return [{ from: '0001-01-01', to: '9999-12-31' }];
  return [{ from: weekRange(weekOf(range.from)).from, to: weekRange(weekOf(range.to)).to }];
}

/** The last of these weeks in which anything happened, else the last. */
function lastWithAnything(looked: readonly Looked[], weeks: readonly IsoWeek[]): Looked {
  const own = looked.filter(({ week }) => weeks.includes(week));
  return own.findLast(({ summary }) => !isEmptyWeek(summary)) ?? ofWeek(looked, weeks.at(-1));
}

function ofWeek(looked: readonly Looked[], week: IsoWeek | undefined): Looked {
  const own = looked.find((one) => one.week === week);
  if (!own) throw new Error(`${week} was not summed up`);
  return own;
}

function matchesIn(weeks: readonly PublishedSummary[]): Record<string, number> {
  const sumOf = (type: (typeof MATCH_TYPES)[number]) => weeks.reduce((total, week) => total + week[type], 0);
  return Object.fromEntries(MATCH_TYPES.map((type) => [type, sumOf(type)]));
}

function isPublished({ became }: Looked): boolean {
  return became === 'published' || became === 'restated';
}

async function lastActiveWeek(warehouse: Warehouse): Promise<IsoWeek | undefined> {
  const day = await lastActiveDay(warehouse);
  return day === null ? undefined : weekOf(day);
}

async function summaryOf({ warehouse, journal }: { warehouse: Warehouse; journal: Facts }, week: IsoWeek) {
  const days = weekRange(week);
  return summarizeWeek({
    week,
    matches: await matchesOfWeek(warehouse, days),
    executions: await fillsOfWeek(warehouse, days),
    closings: await closingsOfWeek(warehouse, days),
    counterfactuals: await counterfactualsOfWeek(warehouse, days),
    decided: await decidedCounts(warehouse, week),
    patterns: await foundPatterns(warehouse, week),
    candidates: candidatesOfWeek(journal, week),
  });
}

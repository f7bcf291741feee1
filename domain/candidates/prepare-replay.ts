import { judgedOnce } from '../advice/judged-once.js';
import { checkAdjustments, type Adjustments } from '../algorithm/adjustments.js';
import { checkParameters, problemText, type Checked } from '../algorithm/check-parameters.js';
import { nextVersion, type Version } from '../algorithm/next-version.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { parametersText } from '../algorithm/parameter-set.js';
import { groupBy } from '../group-by.js';
import type { DailyBars } from '../market/daily-bars.js';
import type { HumanFacts } from '../matching/human-facts.js';
import { sessionsBetween } from '../time/calendar.js';
import type { DateRange, IsoDate } from '../time/dates.js';
import { weekRange } from '../time/iso-week.js';
import { adjustedAdvising } from './adjusted-advising.js';
import type { Advising } from './advising.js';
import { bothGiven } from './given-advice.js';
import { pairDifference } from './pair-difference.js';
import { preparedStretch, type PreparedStretch } from './prepared-stretch.js';
import { referenceAdvising } from './reference-advising.js';
import type { Replay, Replayer } from './replay.js';
import { replayOf, type JudgedPair, type ReplayedStretch } from './replay-sums.js';
import type { LoggedAnswer } from './stretch.js';
import { replayStretch, type StretchReplay } from './stretch-replay.js';
import { fillsKey, stretchesOf, tradeKey, type StretchInputs } from './stretches.js';

export interface ReplayInputs extends StretchInputs {
  /** Of the algorithm that is replayed, by name. Advice of others is left out. */
  versions: ReadonlyMap<string, Version>;
  /** Daily bars up to the last day that is looked at. */
  market: ReadonlyMap<string, DailyBars>;
  /** The last day on which everything in an account is known; for advice to any account in all of them. */
  knownThrough: (account: string | null) => IsoDate | null;
  /** What people said of matches; what they say later of a stretch shows in its advice. */
  facts: HumanFacts;
}

export interface PreparedReplay {
  /** Stands to the version in force as {@link Replayer} says. */
  replayer: (base: Version) => Replayer;
  /** Replays over the decisions whose first advice lies in a range, and tells of each stretch what became of it. */
  replay: (
    base: Version,
    changes: readonly Change[],
    range: DateRange,
  ) => { replay: Replay; stretches: readonly ReplayedStretch[] };
  /** For the next to be prepared. */
  kept: Kept;
}

/** What was found of stretches, for as long as they are the same. */
interface Kept {
  stretches: ReadonlyMap<string, PreparedStretch>;
  /** A number for each key of a version: long texts take long to be looked up. */
  numbers: Map<string, number>;
}

/** More than there are ever in one run, and few enough for a number to hold two. */
const MOST_VERSIONS = 2 ** 26;

/**
 * Prepares to replay changes of versions of one algorithm: all that does not depend on the changes is done here. What
 * was found of a stretch before is kept where the same is known of it.
 */
export function prepareReplay(inputs: ReplayInputs, before?: PreparedReplay): PreparedReplay {
  const { versions, market, knownThrough, facts } = inputs;
  const advice = inputs.advice.filter(({ algorithm_version }) => versions.has(algorithm_version ?? ''));
  const judged = new Set(
    [...groupBy(advice, ({ episode_id }) => episode_id).values()].flatMap(
      (episode) => judgedOnce(episode) ?? [],
    ),
  );
  const trades = new Map(
    [...inputs.trades.values()].flatMap((own) => own.map((trade) => [tradeKey(trade), trade] as const)),
  );
  const tradeOf = (logged: LoggedAnswer) => trades.get(fillsKey(logged)) ?? null;
  const stretches = new Map<string, PreparedStretch>();
  for (const stretch of stretchesOf({ ...inputs, advice })) {
    const made = preparedStretch(stretch, { knownThrough: knownThrough(stretch.subject.account), judged });
    const known = before?.kept.stretches.get(made.place);
    stretches.set(made.place, known && known.text() === made.text() ? known : made);
  }
  const advising = new Map<string, Advising>();
  const numbers = before?.kept.numbers ?? new Map<string, number>();

  function advisingOf(version: Version): Advising {
    const text = parametersText(version.parameters);
    const found = advising.get(text) ?? madeOf(version);
    advising.set(text, found);
    return found;
  }

  function madeOf({ algorithm, parameters }: Version): Advising {
    return algorithm === 'reference'
      ? referenceAdvising(valid(checkParameters(parameters)))
      : adjustedAdvising(valid(checkAdjustments(parameters)), { adjustmentsOf, market });
  }

  function adjustmentsOf({ algorithm_version }: LoggedAnswer): Adjustments {
    return valid(checkAdjustments(versions.get(algorithm_version ?? '')?.parameters ?? {}));
  }

  const loggedBy = ({ algorithm_version }: LoggedAnswer) =>
    advisingOf(versions.get(algorithm_version ?? '') as Version);

  function numberOf(key: string): number {
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  }

  function found(one: PreparedStretch, base: Advising, changed: Advising): StretchReplay {
    const { stretch, knownThrough } = one;
    const key = MOST_VERSIONS * numberOf(base.keyOn(stretch)) + numberOf(changed.keyOn(stretch));
    const known = one.replayed.get(key);
    if (known) return known;
    const given = bothGiven(stretch, { base, changed, loggedBy });
    const made = replayStretch(stretch, given, {
      answeredBy: { knownThrough, facts },
      tradeOf,
      judged,
    });
    one.replayed.set(key, made);
    return made;
  }

  function judgedPairs(one: PreparedStretch, { compared }: StretchReplay, asOf: IsoDate): JudgedPair[] {
    const daily = market.get(one.stretch.subject.underlying);
    return compared.flatMap((pair) => {
      const known = one.judged.get(pair) ?? pairDifference(pair, { daily, asOf }, one.views);
      if (known.kind !== 'later') one.judged.set(pair, known);
      return known.kind === 'judged' && known.on <= asOf
        ? [{ week: pair.week, session: pair.ask.session, ...known }]
        : [];
    });
  }

  function replay(base: Version, changes: readonly Change[], range: DateRange) {
    const next = nextVersion(base, { base: base.version, changes }, []);
    if (next.kind !== 'made') throw new RangeError(`changes that ${base.version} does not take`);
    const [was, is] = [advisingOf(base), advisingOf(next.version)];
    const within = [...stretches.values()].filter(
      ({ stretch: { asks } }) =>
        (asks[0]?.session ?? '') <= range.to && (asks.at(-1)?.session ?? '') >= range.from,
    );
    const replayed = within.map((one): ReplayedStretch => {
      const result = found(one, was, is);
      return { stretch: one.stretch, result, judged: judgedPairs(one, result, range.to) };
    });
    return {
      replay: replayOf(replayed, { range, sessions: sessionsBetween(range.from, range.to).length }),
      stretches: replayed,
    };
  }

  return {
    replay,
    replayer: (base) => (changes, weeks) =>
      replay(base, changes, { from: weekRange(weeks.from).from, to: weekRange(weeks.to).to }).replay,
    kept: { stretches, numbers },
  };
}

function valid<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new RangeError(checked.problems.map(problemText).join('; '));
}

import { judgedOnce } from '../advice/judged-once.js';
import { checkAdjustments, type Adjustments } from '../algorithm/adjustments.js';
import { checkParameters, problemText, type Checked } from '../algorithm/check-parameters.js';
import { nextVersion, type Version } from '../algorithm/next-version.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { parametersText } from '../algorithm/parameter-set.js';
import { groupBy } from '../group-by.js';
import type { AdviceDifference } from '../counterfactual/advice-difference.js';
import type { DailyBars } from '../market/daily-bars.js';
import type { HumanFacts } from '../matching/human-facts.js';
import { sessionsBetween } from '../time/calendar.js';
import type { DateRange, IsoDate } from '../time/dates.js';
import { weekRange } from '../time/iso-week.js';
import { adjustedAdvising } from './adjusted-advising.js';
import type { Advising } from './advising.js';
import type { Piece } from './advice-piece.js';
import { givenIn, givenOtherwise } from './given-advice.js';
import { pairDifference, type Views } from './pair-difference.js';
import { preparedStretches, type PreparedStretch } from './prepared-stretch.js';
import { referenceAdvising } from './reference-advising.js';
import type { Replay, Replayer } from './replay.js';
import { replayOf } from './replay-sums.js';
import type { JudgedPair, ReplayedStretch } from './replayed-stretch.js';
import type { LoggedAnswer, Stretch } from './stretch.js';
import {
  decidedBy,
  replayStretch,
  unchanged,
  type ComparedPair,
  type Decided,
  type JudgedIds,
  type StretchReplay,
} from './stretch-replay.js';
import { isSameList, stretchesOf, type KeptAsks, type StretchInputs } from './stretches.js';

export interface ReplayInputs extends Omit<StretchInputs, 'lookbacks'> {
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
  /** Of that version in force; each time as it was known at the end of the last week, whatever is known now. */
  replayer: (base: Version) => Replayer;
  /**
   * Replays over the decisions whose first advice lies in a range, as all that is known now shows them, and says of
   * each stretch what became of it.
   */
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
  episodes: Episodes;
  asks: KeptAsks;
  stretches: ReadonlyMap<string, PreparedStretch>;
  /** A number for each key of a version: long texts take long to be looked up. */
  numbers: Map<string, number>;
}

/** By id, with the advice that is judged, by its own. */
type Episodes = ReadonlyMap<string, { advice: readonly LoggedAnswer[]; judged: string | null }>;

/** More than there are ever in one run, and few enough for a number to hold two. */
const MOST_VERSIONS = 2 ** 26;

/**
 * Prepares to replay changes of versions of one algorithm: all that does not depend on the changes is done here. With
 * what was prepared before, what was found of a stretch is kept where the same is known of it.
 */
export function prepareReplay(inputs: ReplayInputs, before?: PreparedReplay): PreparedReplay {
  const { versions, market, facts } = inputs;
  const advice = inputs.advice.filter(({ algorithm_version }) => versions.has(algorithm_version ?? ''));
  const episodes = judgedEpisodes(advice, before?.kept.episodes);
  const judged: JudgedIds = new Set([...episodes.values()].flatMap((episode) => episode.judged ?? []));
  const lookbacks = new Map([...versions].flatMap(([name, version]) => lookbackOf(name, version)));
  const made = stretchesOf({ ...inputs, advice, lookbacks }, before?.kept.asks);
  const stretches = preparedStretches(made.stretches, {
    known: before?.kept.stretches,
    knownThrough: inputs.knownThrough,
    judged,
  });
  const advising = new Map<string, Numbered>();
  const byName = new Map<string, Numbered>();
  const ranges = new Map<string, readonly PreparedStretch[]>();
  const numbers = before?.kept.numbers ?? new Map<string, number>();

  function advisingOf(version: Version): Numbered {
    const text = parametersText(version.parameters);
    const found = advising.get(text) ?? numbered(madeOf(version), numberOf);
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

  function numberOf(key: string): number {
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  }

  /** The key of the version that a piece of the log was given by. */
  function loggedKey({ algorithm_version }: LoggedAnswer, stretch: Stretch): number {
    const name = algorithm_version ?? '';
    const known = byName.get(name) ?? advisingOf(versions.get(name) as Version);
    byName.set(name, known);
    return known.numberOn(stretch);
  }

  function piecesBy(
    { stretch, pieces }: PreparedStretch,
    { advising, numberOn }: Numbered,
  ): readonly (Piece | null)[] {
    const key = numberOn(stretch);
    const found = pieces.get(key) ?? stretch.asks.map((ask) => advising.pieceOn(ask, stretch));
    pieces.set(key, found);
    return found;
  }

  function decidedOf(one: PreparedStretch, base: Numbered): Decided {
    const { stretch, decided } = one;
    const key = base.numberOn(stretch);
    const known = decided.get(key);
    if (known) return known;
    const given = givenIn(stretch, {
      isItsOwn: (logged) => loggedKey(logged, stretch) === key,
      pieceAt: (at) => piecesBy(one, base)[at] ?? null,
    });
    const made = decidedBy(stretch, given, { knownThrough: one.knownThrough, facts });
    decided.set(key, made);
    return made;
  }

  function found(one: PreparedStretch, base: Numbered, changed: Numbered): StretchReplay {
    const { stretch, replayed } = one;
    const key = MOST_VERSIONS * base.numberOn(stretch) + changed.numberOn(stretch);
    const known = replayed.get(key) ?? madeAnew(one, base, changed);
    replayed.set(key, known);
    return known;
  }

  function madeAnew(one: PreparedStretch, base: Numbered, changed: Numbered): StretchReplay {
    const { stretch, knownThrough } = one;
    const before = decidedOf(one, base);
    if (base.numberOn(stretch) === changed.numberOn(stretch)) return unchanged(before);
    const otherwise = givenOtherwise(before.given, { was: piecesBy(one, base), is: piecesBy(one, changed) });
    if (otherwise.changed.length === 0) return unchanged(before);
    const after = decidedBy(stretch, otherwise.after, { knownThrough, facts });
    return replayStretch(stretch, { before, after, changed: otherwise.changed }, judged);
  }

  function judgedPairs(
    one: PreparedStretch,
    { compared }: StretchReplay,
    asOf: IsoDate,
  ): readonly JudgedPair[] {
    if (compared.length === 0) return NO_PAIRS;
    const daily = market.get(one.stretch.subject.underlying);
    const judgedBefore = (one.judged ??= new Map<ComparedPair, AdviceDifference>());
    const views = (one.views ??= new Map() as Views);
    return compared.flatMap((pair) => {
      const known = judgedBefore.get(pair) ?? pairDifference(pair, { daily, asOf }, views);
      if (known.kind !== 'later') judgedBefore.set(pair, known);
      return known.kind === 'judged' && known.on <= asOf
        ? [{ week: pair.week, session: pair.ask.session, ...known }]
        : [];
    });
  }

  function stretchesIn({ from, to }: DateRange): readonly PreparedStretch[] {
    const key = `${from} ${to}`;
    const isIn = ({ stretch: { asks } }: PreparedStretch) =>
      (asks[0]?.session ?? '') <= to && (asks.at(-1)?.session ?? '') >= from;
    const within = ranges.get(key) ?? [...stretches.values()].filter(isIn);
    ranges.set(key, within);
    return within;
  }

  function replay(
    base: Version,
    changes: readonly Change[],
    { knownBy, ...range }: DateRange & { knownBy: IsoDate | null },
  ) {
    const next = nextVersion(base, { base: base.version, changes }, []);
    if (next.kind !== 'made') throw new RangeError(`changes that ${base.version} does not take`);
    const [was, is] = [advisingOf(base), advisingOf(next.version)];
    const replayed = stretchesIn(range).map((one): ReplayedStretch => {
      const result = found(one, was, is);
      return {
        stretch: one.stretch,
        given: decidedOf(one, was).given,
        result,
        judged: judgedPairs(one, result, range.to),
      };
    });
    return {
      replay: replayOf(replayed, { range, knownBy, sessions: sessionsBetween(range.from, range.to).length }),
      stretches: replayed,
    };
  }

  return {
    replay: (base, changes, range) => replay(base, changes, { ...range, knownBy: null }),
    replayer: (base) => (changes, weeks) => {
      const [{ from }, { to }] = [weekRange(weeks.from), weekRange(weeks.to)];
      return replay(base, changes, { from, to, knownBy: to }).replay;
    },
    kept: { episodes, asks: made.kept, stretches, numbers },
  };
}

function lookbackOf(name: string, { algorithm, parameters }: Version): [string, number][] {
  if (algorithm !== 'reference') return [];
  return [[name, valid(checkParameters(parameters)).volatility.lookbackReturns]];
}

/** Which advice of each episode is judged: known where the episode is of the same advice as before. */
function judgedEpisodes(advice: readonly LoggedAnswer[], before: Episodes | undefined): Episodes {
  return new Map(
    [...groupBy(advice, ({ episode_id }) => episode_id)].map(([id, episode]) => {
      const same = before?.get(id);
      const isKnown = same !== undefined && isSameList(same.advice, episode);
      return [id, isKnown ? same : { advice: episode, judged: judgedOnce(episode) }];
    }),
  );
}

const NO_PAIRS: readonly JudgedPair[] = [];

/** A version's advising, with the number of its key on each subject. */
interface Numbered {
  advising: Advising;
  numberOn(this: void, stretch: Stretch): number;
}

function numbered(advising: Advising, numberOf: (key: string) => number): Numbered {
  const known = new Map<Stretch['subject'], number>();
  return {
    advising,
    numberOn({ subject }) {
      const number = known.get(subject) ?? numberOf(advising.keyOn(subject));
      known.set(subject, number);
      return number;
    },
  };
}

function valid<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new RangeError(checked.problems.map(problemText).join('; '));
}

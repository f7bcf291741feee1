import { windowClosesOn } from '../advice/advice-window.js';
import { groupBy } from '../group-by.js';
import type { IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';
import { isActive, type Piece } from './advice-piece.js';
import { answeredAnew, type AnsweredBy } from './answered-anew.js';
import { decidedParts, type DecidedPart, type TracedAdvice } from './decided-parts.js';
import { isAsLogged, type Given } from './given-advice.js';
import type { Ask, Stretch } from './stretch.js';
import { fillsKey, tradeKey } from './stretches.js';

/** What changed advice comes to on one stretch. */
export interface StretchReplay {
  before: readonly DecidedPart[];
  /** The same array where nothing is changed. */
  after: readonly DecidedPart[];
  changed: readonly ChangedAsk[];
  /** What became a consent, and what ceased to be one: as it is after, or was before. */
  became: readonly DecidedPart[];
  ceased: readonly DecidedPart[];
  /** Of what became one: trades against advice to hold or wait that are asked for now. */
  met: readonly DecidedPart[];
  /** What only the change asks for, and was left undone. */
  anew: readonly DecidedPart[];
  /** What is compared in money: once for each decision, and once for a matter that is asked for in several weeks. */
  compared: readonly ComparedPair[];
}

export interface ChangedAsk {
  ask: Ask;
  before: Given['pieces'];
  after: Given['pieces'];
}

/** Advice that asks for something, and what is advised in its place. */
export interface ComparedPair {
  week: IsoWeek;
  ask: Ask;
  before: Piece | null;
  after: Piece | null;
}

/** The advice of the log that is compared where its episode is: see {@link judgedOnce}. */
export type JudgedIds = ReadonlySet<string>;

/** What a version comes to on a stretch. */
export interface Decided {
  given: readonly Given[];
  parts: readonly DecidedPart[];
}

/** The decisions that advice asks for: those of the log where all of it was logged, else made anew. */
export function decidedBy(stretch: Stretch, given: readonly Given[], answeredBy: AnsweredBy): Decided {
  if (!isAsLogged(given)) return { given, parts: answeredAnew(stretch, given, answeredBy) };
  // Most stretches are of contracts that were advised to be held all the time.
  const asksNothing = stretch.asks.every(({ logged }) => !logged.some(isActive));
  return { given, parts: asksNothing ? [] : decidedParts(tracedLog(stretch)) };
}

/** What nothing changes. */
export function unchanged({ parts }: Decided): StretchReplay {
  return {
    before: parts,
    after: parts,
    changed: [],
    became: [],
    ceased: [],
    met: [],
    anew: [],
    compared: [],
  };
}

/** What comes of a change of the asks at these positions. */
export function replayStretch(
  stretch: Stretch,
  { before, after, changed }: { before: Decided; after: Decided; changed: readonly number[] },
  judged: JudgedIds,
): StretchReplay {
  const pairs = paired(before.parts, after.parts);
  const changedAsks = changed.map((at) => ({
    ask: before.given[at]?.ask as Ask,
    before: before.given[at]?.pieces ?? [],
    after: after.given[at]?.pieces ?? [],
  }));
  const follows = (part: DecidedPart | undefined): part is DecidedPart => part?.diverges === false;
  const met = pairs.flatMap(([a, b]) => (a === undefined && follows(b) ? [b] : []));
  const became = pairs.flatMap(([a, b]) => (a?.diverges === true && follows(b) ? [b] : []));
  return {
    before: before.parts,
    after: after.parts,
    changed: changedAsks,
    became: [...became, ...met],
    ceased: pairs.flatMap(([a, b]) => (follows(a) && !follows(b) ? [a] : [])),
    met,
    anew: pairs.flatMap(([a, b]) => (a === undefined && b?.diverges === true ? [b] : [])),
    compared: pairs.flatMap((pair) => comparedIn(pair, { stretch, changed: changedAsks, judged })),
  };
}

/** The log's advice with the trades that answered it. */
function tracedLog({ asks, trades }: Stretch): TracedAdvice[] {
  const byFills = new Map(trades.map((trade) => [tradeKey(trade), trade]));
  return asks.flatMap(({ logged }) =>
    logged.map((advice) => ({
      advice,
      trade: advice.fill_record_ids.length === 0 ? null : (byFills.get(fillsKey(advice)) ?? null),
      closes_on: windowClosesOn(advice, advice.trading_date),
    })),
  );
}

/** A decision before and after; undefined where there is none. */
type Pair = [DecidedPart | undefined, DecidedPart | undefined];

/** Those that one trade answers belong together, then what is left of each week in its order. */
function paired(before: readonly DecidedPart[], after: readonly DecidedPart[]): Pair[] {
  const pairs: Pair[] = [];
  const left = new Set(after);
  const rest: DecidedPart[] = [];
  for (const one of before) {
    const same = one.trade && after.find(({ trade }) => trade === one.trade);
    if (!same) rest.push(one);
    else {
      left.delete(same);
      pairs.push([one, same]);
    }
  }
  const byWeek = groupBy(left, ({ week }) => week);
  for (const one of rest) pairs.push([one, byWeek.get(one.week)?.shift()]);
  for (const others of byWeek.values()) pairs.push(...others.map((one): Pair => [undefined, one]));
  return pairs;
}

export function firstDay({ sessions }: DecidedPart): IsoDate {
  return sessions[0] as IsoDate;
}

/**
 * The ask that was answered, or is judged in the log's episode, else the first that is changed; none where that episode
 * is compared in another week. What it is judged by there may not be changed, as where advice of a Friday is answered
 * on the Monday after: then it is compared where it is changed first.
 */
function comparedIn(
  [before, after]: Pair,
  { stretch, changed, judged }: { stretch: Stretch; changed: readonly ChangedAsk[]; judged: JudgedIds },
): ComparedPair[] {
  const parts = [before, after].filter((part) => part !== undefined);
  const isOwn = ({ session }: Ask) => parts.some(({ sessions }) => sessions.includes(session));
  const isJudged = ({ logged }: Ask) => logged.some((one) => judged.has(one.recommendation_id));
  const own = changed.filter(({ ask }) => isOwn(ask));
  const answered = parts
    .filter(({ trade }) => trade !== null)
    .map(({ sessions }) => own.find(({ ask }) => ask.session === sessions.at(-1)))
    .find((one) => one !== undefined);
  const found = answered ?? own.find(({ ask }) => isJudged(ask)) ?? own[0];
  if (found === undefined) return [];
  const isElsewhere =
    !parts.some(({ trade }) => trade !== null) &&
    own.some((one) => one.before.some(({ piece, logged }) => logged !== null && isActive(piece))) &&
    !stretch.asks.some((ask) => isOwn(ask) && isJudged(ask)) &&
    isComparedElsewhere(found.ask);
  if (isElsewhere) return [];
  const { week } = parts[0] as DecidedPart;
  return [{ week, ask: found.ask, before: activeOf(found.before), after: activeOf(found.after) }];

  function isComparedElsewhere(ask: Ask): boolean {
    const episode = episodeOf(ask);
    const ofEpisode = changed.filter((one) => episodeOf(one.ask) === episode);
    return ofEpisode.some((one) => isJudged(one.ask)) || ofEpisode[0]?.ask !== own[0]?.ask;
  }
}

function episodeOf({ logged }: Ask): string | null {
  return logged[0]?.episode_id ?? null;
}

function activeOf(pieces: Given['pieces']): Piece | null {
  return pieces.map(({ piece }) => piece).findLast(isActive) ?? null;
}

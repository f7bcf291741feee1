import type { RegimeName } from '../algorithm/parameter-fields.js';
import { groupBy } from '../group-by.js';
import { toNumber, type Decimal } from '../number/decimal.js';
import { eachInPieces, groupInPieces, sortInPieces, whole, mapInPieces, type Pieces } from '../pieces.js';
import { strikesBetween } from '../market/option-listing.js';
import type { Match } from '../matching/match-row.js';
import { OTHER_TRADE } from '../matching/match-score.js';
import type { AdviceAction, Recommendation } from '../records/records.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { weekOf } from '../time/iso-week.js';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import type { Ask, Change, DecisionAction, WeekDecision } from './week-decision.js';

/** A piece of advice with its match and with what was known of it when it was sent. */
export type AnsweredAdvice = Pick<
  Match,
  | 'account'
  | 'underlying'
  | 'action'
  | 'trading_date'
  | 'match_type'
  | 'cause'
  | 'exclusion_reason'
  | 'modified_fields'
  | 'flags'
  | 'expiration_diff_days'
  | 'hours_to_execution'
  | 'advised_right'
  | 'advised_strike'
  | 'advised_expiration'
  | 'advised_premium'
  | 'advised_quantity'
  | 'traded_strike'
  | 'traded_quantity'
> &
  Pick<Recommendation, 'algorithm_version'> & {
    recommendation_id: string;
    episode_id: string;
    /** When it was sent, in milliseconds since 1970. */
    window_opens: number;
    /** The session of the trade that answers it, or of a hold or wait contradicts it; null where there is none. */
    answered_on: IsoDate | null;
    /** Advice of several legs. */
    structure: boolean;
    captured: number | null;
    earningsIn: number | null;
    /** Contracts × multiplier × the underlying's price, in dollars; null where one of them is not known. */
    notional: number | null;
    regimes: readonly RegimeName[];
    judged: WeekDecision['judged'];
  };

/** Why advice was not taken that says nothing of what a person prefers. */
const NOT_CHOSEN: readonly (string | null)[] = ['unseen', 'unfilled', 'infeasible', 'capacity_limited'];
const MADE_BY_MATCHING: readonly (string | null)[] = ['superseded', 'withdrawn', null];

/**
 * The decisions that advice asked for, by week and in the order of their first advice. Parts of an episode that are
 * pending, that a person excluded, that could not be done, or that were missed for no choice of the person's, are none;
 * neither is advice to wait.
 */
export function weekDecisions(advice: readonly AnsweredAdvice[]): WeekDecision[] {
  return whole(weekDecisionsInPieces(advice));
}

/** The same in pieces. */
export function* weekDecisionsInPieces(advice: readonly AnsweredAdvice[]): Pieces<WeekDecision[]> {
  const inOrder = yield* sortInPieces(advice, {
    drawerOf: ({ window_opens }) => drawerOf(window_opens),
    compare: (a, b) =>
      a.window_opens - b.window_opens || (a.recommendation_id < b.recommendation_id ? -1 : 1),
  });
  const episodes = yield* groupInPieces(inOrder, ({ episode_id }) => episode_id);
  const decisions: ReturnType<typeof decisionOf> = [];
  yield* eachInPieces(episodes.values(), (episode) => decisions.push(...decisionsOf(episode)));
  const sorted = yield* sortInPieces(decisions, {
    drawerOf: ({ opens }) => drawerOf(opens),
    compare: (a, b) => a.opens - b.opens || (a.id < b.id ? -1 : 1),
  });
  return yield* mapInPieces(sorted, ({ opens: _opens, id: _id, ...decision }) => decision);
}

/** Its day, of an instant in milliseconds. */
function drawerOf(instant: number): number {
  return Math.floor(instant / 86_400_000);
}

function decisionsOf(episode: readonly AnsweredAdvice[]): ReturnType<typeof decisionOf> {
  const answer = episode.findIndex(isAnswered);
  const asked = answer < 0 ? episode : episode.slice(0, answer + 1);
  const sessions = [...new Set(asked.map(({ trading_date }) => trading_date))];
  return [...groupBy(asked, ({ trading_date }) => weekOf(trading_date)).values()].flatMap(
    (part, weeksBefore) => decisionOf(part, { sessions, weeksBefore }),
  );
}

/** Answered, or of a hold contradicted. */
function isAnswered({ match_type, cause, action }: AnsweredAdvice): boolean {
  if (action === 'hold') return match_type === 'reject' && cause === 'contradicted';
  return match_type === 'consent' || match_type === 'modify';
}

function decisionOf(
  part: readonly AnsweredAdvice[],
  { sessions, weeksBefore }: { sessions: readonly IsoDate[]; weeksBefore: number },
): (WeekDecision & { opens: number; id: string })[] {
  const [first, last] = [part[0], part.at(-1)];
  const action = first && actionOf(first);
  if (first === undefined || last === undefined || action === undefined) return [];
  const isHold = action === 'hold';
  const answer = isAnswered(last) ? last : undefined;
  if (!answer && part.some(({ match_type }) => match_type === 'pending')) return [];
  if (part.some(({ exclusion_reason }) => !MADE_BY_MATCHING.includes(exclusion_reason))) return [];
  if (!answer && !isHold && !wasLeft(part)) return [];
  const changed = answer !== undefined && !isHold && answer.match_type === 'modify';
  const priceOnly =
    changed && answer.modified_fields.every((field) => field === 'premium') && !isOtherTrade(answer);
  return [
    {
      opens: first.window_opens,
      id: first.recommendation_id,
      week: weekOf(first.trading_date),
      underlying: first.underlying,
      matter: `${first.account ?? ''} ${first.underlying} ${action} ${first.advised_right ?? ''}`,
      action,
      versions: [...new Set(part.map(({ algorithm_version }) => algorithm_version ?? ''))].sort(),
      weeksBefore,
      refused: isHold ? answer !== undefined : answer === undefined,
      modified: changed && !priceOnly,
      leaves: answer !== undefined && action === 'open' ? leftBy(answer) : null,
      priceOnly,
      asks: asksOf(part, sessions),
      change: answer && !isHold ? changeOf(answer) : null,
      hours: answer && !isHold ? answer.hours_to_execution : null,
      notional: (answer ?? first).notional,
      regimes: (answer ?? first).regimes,
      judged: part.find(({ judged }) => judged !== null)?.judged ?? null,
    },
  ];
}

/** Left undone by choice: a standing piece of it was, or all of it gave way to the same advice of a later week. */
function wasLeft(part: readonly AnsweredAdvice[]): boolean {
  const rejects = part.filter(({ match_type }) => match_type === 'reject');
  if (rejects.length > 0) return rejects.some(({ cause }) => !NOT_CHOSEN.includes(cause));
  return part.some(({ exclusion_reason }) => exclusion_reason === 'superseded');
}

function actionOf({ action, advised_right }: AnsweredAdvice): DecisionAction | undefined {
  return ACTIONS[action] ?? (advised_right === null ? SHARE_ACTIONS[action] : undefined);
}

const ACTIONS: Partial<Record<AdviceAction, DecisionAction>> = {
  sell_to_open: 'open',
  buy_to_open: 'open',
  roll: 'roll',
  buy_to_close: 'close',
  sell_to_close: 'close',
  hold: 'hold',
};
const SHARE_ACTIONS: Partial<Record<AdviceAction, DecisionAction>> = { buy: 'open', sell: 'close' };

/** One for each session: of several pieces of advice in one the last. */
function asksOf(part: readonly AnsweredAdvice[], sessions: readonly IsoDate[]): Ask[] {
  return [...groupBy(part, ({ trading_date }) => trading_date)].map(([session, pieces]) => {
    const last = pieces.at(-1) as AnsweredAdvice;
    return {
      session,
      askedBefore: sessions.indexOf(session),
      answered: isAnswered(last) && last.answered_on === session,
      premium: isOptionPrice(last) && last.advised_premium !== null ? toNumber(last.advised_premium) : null,
      captured: last.captured,
      earningsIn: last.earningsIn,
    };
  });
}

/** Of what a floor can be about: one option that is sold, or bought back. */
function isOptionPrice({ action, advised_right, structure }: AnsweredAdvice): boolean {
  return advised_right !== null && !structure && (action === 'sell_to_open' || action === 'buy_to_close');
}

/** A roll of which only the close was done, or what a person linked though it is another trade than was asked for. */
function isOtherTrade({ flags }: AnsweredAdvice): boolean {
  return flags.includes('close_only') || flags.includes(OTHER_TRADE);
}

function changeOf(answer: AnsweredAdvice): Change {
  const { advised_quantity, traded_quantity, expiration_diff_days, structure } = answer;
  const contract =
    !structure && !isOtherTrade(answer) && (ACTIONS[answer.action] === 'open' || answer.action === 'roll');
  return {
    weeks: contract && expiration_diff_days !== null ? weeksOf(expiration_diff_days) : null,
    strikes: contract ? strikesApart(answer) : null,
    quantityRatio:
      advised_quantity === null || traded_quantity === null || advised_quantity === 0n
        ? null
        : toNumber(traded_quantity) / toNumber(advised_quantity),
  };
}

function leftBy(answer: AnsweredAdvice): WeekDecision['leaves'] {
  const { advised_quantity, traded_quantity, advised_expiration, expiration_diff_days } = answer;
  if (answer.answered_on === null || advised_expiration === null) return null;
  if (advised_quantity === null || traded_quantity === null || traded_quantity >= advised_quantity)
    return null;
  return { after: answer.answered_on, until: addDays(advised_expiration, expiration_diff_days ?? 0) };
}

/** Whole weeks; another expiration is one at the least. */
function weeksOf(days: number): number {
  return days === 0 ? 0 : Math.sign(days) * Math.max(1, Math.round(Math.abs(days) / 7));
}

function strikesApart({ advised_strike, traded_strike }: AnsweredAdvice): number | null {
  if (advised_strike === null || traded_strike === null) return null;
  if (advised_strike === traded_strike) return 0;
  const [low, high] = [advised_strike, traded_strike].sort(byAmount) as [Decimal, Decimal];
  const steps = Math.max(1, strikesBetween(low, high, V3_3.strikeIncrements));
  return traded_strike > advised_strike ? steps : -steps;
}

function byAmount(a: Decimal, b: Decimal): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

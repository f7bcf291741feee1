import { concernedContract } from '../advice/asked-terms.js';
import { adviceLog, successors, type LoggedAdvice } from '../advice/advice-log.js';
import { isInWindow, isOpenAt } from '../advice/advice-window.js';
import { tradeText } from '../records/trade-text.js';
import { newYorkDay } from '../time/calendar.js';
import { shortDay } from '../time/day-text.js';
import { decisionsOf } from './decisions.js';
import type { Decision } from './decision.js';
import { NO_FACTS, type HumanFacts } from './human-facts.js';
import { typeOfAnswer, type MatchInputs } from './match.js';
import { candidate, isAnswer, type Candidate, type ScoreTerms } from './match-score.js';
import { matchUnits } from './match-units.js';

/** A trade that was looked at for a piece of advice. */
export interface Considered {
  recommendation_id: string;
  execution_ids: readonly string[];
  /** The trade, or beside a trade the advice, in a few words. */
  text: string;
  /** What the advice would be by it; null for a trade that does not answer it at all. */
  match_type: 'consent' | 'modify' | null;
  /** Share of what a perfect answer has; null for a trade that does not answer it at all. */
  score: number | null;
  /** What the score adds up from, where there is one. */
  terms: ScoreTerms | null;
  chosen: boolean;
  /** Null where it was chosen. */
  why_not: string | null;
}

/** Whose candidates are asked for: a piece of advice, or a trade by its fills. */
export type Asked = { recommendation_id: string } | { execution_ids: readonly string[] };

/**
 * What competed: for a piece of advice the trades in its window and around it, for a trade the advice around it. The
 * chosen pair first, then by score, then by time. Made from the same inputs as the matches of that unit, by the same
 * rules.
 */
export function consideredFor(
  {
    recommendations,
    executions,
    facts = NO_FACTS,
  }: Pick<MatchInputs, 'recommendations' | 'executions' | 'facts'>,
  asked: Asked,
): Considered[] {
  const log = adviceLog(recommendations);
  const decisions = decisionsOf(executions, log, facts);
  const chosen = matchUnits(log, decisions, facts).flatMap((unit) => unit.chosen);
  const answerOf = new Map(chosen.map((pair) => [pair.logged, pair]));
  const answeredBy = new Map(chosen.map((pair) => [pair.decision, pair]));

  function consider(logged: LoggedAdvice, decision: Decision): Considered {
    const own = answerOf.get(logged);
    const isChosen = own?.decision === decision;
    const found = isChosen ? own : candidate(logged, decision);
    return {
      recommendation_id: logged.advice.recommendation_id,
      execution_ids: decision.execution_ids,
      text: 'recommendation_id' in asked ? decisionText(decision) : adviceText(logged),
      match_type: found === undefined ? null : typeOfAnswer(found),
      score: found?.score ?? null,
      terms: found === undefined ? null : sharesOf(found),
      chosen: isChosen,
      why_not: isChosen
        ? null
        : found === undefined
          ? notAnAnswer(logged, decision)
          : isUnlinked(facts, logged, decision)
            ? 'you unlinked the two'
            : outdone({ own, other: answeredBy.get(decision) }),
    };
  }

  const isLinked = (logged: LoggedAdvice, decision: Decision) => answerOf.get(logged)?.decision === decision;
  const pairs = pairsOf(asked, { all: log.all, decisions, isLinked });
  return pairs
    .map(([logged, decision]) => consider(logged, decision))
    .sort((a, b) => Number(b.chosen) - Number(a.chosen) || (b.score ?? -1) - (a.score ?? -1));
}

/** Of a trade that is no answer all are 0. */
function sharesOf({ terms, points, score }: Pick<Candidate, 'terms' | 'points' | 'score'>): ScoreTerms {
  const share = (of: keyof ScoreTerms) => (terms[of] / points) * score;
  return {
    ...{ answer: share('answer'), contract: share('contract'), as_asked: share('as_asked') },
    ...{ premium: share('premium'), quantity: share('quantity'), time: share('time') },
  };
}

function isUnlinked(facts: HumanFacts, { advice }: LoggedAdvice, decision: Decision): boolean {
  return facts
    .pairsOfTrade(decision)
    .some(({ recommendation_id, linked }) => !linked && recommendation_id === advice.recommendation_id);
}

/** Of what is around; what answers each other is, however far apart a person linked it. */
function pairsOf(
  asked: Asked,
  {
    all,
    decisions,
    isLinked,
  }: {
    all: readonly LoggedAdvice[];
    decisions: readonly Decision[];
    isLinked: (logged: LoggedAdvice, decision: Decision) => boolean;
  },
): [LoggedAdvice, Decision][] {
  const isNear = (logged: LoggedAdvice, decision: Decision) =>
    isLinked(logged, decision) || isAround(logged, decision);
  if ('recommendation_id' in asked) {
    const logged = all.find(({ advice }) => advice.recommendation_id === asked.recommendation_id);
    if (logged === undefined) return [];
    return decisions.filter((decision) => isNear(logged, decision)).map((decision) => [logged, decision]);
  }
  const decision = decisions.find(({ execution_ids }) => sameIds(execution_ids, asked.execution_ids));
  if (decision === undefined) return [];
  return all.filter((logged) => isNear(logged, decision)).map((logged) => [logged, decision]);
}

/** From the day of the advice to the day on which its window would close by itself. */
function isAround({ window }: LoggedAdvice, { trading_date }: Decision): boolean {
  return trading_date >= window.trading_date && trading_date <= window.closes_on;
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}

/**
 * Why a trade that could have answered did not: the pairing with the best total of all gave one of the two to another.
 */
function outdone({
  own,
  other,
}: Record<'own' | 'other', { logged: LoggedAdvice; score: number } | undefined>): string {
  const reasons = [
    ...(other
      ? [`this trade answers ${other.logged.advice.recommendation_id} (${percent(other.score)})`]
      : []),
    ...(own ? [`another trade answers this advice (${percent(own.score)})`] : []),
  ];
  return reasons.join('; ');
}

function decisionText({
  action,
  right,
  contract,
  from,
  quantity,
  premium,
  at,
  trading_date,
}: Decision): string {
  const words = { action, right, ...contract, quantity, price: premium, from };
  return `${shortDay(newYorkDay(at), trading_date)} ${tradeText(words, trading_date)}`;
}

function adviceText({ advice, window }: LoggedAdvice): string {
  const { strike, expiration } = advice;
  const words = { ...advice, strike, expiration, price: advice.premium, from: concernedContract(advice) };
  return `${shortDay(window.trading_date, window.trading_date)} ${tradeText(words, window.trading_date)}`;
}

function percent(score: number): string {
  return `${Math.round(100 * score)} %`;
}

function notAnAnswer(logged: LoggedAdvice, decision: Decision): string {
  const { advice, window, terms } = logged;
  if (terms.length === 0) return `advice to ${advice.action} asks for no trade`;
  if (advice.account !== null && advice.account !== decision.account)
    return `it is in account ${decision.account}, the advice for ${advice.account}`;
  if (!isOpenAt(window, decision)) return 'it came before the advice';
  if (!isInWindow(window, decision)) return 'it came after the window had closed';
  if (!terms.some((asked) => isAnswer(asked, decision))) return otherTrade(logged, decision);
  // An answer in the window counts unless other advice took the place of this.
  const newer = successors(logged).find((next) => isOpenAt(next.window, decision)) as LoggedAdvice;
  return `${newer.advice.recommendation_id} had taken its place`;
}

function otherTrade({ terms }: LoggedAdvice, decision: Decision): string {
  const [asked] = terms;
  if (asked !== undefined && asked.right !== decision.right)
    return `it is in ${nameOf(decision.right)}, the advice in ${nameOf(asked.right)}`;
  const wanted = [...new Set(terms.map(({ action }) => wordOf(action)))].join(' and ');
  return `it is to ${wordOf(labelOf(decision))}, the advice to ${wanted}`;
}

/** An action without a label with the one that the position gives it. */
function labelOf({ action, effect }: Decision): string {
  if (action !== 'buy' && action !== 'sell') return action;
  return effect === 'closes' ? `${action}_to_close` : effect === 'opens' ? `${action}_to_open` : action;
}

function nameOf(right: Decision['right']): string {
  return right === null ? 'shares' : `${right}s`;
}

function wordOf(action: string): string {
  return action.replaceAll('_', ' ');
}

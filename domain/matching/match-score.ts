import { isHeeded, type LoggedAdvice } from '../advice/advice-log.js';
import type { Terms } from '../advice/asked-terms.js';
import { isBareDate } from '../time/calendar.js';
import { daysBetween } from '../time/dates.js';
import { abs, type Decimal } from '../number/decimal.js';
import type { Decision } from './decision.js';
import { deviation, isCloseOf, premiumTolerance, type Deviation } from './deviation.js';
import { isBuy } from '../records/trade-amount.js';
import { isAsAsked } from './trade-effect.js';

/** A piece of advice and a decision that may answer it. */
export interface Candidate {
  logged: LoggedAdvice;
  decision: Decision;
  deviation: Deviation;
  /** Whole number above zero: what the assignment adds up. */
  points: number;
  /** Points of this pair as a share of what a perfect answer to this advice has; 0 of a trade that is no answer. */
  score: number;
  /** What the points are for. */
  terms: ScoreTerms;
  /** True where a person said that the one answers the other. */
  linked: boolean;
}

/** Points by what they are for; what the advice does not say has none. */
export interface ScoreTerms {
  /** That the trade answers the advice at all. */
  answer: number;
  /** Of strike and expiration, how near they are, and that both are as asked. */
  contract: number;
  as_asked: number;
  premium: number;
  quantity: number;
  time: number;
}

/**
 * What each agreement is worth. The trade that was asked for outweighs any two that were moved (`within`), then the
 * contract counts, then the price, and last how much and how soon, so that they decide between equals only.
 */
const POINTS = {
  base: 100,
  within: 1100,
  strike: 400,
  expiration: 300,
  premium: 150,
  quantity: 90,
  time: 60,
};
/** Of a roll, what of strike and expiration goes to the contract it closes. */
const FROM_SHARE = 0.25;

/**
 * The pair of these two; undefined where the decision does not answer the advice. Of a structure's legs the one that
 * fits best counts.
 */
export function candidate(logged: LoggedAdvice, decision: Decision): Candidate | undefined {
  return isHeeded(logged, decision) ? answerOf(logged, decision) : undefined;
}

/** The pair of two that a person linked, whatever was traded and when; none of advice that asks for no trade. */
export function linkedCandidate(logged: LoggedAdvice, decision: Decision): Candidate | undefined {
  const found = answerOf(logged, decision) ?? otherTrade(logged, decision);
  return found && { ...found, linked: true };
}

/** Set where a person linked a trade of another kind than was asked for. */
export const OTHER_TRADE = 'other_trade';

const NO_TERMS: ScoreTerms = { answer: 0, contract: 0, as_asked: 0, premium: 0, quantity: 0, time: 0 };

/** A roll that was asked for is compared by the contract that it opens: nothing was closed. */
function otherTrade(logged: LoggedAdvice, decision: Decision): Candidate | undefined {
  const [asked] = logged.terms;
  if (asked === undefined) return undefined;
  const compared = decision.from === null ? { ...asked, from: null } : asked;
  const moved = deviation(compared, decision);
  const flags = [OTHER_TRADE, ...moved.flags];
  return {
    logged,
    decision,
    deviation: { ...moved, flags },
    points: 1,
    score: 0,
    terms: NO_TERMS,
    linked: false,
  };
}

function answerOf(logged: LoggedAdvice, decision: Decision): Candidate | undefined {
  let best: Candidate | undefined;
  for (const asked of logged.terms) {
    if (!isAnswer(asked, decision)) continue;
    const found = scored(logged, asked, decision);
    if (best === undefined || found.points > best.points) best = found;
  }
  return best;
}

/**
 * True for a trade of the right and the action asked for, as far as it has a label, a roll on the side asked for; it is
 * answered by its close alone as well.
 */
export function isAnswer(asked: Terms, decision: Decision): boolean {
  const { action, effect } = decision;
  if (isCloseOf(asked, decision)) return true;
  if (asked.right !== decision.right) return false;
  if (action === 'roll' || effect === null) return asked.action === 'roll' && asked.side === decision.side;
  if (asked.action === 'roll') return false;
  // Shares and futures net: whether a sale closes what is held or opens the other side is the position's to say.
  return asked.right === null
    ? isBuy(asked.action) === isBuy(action)
    : isAsAsked(asked.action, { action, effect });
}

function scored(logged: LoggedAdvice, asked: Terms, decision: Decision): Candidate {
  const moved = deviation(asked, decision);
  const closeOnly = moved.flags.includes('close_only');
  const isContract = !moved.modified_fields.some((field) => field === 'strike' || field === 'expiration');
  const terms = { ...NO_TERMS, answer: POINTS.base, time: timePoints(logged, decision) };
  let possible = POINTS.base + POINTS.within + POINTS.time;
  if (isContract && !closeOnly) terms.as_asked = POINTS.within;
  if (asked.contract.strike !== null) {
    const { contract, from } = asked;
    const share = from === null ? 0 : FROM_SHARE;
    const closed = closeOnly ? decision.contract : decision.from;
    terms.contract = contractPoints(contract, closeOnly ? null : decision.contract, 1 - share);
    if (from !== null) terms.contract += contractPoints(from, closed, share);
    possible += POINTS.strike + POINTS.expiration;
  }
  if (asked.premium !== null) {
    possible += POINTS.premium;
    if (moved.premium_diff !== null)
      terms.premium = graded(abs(moved.premium_diff), premiumTolerance(asked.premium), POINTS.premium);
  }
  if (asked.quantity !== null) {
    possible += POINTS.quantity;
    terms.quantity = quantityPoints(asked.quantity, decision.quantity);
  }
  const { answer, contract, as_asked, premium, quantity, time } = terms;
  const points = answer + contract + as_asked + premium + quantity + time;
  return { logged, decision, deviation: moved, points, score: points / possible, terms, linked: false };
}

/** Points for how near the strike and expiration of a traded contract are to those asked for, more the nearer. */
export function contractPoints(
  asked: Terms['contract'],
  traded: Terms['contract'] | null,
  share: number,
): number {
  let points = 0;
  if (asked.strike !== null && traded?.strike)
    points += graded(
      abs(traded.strike - asked.strike) * 100n,
      asked.strike * 3n,
      Math.round(POINTS.strike * share),
    );
  if (asked.expiration !== null && traded?.expiration) {
    const days = Math.abs(daysBetween(asked.expiration, traded.expiration));
    points += graded(BigInt(days), 2n, Math.round(POINTS.expiration * share));
  }
  return points;
}

/**
 * All points for no difference, three quarters at the tolerance, and beyond it half of them times tolerance over
 * difference.
 */
function graded(difference: Decimal, tolerance: Decimal, most: number): number {
  const points = BigInt(most);
  return Number(
    difference <= tolerance
      ? points - (points * difference) / (4n * tolerance)
      : (points * tolerance) / (2n * difference),
  );
}

function quantityPoints(asked: Decimal, traded: Decimal): number {
  if (asked === traded) return POINTS.quantity;
  const [less, more] = asked < traded ? [asked, traded] : [traded, asked];
  return Number((BigInt(POINTS.quantity) * less) / (2n * more));
}

/** A point less for every hour; bare dates count by whole days. */
function timePoints({ advice, window }: LoggedAdvice, { at, trading_date }: Decision): number {
  const hours =
    isBareDate(at) || isBareDate(advice.sent_at)
      ? 24 * daysBetween(window.trading_date, trading_date)
      : Math.floor((Date.parse(at) - window.opens) / 3_600_000);
  return POINTS.time - Math.min(POINTS.time, Math.max(0, hours));
}

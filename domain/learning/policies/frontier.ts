import { groupBy } from '../../group-by.js';
import { clusteredMean, type ClusteredMean } from '../scoring/clustered-mean.js';
import type { IsoDate } from '../../time/dates.js';

/** A decision that was the human's, as the frontier has it. */
export interface FrontierDecision {
  day: IsoDate;
  followed: boolean;
  /**
   * What following comes to after costs and guardrails, as a reward and in dollars; null where it is not determined.
   */
  result: { reward: number; usd: number } | null;
}

/** What a policy would have done, decision by decision, without having seen it. */
export interface FrontierPolicy {
  policy: string;
  /** How much it costs to leave the human's ways; null of a policy without it. */
  beta: number | null;
  follows: readonly boolean[];
}

/**
 * A policy by how often it does what the human did, of all decisions, and what it earns, of those that are determined:
 * means a decision, 95 % intervals by day.
 */
export interface FrontierPoint {
  policy: string;
  beta: number | null;
  agreement: number;
  agreement_low: number | null;
  agreement_high: number | null;
  reward: number;
  reward_low: number | null;
  reward_high: number | null;
  /** Dollars a month of 21 sessions. */
  usd_month: number;
}

/** What doing as the human does costs beside the policy that looks at rewards alone, in dollars a month. */
export interface TasteCost {
  /** With a decision whose reward is determined. */
  days: number;
  usd_month: number;
  low: number | null;
  high: number | null;
  /**
   * A point of agreement, a hundredth of all decisions; null where it is not sure which of the two agrees more often.
   */
  usd_a_point: number | null;
  usd_a_point_low: number | null;
  usd_a_point_high: number | null;
}

export interface Frontier {
  points: FrontierPoint[];
  cost: TasteCost | null;
}

const SESSIONS_A_MONTH = 21;
/** Fewer know nothing of rare large results. */
const LEAST_DAYS = 20;

/**
 * Agreement with the human against reward, policy by policy. `sessions`: how many the decisions lie in. The cost is
 * between the policies of these two names; null of fewer than two days.
 */
export function frontierOf(
  decisions: readonly FrontierDecision[],
  policies: readonly FrontierPolicy[],
  { sessions, human, greedy }: { sessions: number; human: string; greedy: string },
): Frontier {
  const months = sessions / SESSIONS_A_MONTH;
  const points = policies.map(({ policy, beta, follows }): FrontierPoint => {
    const agreement = meanOf(decisions, (one, i) => Number(one.followed === follows[i]));
    const reward = meanOf(decisions, ({ result }, i) => result && (follows[i] ? result.reward : 0));
    const usd = decisions.reduce((sum, { result }, i) => sum + (follows[i] ? (result?.usd ?? 0) : 0), 0);
    return {
      ...{ policy, beta },
      agreement: agreement.mean,
      agreement_low: agreement.low === null ? null : Math.max(0, agreement.low),
      agreement_high: agreement.high === null ? null : Math.min(1, agreement.high),
      ...{ reward: reward.mean, reward_low: reward.low, reward_high: reward.high },
      usd_month: usd / months,
    };
  });
  const [own, other] = [human, greedy].map((name) => policies.find(({ policy }) => policy === name));
  const cost = own && other ? costOf(decisions, { months, own, other }) : null;
  return { points, cost };
}

function costOf(
  decisions: readonly FrontierDecision[],
  { months, own, other }: { months: number; own: FrontierPolicy; other: FrontierPolicy },
): TasteCost | null {
  const usdOf = (one: FrontierDecision, i: number) =>
    (Number(other.follows[i]) - Number(own.follows[i])) * (one.result?.usd ?? 0);
  const agreesOf = (one: FrontierDecision, i: number) =>
    Number(own.follows[i] === one.followed) - Number(other.follows[i] === one.followed);
  const [usd, agrees] = [meanOf(decisions, usdOf), meanOf(decisions, agreesOf)];
  if (usd.low === null || usd.high === null) return null;
  const monthly = decisions.length / months;
  const none = { usd_a_point: null, usd_a_point_low: null, usd_a_point_high: null };
  const days = new Set(decisions.flatMap(({ day, result }) => (result === null ? [] : [day]))).size;
  const whole = { days, usd_month: usd.mean * monthly, low: usd.low * monthly, high: usd.high * monthly };
  // Where the two may well agree as often, a point of it has no price.
  if (!(agrees.low !== null && agrees.high !== null && agrees.low * agrees.high > 0))
    return { ...whole, ...none };
  // The ratio of two means by its influence (the delta method): each decision's dollars less the ratio times its share.
  const ratio = usd.mean / agrees.mean;
  const off = meanOf(decisions, (one, i) => (usdOf(one, i) - ratio * agreesOf(one, i)) / agrees.mean);
  const point = monthly / 100;
  return {
    ...whole,
    usd_a_point: ratio * point,
    usd_a_point_low: off.low === null ? null : (ratio + off.low) * point,
    usd_a_point_high: off.high === null ? null : (ratio + off.high) * point,
  };
}

/** Of the decisions that have a value, with its interval by day. */
function meanOf(
  decisions: readonly FrontierDecision[],
  of: (one: FrontierDecision, i: number) => number | null,
): ClusteredMean {
  const results = decisions.flatMap((one, i) => {
    const value = of(one, i);
    return value === null ? [] : [{ day: one.day, value }];
  });
  const days = [...groupBy(results, ({ day }) => day).values()];
  const sums = days.map((own) => own.reduce((sum, { value }) => sum + value, 0));
  const counts = days.map((own) => own.length);
  return clusteredMean(sums, counts) ?? { mean: 0, low: null, high: null };
}

/** What the frontier comes to, in a few sentences. */
export function frontierText({ points, cost }: Frontier, names: { human: string; greedy: string }): string {
  const [own, other] = [names.human, names.greedy].map((name) =>
    points.find(({ policy }) => policy === name),
  );
  if (!own || !other || cost === null) return 'Too few days with decisions whose outcome is determined.';
  const both =
    `A model of what you do does as you did in ${percent(own.agreement)} of decisions and earns ${dollars(own.usd_month)} a month; ` +
    `one that looks at rewards alone does so in ${percent(other.agreement)} and earns ${dollars(other.usd_month)}.`;
  if (cost.low === null || cost.high === null) return both;
  if (cost.days < LEAST_DAYS)
    return `${both} ${cost.days} days with an outcome are too few to say what your taste costs: it takes ${LEAST_DAYS}.`;
  const range = `${dollars(cost.low)} to ${dollars(cost.high)}`;
  if (cost.low <= 0 && cost.high >= 0)
    return `${both} What your taste costs is not told from nothing yet: ${dollars(cost.usd_month)} a month (${range}).`;
  const [verb, amount] = cost.usd_month > 0 ? ['costs', cost.usd_month] : ['earns', -cost.usd_month];
  const between = [cost.low, cost.high].map((one) => (verb === 'costs' ? one : -one)).sort((a, b) => a - b);
  const whole = `Your taste ${verb} ${dollars(amount)} a month (${between.map(dollars).join(' to ')}).`;
  const point =
    cost.usd_a_point === null || cost.usd_a_point <= 0 || verb === 'earns'
      ? ''
      : ` A point of agreement costs ${dollars(cost.usd_a_point)} a month.`;
  return `${both} ${whole}${point}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function dollars(usd: number): string {
  return `${usd < 0 ? '−' : ''}$${Math.abs(Math.round(usd)).toLocaleString('en-US')}`;
}

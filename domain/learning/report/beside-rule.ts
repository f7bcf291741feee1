import { largestFall } from '../gate/paired-results.js';
import { clusteredMean } from '../scoring/clustered-mean.js';
import { expectedLargest, probabilisticSharpe, sharpeOf } from '../scoring/sharpe.js';
import { trialsOf, type Tried } from '../scoring/tried.js';
import { besideRuleText } from './beside-rule-text.js';

/** How far a way of making models has come, the first step first. */
export const STAGES = ['backtest', 'paper', 'canary', 'champion'] as const;
export type Stage = (typeof STAGES)[number];

/** The model of a stage: what others of its lineage and specification said there counts too. */
export interface StageModel {
  stage: Stage;
  model_id: string;
  lineage: string;
  spec_id: string;
}

/**
 * Scenarios with known labels of which models had said something before, column by column: by stage, then in the order
 * of the days on which labels were known.
 */
export interface StageResults {
  /** As its place among the stages. */
  stage: Float64Array;
  /** Days since 1970. */
  day: Float64Array;
  /** 1 where the model would follow. */
  follows: Float64Array;
  /** 1 where a guardrail speaks against following. */
  vetoed: Float64Array;
  /** What following comes to after costs. */
  reward: Float64Array;
  usd: Float64Array;
}

/** What a way of choosing comes to after costs, out of sample. */
export interface RuleResult {
  /** Of a scenario, be it followed or not; with its 95 % interval, clustered by day. */
  mean_reward: number | null;
  mean_reward_low: number | null;
  mean_reward_high: number | null;
  /** Of a day's rewards. */
  sharpe: number | null;
  /** The share of followed decisions that gained. */
  win_rate: number | null;
  /** The largest fall of the summed dollars from their height, day by day. */
  drawdown_usd: number;
  net_usd: number;
}

/** `better` and `worse`: the interval of the difference does not hold 0; `nothing`: nothing is scored. */
export type StageVerdict = 'better' | 'worse' | 'not_told' | 'nothing';

/** A model beside following all advice, on the same scenarios. */
export interface StageBesideRule {
  stage: Stage;
  model_id: string | null;
  lineage: string | null;
  scored: number;
  /** The days on which their labels were known. */
  sessions: number;
  /** `dsr`: the chance that the true Sharpe ratio is above what the best of all that was tried has by luck. */
  model: RuleResult & { dsr: number | null };
  rule: RuleResult;
  /** Of the mean rewards: the model's less the rule's. */
  difference: number | null;
  difference_low: number | null;
  difference_high: number | null;
  /** How many more scenarios would tell, as it goes so far; null where none will, or where it is told. */
  needed: number | null;
  verdict: StageVerdict;
}

/** Whether a model beats the simple rule: following all advice where no guardrail speaks against it. */
export interface BesideRule {
  stages: StageBesideRule[];
  text: string;
}

/** What models of the stages came to, and all that was tried. */
export interface Staged {
  models: readonly StageModel[];
  results: StageResults;
  tried: readonly Tried[];
}

/** Fewer days say nothing of how they vary. */
const LEAST_DAYS = 20;
const RULE = 'always_follow';

/** Each stage, with what is known of it. */
export function besideRule({ models, results, tried }: Staged): BesideRule {
  const stages = STAGES.map((stage, place) =>
    stageBesideRule(
      stage,
      models.find((one) => one.stage === stage),
      { days: daysOf(results, place), tried },
    ),
  );
  return { stages, text: besideRuleText(stages) };
}

function stageBesideRule(
  stage: Stage,
  model: StageModel | undefined,
  { days: { counts, model: own, rule }, tried }: { days: Days; tried: readonly Tried[] },
): StageBesideRule {
  const scored = counts.reduce((all, count) => all + count, 0);
  const difference = clusteredMean(
    own.rewards.map((reward, day) => reward - (rule.rewards[day] as number)),
    counts,
  );
  const { mean = null, low = null, high = null } = difference ?? {};
  const compared = { mean, low, high, scored, days: counts.length };
  const verdict = verdictOf(compared);
  return {
    stage,
    model_id: model?.model_id ?? null,
    lineage: model?.lineage ?? null,
    scored,
    sessions: counts.length,
    model: {
      ...resultOf(own, counts),
      dsr: model === undefined ? null : deflated(own.rewards, model, tried),
    },
    rule: resultOf(rule, counts),
    difference: mean,
    difference_low: low,
    difference_high: high,
    needed: verdict === 'not_told' ? neededOf(compared) : null,
    verdict,
  };
}

interface Compared {
  mean: number | null;
  low: number | null;
  high: number | null;
  scored: number;
  days: number;
}

function verdictOf({ low, high, scored, days }: Compared): StageVerdict {
  if (scored === 0) return 'nothing';
  if (low === null || high === null || days < LEAST_DAYS) return 'not_told';
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'not_told';
}

/** The interval shrinks by the root of the number of scenarios. Null where the difference is 0. */
function neededOf({ mean, low, high, scored, days }: Compared): number | null {
  const least = Math.ceil((scored * LEAST_DAYS) / days);
  const half = high === null || low === null ? 0 : (high - low) / 2;
  const enough = Math.ceil(scored * (half / (mean ?? 1)) ** 2);
  return Number.isSafeInteger(enough) ? Math.max(1, Math.max(least, enough) - scored) : null;
}

function deflated(rewards: readonly number[], model: StageModel, tried: readonly Tried[]): number | null {
  const { count, variance } = trialsOf(tried, {
    ...model,
    incumbent_id: RULE,
    sharpe: sharpeOf(rewards),
  });
  return probabilisticSharpe(rewards, expectedLargest(count, variance));
}

function resultOf({ rewards, usd, followed, gained }: Side, counts: readonly number[]): RuleResult {
  const reward = clusteredMean(rewards, counts);
  return {
    mean_reward: reward?.mean ?? null,
    mean_reward_low: reward?.low ?? null,
    mean_reward_high: reward?.high ?? null,
    sharpe: sharpeOf(rewards),
    win_rate: followed === 0 ? null : gained / followed,
    drawdown_usd: largestFall(usd),
    net_usd: usd.reduce((all, one) => all + one, 0),
  };
}

/** What one side came to, with sums by day. */
interface Side {
  rewards: number[];
  usd: number[];
  followed: number;
  gained: number;
}

interface Days {
  counts: number[];
  model: Side;
  rule: Side;
}

/** The results of a stage, day by day. */
function daysOf({ stage, day, follows, vetoed, reward, usd }: StageResults, place: number): Days {
  const counts: number[] = [];
  const [model, rule] = [noResults(), noResults()];
  let last = NaN;
  for (let i = stage.indexOf(place); i >= 0 && stage[i] === place; i++) {
    if (day[i] !== last) {
      counts.push(0);
      for (const side of [model, rule]) beginDay(side);
      last = day[i] as number;
    }
    const today = counts.length - 1;
    counts[today] = (counts[today] as number) + 1;
    if (vetoed[i] === 1) continue;
    const one = { reward: reward[i] as number, usd: usd[i] as number };
    take(rule, one);
    if (follows[i] === 1) take(model, one);
  }
  return { counts, model, rule };
}

function noResults(): Side {
  return { rewards: [], usd: [], followed: 0, gained: 0 };
}

function beginDay({ rewards, usd }: Side): void {
  rewards.push(0);
  usd.push(0);
}

function take(side: Side, { reward, usd }: { reward: number; usd: number }): void {
  const today = side.rewards.length - 1;
  side.rewards[today] = (side.rewards[today] as number) + reward;
  side.usd[today] = (side.usd[today] as number) + usd;
  side.followed += 1;
  if (usd > 0) side.gained += 1;
}

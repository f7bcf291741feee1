import { compare } from '../../compare.js';
import { hashId } from '../../hash.js';
import { toNumber, type Decimal } from '../../number/decimal.js';
import { newYorkDay } from '../../time/calendar.js';
import type { IsoDate } from '../../time/dates.js';
import { specId, type FeatureSpecification, type RewardRule } from '../features/feature-specification.js';
import { featuresHash, featureValues, type World } from '../features/feature-values.js';
import { closeOf, knownAt } from '../features/known-times.js';
import { labelledPast, type Labelled, type LabelledPast } from '../features/labelled-past.js';
import type { DecisionOutcome, JudgedDecision } from './judged-decision.js';
import { notionalOf, rewardScales, type Scale } from './reward-scale.js';
import type { Reward, Scenario, ScenarioStatus } from './scenario.js';

export interface FeatureRow {
  scenario_id: string;
  spec_id: string;
  missing: readonly string[];
  values: readonly number[];
}

export interface Scenarios {
  scenarios: Scenario[];
  features: FeatureRow[];
  rewards: Reward[];
}

/** What a decision came to before it is scaled, and when that was known. */
interface Result {
  status: ScenarioStatus;
  exogenous_reason: string | null;
  /** Dollars, and when they were known. */
  raw: { usd: Decimal; at: string; source: 'outcome' | 'counterfactual' } | null;
  /** The day up to which the position was held, or would have been; null where nothing is rewarded. */
  heldTo: IsoDate | null;
  flags: readonly string[];
}

type Scaled = Pick<
  Scenario,
  | 'scenario_id'
  | 'status'
  | 'exogenous_reason'
  | 'labelled_at'
  | 'label'
  | 'reward'
  | 'reward_clipped'
  | 'flags'
> & { decision: JudgedDecision; result: Result; scale: Scale | null };

/** Decisions with their labels: what a specification without features of its own can be made from. */
export interface LabelledDecisions {
  scaled: readonly Scaled[];
}

/** What each decision came to, scaled by the specification's rule. */
export function labelledDecisions(
  decisions: readonly JudgedDecision[],
  { rule, bars }: { rule: RewardRule; bars: World['bars'] },
): LabelledDecisions {
  const results = decisions.map((decision) => ({
    decision,
    scenario_id: hashId('scenario', decision.recommendation_id),
    result: resultOf(decision, rule),
  }));
  const returns = results.flatMap(({ decision, scenario_id, result: { raw } }) => {
    const notional = notionalOf(decision, bars);
    if (raw === null || notional === null) return [];
    return [
      { scenario_id, account: decision.account, labelled_at: raw.at, ratio: toNumber(raw.usd) / notional },
    ];
  });
  const scaleOf = rewardScales(rule, { bars, returns });
  const scaled = results.map(({ decision, scenario_id, result }): Scaled => {
    const { raw, status, exogenous_reason } = result;
    const scale = result.heldTo === null ? null : scaleOf(decision, result.heldTo);
    const flags = [
      ...result.flags,
      ...(scale?.flags ?? []),
      ...(decision.context_revised ? ['context_revised'] : []),
    ];
    const unscaled = { decision, scenario_id, result, scale, exogenous_reason, flags };
    const nothing = { labelled_at: null, label: null, reward: null, reward_clipped: false };
    if (raw === null || scale === null) return { ...unscaled, ...nothing, status };
    if (scale.divisor === null)
      return {
        ...unscaled,
        ...nothing,
        labelled_at: raw.at,
        status: status === 'labelled' ? 'unscaled' : status,
      };
    const whole = toNumber(raw.usd) / scale.divisor;
    const reward = clipped(whole, rule);
    const label = reward > rule.neutral_band ? 1 : reward < -rule.neutral_band ? 0 : null;
    return { ...unscaled, status, labelled_at: raw.at, label, reward, reward_clipped: reward !== whole };
  });
  return { scaled };
}

/**
 * Whether what some decisions come to depends on decisions long before them: one is scaled by its account's history, or
 * was declined, so that it pays what trades of the account usually cost.
 */
export function dependsOnHistory({ scaled }: LabelledDecisions): boolean {
  return scaled.some(
    ({ status, scale, result: { raw } }) =>
      scale?.flags.some((flag) => flag === 'scaled_by_history' || flag === 'no_volatility') === true ||
      (status === 'labelled' && raw?.source === 'counterfactual'),
  );
}

/** The contexts of the labelled decisions. */
export function labelledContexts({ scaled }: LabelledDecisions): JudgedDecision['context'][] {
  return scaled.filter(({ status }) => status === 'labelled').map(({ decision }) => decision.context);
}

/**
 * The rows of all decisions, or of those that are asked for, by scenario: whether following the advice paid, what was
 * known when it came, and what each action came to. Order of the input changes nothing.
 */
export function scenariosOf(
  labelled: LabelledDecisions,
  specification: FeatureSpecification,
  {
    isAsked = () => true,
    earlier = [],
    ...world
  }: Omit<World, 'past'> & {
    isAsked?: (decision: JudgedDecision) => boolean;
    /** What was labelled beside these decisions. */
    earlier?: readonly Labelled[];
  },
): Scenarios {
  const asked = labelled.scaled.filter(({ decision }) => isAsked(decision));
  const scaled = asked.sort((a, b) => compare(a.scenario_id, b.scenario_id));
  const past = pastOf(labelled, earlier);
  const spec_id = specId(specification);
  const made: Scenarios = { scenarios: [], features: [], rewards: [] };
  for (const one of scaled) {
    const { values, missing } = featureValues(specification, one.decision, { ...world, past });
    made.scenarios.push(scenarioRow(one, { spec_id, features_hash: featuresHash(values) }));
    made.features.push({ scenario_id: one.scenario_id, spec_id, missing, values: [...values] });
    made.rewards.push(...rewardRows(one, specification.reward));
  }
  return made;
}

/** What is labelled, for what is asked about later. */
export function pastOf({ scaled }: LabelledDecisions, earlier: readonly Labelled[] = []): LabelledPast {
  return labelledPast([
    ...earlier,
    ...scaled.flatMap(({ status, scenario_id, decision, labelled_at, label, reward }) => {
      if (status !== 'labelled' || labelled_at === null || reward === null) return [];
      const { account, underlying, match_type } = decision;
      return [
        { scenario_id, account, underlying, labelled_at, label, reward, diverged: match_type !== 'consent' },
      ];
    }),
  ]);
}

function scenarioRow(one: Scaled, hashes: Pick<Scenario, 'spec_id' | 'features_hash'>): Scenario {
  const { decision, result, decision: d } = one;
  return {
    scenario_id: one.scenario_id,
    recommendation_id: d.recommendation_id,
    match_id: d.match_id,
    sent_at: d.sent_at,
    trading_date: d.trading_date,
    account: d.account,
    underlying: d.underlying,
    action: d.action,
    chosen: chosenOf(decision),
    propensity: d.propensity,
    propensity_source: d.propensity === null ? 'none' : 'logged',
    algorithm_version: d.algorithm_version,
    status: one.status,
    exogenous_reason: one.exogenous_reason,
    labelled_at: one.labelled_at,
    label: one.label,
    reward: one.reward,
    reward_raw: result.raw?.usd ?? null,
    reward_clipped: one.reward_clipped,
    reward_source: result.raw?.source ?? null,
    weight: 1,
    synthetic: false,
    parent_scenario_id: null,
    ...hashes,
    flags: one.flags,
  };
}

/** What was for the human to choose, and is to count: an order that was never filled was no refusal. */
function chosenOf(decision: JudgedDecision): Scenario['chosen'] {
  const { match_type, excluded } = decision;
  if (match_type === 'pending' || excluded || exogenousReason(decision) !== null) return null;
  return match_type === 'reject' ? 'skip' : 'follow';
}

/** Causes by which advice was not taken and that are no choice. */
const EXOGENOUS: ReadonlySet<string> = new Set(['unfilled', 'infeasible', 'capacity_limited', 'unseen']);
/** For which a person excludes what was no choice either; what is excluded for another reason is only not counted. */
const EXOGENOUS_EXCLUSIONS: ReadonlySet<string> = new Set(['outage', 'maintenance']);

function exogenousReason({
  excluded,
  exclusion_reason: reason,
  cause,
}: Pick<JudgedDecision, 'excluded' | 'exclusion_reason' | 'cause'>): string | null {
  if (excluded && reason !== null && EXOGENOUS_EXCLUSIONS.has(reason)) return reason;
  return cause !== null && EXOGENOUS.has(cause) ? cause : null;
}

function resultOf(decision: JudgedDecision, { view }: RewardRule): Result {
  const { match_type, action, excluded, outcome } = decision;
  const none = { exogenous_reason: null, raw: null, heldTo: null, flags: [] };
  if (action === 'hold' || action === 'wait') return { ...none, status: 'no_outcome', flags: ['no_trade'] };
  if (match_type === 'pending') return { ...none, status: 'pending' };
  const reason = exogenousReason(decision);
  if (reason !== null) return { ...none, status: 'exogenous', exogenous_reason: reason };
  if (excluded) return { ...none, status: 'no_outcome', flags: ['excluded'] };
  if (match_type === 'reject') return inOneCurrency(declined(decision), decision);
  if (outcome === null) return { ...none, status: 'no_outcome', flags: ['opened_nothing'] };
  if (outcome.open > 0) return { ...none, status: 'no_outcome', flags: ['open'] };
  const usd = view === 'cash' ? outcome.pnl : outcome.pnl_economic;
  const at = lastClosing(outcome, view);
  if (usd === null || at === undefined) return { ...none, status: 'no_outcome', flags: ['no_pnl'] };
  const raw = { usd, at, source: 'outcome' } as const;
  return inOneCurrency({ ...none, status: 'labelled', raw, heldTo: newYorkDay(at) }, decision);
}

/** What is of another currency than the first outcome can neither be added to that, nor be compared with it. */
function inOneCurrency(result: Result, { other_currency }: JudgedDecision): Result {
  if (!other_currency || result.status !== 'labelled') return result;
  return { ...result, status: 'unscaled', raw: null, heldTo: null, flags: ['other_currency'] };
}

/** Only where the sign is sure; and not before the advice can be answered no more. */
function declined({ counterfactual, window_ends }: JudgedDecision): Result {
  const none = { exogenous_reason: null, raw: null, flags: [] };
  if (counterfactual === null)
    return { ...none, status: 'undetermined', heldTo: null, flags: ['not_judged'] };
  const { low, mid, high, horizon } = counterfactual;
  const isSure = (low > 0 && high > 0) || (low < 0 && high < 0);
  if (!isSure) return { ...none, status: 'undetermined', heldTo: horizon, flags: ['sign_unsure'] };
  const mark = closeOf(horizon);
  const at = knownAt(mark) >= window_ends ? mark : new Date(window_ends).toISOString().replace('.000Z', 'Z');
  return { ...none, status: 'labelled', raw: { usd: mid, at, source: 'counterfactual' }, heldTo: horizon };
}

const DELIVERED: ReadonlySet<string> = new Set(['expired', 'assigned', 'exercised']);

/** When the last closing was known; in the economic view a delivery is marked at its session's close. */
function lastClosing({ closings }: DecisionOutcome, view: RewardRule['view']): string | undefined {
  const times = closings.map(({ at, kind }) => {
    if (at.length === 10 || view === 'cash' || !DELIVERED.has(kind)) return at;
    const close = closeOf(newYorkDay(at));
    return knownAt(close) > knownAt(at) ? close : at;
  });
  return times.sort((a, b) => knownAt(a) - knownAt(b) || compare(a, b)).at(-1);
}

export function clipped(reward: number, { clip }: RewardRule): number {
  return Math.min(Math.max(reward, -clip), clip);
}

/**
 * What followed was, and what following would have been; of declined advice also what stayed in its place. Nothing of
 * scenarios that are no human's choice, or that cannot be scaled.
 */
function rewardRows({ scenario_id, status, decision, result, scale }: Scaled, rule: RewardRule): Reward[] {
  const { counterfactual, match_type } = decision;
  if (status === 'exogenous' || status === 'pending') return [];
  const rows: Reward[] = [];
  if (scale?.divisor && result.raw?.source === 'outcome') {
    const reward = clipped(toNumber(result.raw.usd) / scale.divisor, rule);
    rows.push({
      scenario_id,
      action: 'follow',
      reward,
      reward_low: reward,
      reward_high: reward,
      source: 'outcome',
    });
  }
  if (counterfactual === null || !scale?.divisor) return rows;
  const { divisor } = scale;
  const { low, mid, high, human } = counterfactual;
  const [reward_low, reward, reward_high] = [low, mid, high].map((usd) =>
    clipped(toNumber(usd) / divisor, rule),
  ) as [number, number, number];
  rows.push({ scenario_id, action: 'follow', reward, reward_low, reward_high, source: 'counterfactual' });
  if (match_type === 'reject' && human !== null) {
    const stayed = clipped(toNumber(human) / divisor, rule);
    rows.push({
      scenario_id,
      action: 'skip',
      reward: stayed,
      reward_low: stayed,
      reward_high: stayed,
      source: 'outcome',
    });
  }
  return rows;
}

import {
  BASELINES,
  recalibrated,
  walkForward,
  type BaselineName,
  type LearnedRow,
} from '../baselines/walk-forward.js';
import { compare } from '../../compare.js';
import {
  humanDrift,
  marketDrift,
  surpriseDrift,
  type DriftReading,
  type SaidOutcome,
} from '../drift/streams.js';
import type { FeatureSpecification } from '../features/feature-specification.js';
import { askedAt, closeOf, knownAt } from '../features/known-times.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import { judge, type Judgement } from '../gate/gate.js';
import { sum, toNumber, ZERO } from '../../number/decimal.js';
import { isBareDate, newYorkDay, nextSession } from '../../time/calendar.js';
import { daysBetween, type IsoDate } from '../../time/dates.js';
import type { ScenarioStatus } from '../scenarios/scenario.js';
import { scoresOf, type Scores } from '../scoring/scores.js';
import { besideRule, type BesideRule, type Staged } from './beside-rule.js';
import { CHALLENGER, judgedBaseline } from './judged-baseline.js';
import { performersOf, sessionHour, type Performer } from './performers.js';
import { reportMessage, type FollowedSum } from './report-text.js';
import {
  byKnown,
  isKnown,
  scoredBy,
  type KnownScenario,
  type ReportedScenario,
} from './reported-scenario.js';

/** What is learned so far, and how sure that is. */
export interface LearningReport {
  as_of: IsoDate;
  spec_id: string;
  scenarios: Partial<Record<ScenarioStatus, number>>;
  /** What became known in the last hours before the end of that day. */
  window: {
    hours: number;
    closed: number;
    win_rate: number | null;
    accuracy: number | null;
    mean_reward: number | null;
    total_pnl: number | null;
  };
  /** The model that serves, and the one that is scored beside it. */
  champion: ServedScores | null;
  shadow: ServedScores | null;
  baselines: Record<BaselineName | 'clone', Scores>;
  beside_rule: BesideRule;
  /** Underlyings, of what was followed. */
  best: ({ underlying: string } & Performer)[];
  worst: ({ underlying: string } & Performer)[];
  by_hour: ({ hour: string } & Performer)[];
  /** Whether the market, how right the champion is, or the base rate while there is none, or the human has changed. */
  drift: DriftReading[];
  verdict: Judgement['verdict'];
  needed: number | null;
  reasons: Judgement['reasons'];
  message: string;
}

type ServedScores = { model_id: string } & Scores;

/** A model that stands for an alias, and what it said of scenarios before their labels were known. */
export interface ServedModel {
  model_id: string;
  said: ReadonlyMap<string, number>;
}

/** How many are listed of the best and of the worst. */
const LISTED = 5;
const HOUR_MS = 3_600_000;

/**
 * What can be learned by the end of a day: how good each baseline is, each asked about a week by what was known before
 * it, and what the gate says of the logistic one beside the base rate. What was not known by then counts as pending.
 */
export function learningReport(
  given: readonly ReportedScenario[],
  {
    asOf,
    spec_id,
    specification,
    policy,
    champion,
    shadow,
    staged,
  }: {
    asOf: IsoDate;
    spec_id: string;
    specification: FeatureSpecification;
    policy: GatePolicy;
    champion: ServedModel | null;
    shadow: ServedModel | null;
    staged: Staged;
  },
): LearningReport {
  const end = knownAt(asOf);
  const scenarios = given
    .filter(({ sent_at }) => askedAt(sent_at) < end)
    .map((one) => (isKnownBy(one, end) ? one : unknownYet(one)));
  const labelled = scenarios.filter(isKnown).sort(byKnown);
  const rows = scenarios.map(labelRow);
  const asked = { least: policy.min_samples };
  const said = {
    base_rate: byId(walkForward(rows, BASELINES.base_rate, asked)),
    always_follow: byId(walkForward(rows, BASELINES.always_follow, asked)),
    logistic: byId(recalibrated(rows, walkForward(rows, BASELINES.logistic, asked))),
  };
  const clone = cloneSaid(scenarios, { end, asked });
  const inTurn = [...scenarios].sort(byAsked);
  const watched = champion ?? { model_id: 'base_rate', said: said.base_rate };
  const scored = (name: BaselineName) => scoredBy(labelled, said[name]);
  const report = {
    as_of: asOf,
    spec_id,
    scenarios: countsOf(scenarios),
    window: windowOf(labelled, { end, hours: policy.lookback_hours, said: said[CHALLENGER] }),
    champion: champion && servedScores(labelled, champion),
    shadow: shadow && servedScores(labelled, shadow),
    baselines: {
      base_rate: scoresOf(scored('base_rate')),
      always_follow: scoresOf(scored('always_follow')),
      logistic: scoresOf(scored('logistic')),
      clone: scoresOf(clone.map(({ outcome, ...one }) => ({ ...one, label: outcome }))),
    },
    beside_rule: besideRule(staged),
    ...bestAndWorst(labelled),
    by_hour: byHour(labelled),
    drift: [
      ...marketDrift(inTurn, specification.features),
      ...surpriseDrift('model', outcomesSaid(labelled, watched.said), watched.model_id),
      ...surpriseDrift('human', clone, 'clone'),
      ...humanDrift(inTurn.filter(isDoneBy(end))),
    ],
    ...judge(judgedBaseline(labelled, { said, specification, policy }), policy),
  };
  return { ...report, message: reportMessage(report, followedSum(labelled, asOf)) };
}

/** Advice that was followed by then. */
function isDoneBy(end: number): (scenario: ReportedScenario) => boolean {
  return ({ chosen, sent_at, delay }) =>
    chosen === 'follow' && askedAt(sent_at) + (delay ?? 0) * HOUR_MS <= end;
}

function servedScores(labelled: readonly KnownScenario[], { model_id, said }: ServedModel): ServedScores {
  return { model_id, ...scoresOf(scoredBy(labelled, said)) };
}

const DAYS_A_MONTH = 365.25 / 12;

function followedSum(labelled: readonly KnownScenario[], asOf: IsoDate): FollowedSum {
  const own = followed(labelled);
  const first = labelled[0];
  const days = first === undefined ? 0 : daysBetween(newYorkDay(first.labelled_at), asOf) + 1;
  return {
    followed: own.length,
    won: own.filter(({ label }) => label === 1).length,
    a_month: days < DAYS_A_MONTH ? null : (labelled.length / days) * DAYS_A_MONTH,
  };
}

/** Only where the time is known. */
function byHour(labelled: readonly KnownScenario[]): LearningReport['by_hour'] {
  const timed = followed(labelled).filter(({ sent_at }) => !isBareDate(sent_at));
  const hours = performersOf(timed, ({ sent_at }) => sessionHour(sent_at));
  return hours.map(([hour, performer]) => ({ hour, ...performer })).sort((a, b) => compare(a.hour, b.hour));
}

/** Whether what a scenario has come to was known by a moment: its label, or that there will be none so far. */
function isKnownBy(
  { labelled_at, status, action, answered_at, window_ends, marked_on }: ReportedScenario,
  end: number,
): boolean {
  if (labelled_at !== null) return knownAt(labelled_at) <= end;
  if (action === 'hold' || action === 'wait') return true;
  const isMarked = status !== 'undetermined' || marked_on === null || knownAt(closeOf(marked_on)) <= end;
  const answered = answered_at === null ? window_ends : Date.parse(answered_at);
  return answered <= end && isMarked;
}

function unknownYet(scenario: ReportedScenario): ReportedScenario {
  const nothing = { labelled_at: null, label: null, reward: null, reward_raw: null, reward_source: null };
  return { ...scenario, ...nothing, status: 'pending' };
}

function labelRow(scenario: ReportedScenario): LearnedRow {
  const isTarget = isKnown(scenario);
  return {
    ...scenario,
    asked: askedAt(scenario.sent_at),
    target: isTarget ? scenario.label : null,
    known: isTarget ? knownAt(scenario.labelled_at) : null,
  };
}

/**
 * What the clone said of what the human would do, in the order in which that was known: when the advice could be
 * answered no more; by the end, or not at all.
 */
function cloneSaid(
  scenarios: readonly ReportedScenario[],
  { end, asked }: { end: number; asked: { least: number } },
): (SaidOutcome & { scenario_id: string })[] {
  const trades = scenarios.filter(({ action }) => action !== 'hold' && action !== 'wait');
  const rows = trades.map((scenario): LearnedRow & { answered: IsoDate } => {
    const answered = nextSession(scenario.trading_date);
    const known = knownAt(answered);
    const isTarget = scenario.chosen !== null && known <= end;
    return {
      ...scenario,
      answered,
      asked: askedAt(scenario.sent_at),
      target: isTarget ? (scenario.chosen === 'follow' ? 1 : 0) : null,
      known: isTarget ? known : null,
    };
  });
  const said = byId(recalibrated(rows, walkForward(rows, BASELINES.logistic, asked)));
  return rows
    .flatMap(({ scenario_id, target, answered }) => {
      const p = said.get(scenario_id);
      return p === undefined || target === null ? [] : [{ scenario_id, p, outcome: target, known: answered }];
    })
    .sort((a, b) => compare(a.known, b.known) || compare(a.scenario_id, b.scenario_id));
}

/** What was said of labelled scenarios, in their order. */
function outcomesSaid(labelled: readonly KnownScenario[], said: ReadonlyMap<string, number>): SaidOutcome[] {
  return labelled.flatMap(({ scenario_id, label, labelled_at }) => {
    const p = said.get(scenario_id);
    return p === undefined ? [] : [{ p, outcome: label, known: labelled_at }];
  });
}

function byAsked(a: ReportedScenario, b: ReportedScenario): number {
  return askedAt(a.sent_at) - askedAt(b.sent_at) || compare(a.scenario_id, b.scenario_id);
}

function byId(predictions: readonly { scenario_id: string; p: number }[]): ReadonlyMap<string, number> {
  return new Map(predictions.map(({ scenario_id, p }) => [scenario_id, p]));
}

function countsOf(scenarios: readonly ReportedScenario[]): LearningReport['scenarios'] {
  const counts: Partial<Record<ScenarioStatus, number>> = {};
  for (const { status } of scenarios) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function windowOf(
  labelled: readonly KnownScenario[],
  { end, hours, said }: { end: number; hours: number; said: ReadonlyMap<string, number> },
): LearningReport['window'] {
  const closed = labelled.filter(({ labelled_at }) => knownAt(labelled_at) > end - hours * HOUR_MS);
  const guessed = scoredBy(closed, said);
  const right = guessed.filter(({ p, label }) => (p > 0.5 ? 1 : 0) === label).length;
  const mean = (of: (one: KnownScenario) => number) =>
    closed.length === 0 ? null : closed.reduce((total, one) => total + of(one), 0) / closed.length;
  const own = followed(closed);
  return {
    hours,
    closed: closed.length,
    win_rate: mean(({ label }) => label),
    accuracy: guessed.length === 0 ? null : right / guessed.length,
    mean_reward: mean(({ reward }) => reward),
    total_pnl: own.length === 0 ? null : toNumber(sum(own.map(({ reward_raw }) => reward_raw ?? ZERO))),
  };
}

/** What was really done; the rest is what a model says. */
function followed(labelled: readonly KnownScenario[]): KnownScenario[] {
  return labelled.filter(({ reward_source }) => reward_source === 'outcome');
}

function bestAndWorst(labelled: readonly KnownScenario[]): Pick<LearningReport, 'best' | 'worst'> {
  const all = performersOf(followed(labelled), ({ underlying }) => underlying)
    .map(([underlying, performer]) => ({ underlying, ...performer }))
    .sort(
      (a, b) => b.shrunk - a.shrunk || b.mean_reward - a.mean_reward || compare(a.underlying, b.underlying),
    );
  const best = all.slice(0, LISTED);
  const worst = all.slice(best.length).reverse().slice(0, LISTED);
  return { best, worst };
}

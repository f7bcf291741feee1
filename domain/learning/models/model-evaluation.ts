import { hash } from 'node:crypto';
import { learningJson } from '../../algorithm/canonical-json.js';
import { followedReward, followedUsd } from '../backtest/followed.js';
import { groupBy } from '../../group-by.js';
import { hashId } from '../../hash.js';
import { alphaOfStart } from '../gate/challenger-evidence.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import { judge, type Reason, type Verdict } from '../gate/gate.js';
import { meanDifference } from '../gate/paired-results.js';
import type { ScenarioStatus } from '../scenarios/scenario.js';
import { calibrationZ } from '../scoring/calibration.js';
import { scoresOf, type Scores } from '../scoring/scores.js';
import { expectedLargest, probabilisticSharpe, sharpeOf } from '../scoring/sharpe.js';
import type { LabelledRow, TrainingRow } from '../training/training-row.js';
import { comparedRows, judgedModel, scoredRows, type Circumstances, type Said } from './judged-model.js';

/** How good a model is beside an incumbent, and what the gate says of it: a row of the table. */
export interface ModelEvaluation extends Omit<Scores, 'scored'> {
  evaluation_id: string;
  model_id: string;
  incumbent_id: string;
  as_of: string;
  window_from: string;
  window_to: string;
  scenarios: number;
  scored: number;
  /** How many were not scored, by status. */
  skipped: Partial<Record<ScenarioStatus, number>>;
  calibration_z: number;
  /**
   * Of following where the chance is above one half and no guardrail speaks against it, after costs, beside following
   * nothing; clustered by day.
   */
  mean_reward: number | null;
  mean_reward_low: number | null;
  mean_reward_high: number | null;
  /** The same in dollars. */
  net_pnl: number;
  /** Of a day's rewards. */
  sharpe: number | null;
  /** That the true ratio is above 0, and above what the best of all that was tried has by luck. */
  psr: number | null;
  dsr: number | null;
  trials: number;
  evidence: number;
  evidence_against: number;
  alpha: number;
  needed: number | null;
  verdict: Verdict;
  reasons: Reason[];
  policy_hash: string;
}

/** What was tried before, this one included. */
export interface Trials {
  count: number;
  /** Of the Sharpe ratios of all of them. */
  variance: number;
}

export interface Evaluated {
  model_id: string;
  incumbent_id: string;
  as_of: string;
  window_from: string;
  window_to: string;
  trials: Trials;
}

/** `base_rate`, beside which a model is judged where there is no champion. */
export const NO_CHAMPION = 'base_rate';

/** Labelled rows in the order in which their labels were known; `all` are those of the window. */
export function evaluateModel(
  { all, labelled }: { all: readonly TrainingRow[]; labelled: readonly LabelledRow[] },
  said: Said,
  { trials, ...about }: Evaluated,
  circumstances: Circumstances,
): ModelEvaluation {
  const { policy, start } = circumstances;
  const judged = judgedModel(labelled, said, circumstances);
  const { verdict, needed, reasons } = judge(judged, policy);
  const chances = scoredRows(labelled, said.challenger);
  const { scored, ...scores } = scoresOf(chances);
  const policy_hash = policyHash(policy);
  const rewards = rewardsOf(labelled, said);
  const byDay = [...groupBy(rewards, ({ day }) => day).values()].map((own) =>
    own.reduce((sum, { challenger }) => sum + challenger, 0),
  );
  const mean = meanDifference(rewards);
  return {
    evaluation_id: hashId(
      ...[about.model_id, about.incumbent_id, about.as_of, policy_hash, String(start)],
      // Of what was found too: what is judged anew after a label was restated is another judgement.
      learningJson({ reasons: reasons.map((reason) => ({ ...reason })), scores: { scored, ...scores } }),
    ),
    ...about,
    scenarios: all.length,
    scored,
    skipped: skippedOf(all, said),
    ...scores,
    calibration_z: calibrationZ(chances).z,
    mean_reward: mean?.mean ?? null,
    mean_reward_low: mean?.low ?? null,
    mean_reward_high: mean?.high ?? null,
    net_pnl: rewards.reduce((sum, { usd }) => sum + usd, 0),
    sharpe: sharpeOf(byDay),
    psr: probabilisticSharpe(byDay, 0),
    dsr: probabilisticSharpe(byDay, expectedLargest(trials.count, trials.variance)),
    trials: trials.count,
    evidence: judged.against_incumbent.evidence,
    evidence_against: judged.against_incumbent.evidence_against,
    alpha: alphaOfStart(policy.alpha, start),
    ...{ needed, verdict, reasons, policy_hash },
  };
}

/** The mean and the spread of Sharpe ratios need what following where it pays came to, a day at a time. */
export function dailySharpe(labelled: readonly LabelledRow[], said: Pick<Said, 'challenger'>): number | null {
  const days = groupBy(rewardsOf(labelled, said), ({ day }) => day);
  return sharpeOf([...days.values()].map((own) => own.reduce((sum, one) => sum + one.challenger, 0)));
}

function rewardsOf(labelled: readonly LabelledRow[], { challenger }: Pick<Said, 'challenger'>) {
  const baselines = { base_rate: challenger, always_follow: challenger, logistic: challenger };
  return comparedRows(labelled, { challenger, incumbent: challenger, baselines }).map(
    ({ challenger: p, day, row }) => ({
      ...{ day, incumbent: 0, challenger: p > 0.5 ? followedReward(row) : 0 },
      usd: p > 0.5 ? followedUsd(row) : 0,
    }),
  );
}

function skippedOf(all: readonly TrainingRow[], { challenger }: Said): ModelEvaluation['skipped'] {
  const skipped: ModelEvaluation['skipped'] = {};
  for (const { scenario_id, status } of all)
    if (!challenger.has(scenario_id)) skipped[status] = (skipped[status] ?? 0) + 1;
  return skipped;
}

function policyHash(policy: GatePolicy): string {
  return hash('sha256', learningJson(policy), 'hex');
}

import { hash } from 'node:crypto';
import { learningJson } from '../../algorithm/canonical-json.js';
import { groupBy } from '../../group-by.js';
import { hashId } from '../../hash.js';
import type { IsoDate } from '../../time/dates.js';
import { alphaOfStart } from '../gate/challenger-evidence.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import { judge, type Reason, type Verdict } from '../gate/gate.js';
import { meanDifference } from '../gate/paired-results.js';
import type { ScenarioStatus } from '../scenarios/scenario.js';
import { calibrationZ } from '../scoring/calibration.js';
import { scoresOf, type Scores } from '../scoring/scores.js';
import { expectedLargest, probabilisticSharpe, sharpeOf } from '../scoring/sharpe.js';
import type { Trials } from '../scoring/tried.js';
import { judgedModel, scoredRows, type Circumstances, type SaidScenario } from './judged-model.js';

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
   * Of following where the model would and no guardrail speaks against it, after costs, beside following
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

export interface Evaluated {
  model_id: string;
  incumbent_id: string;
  as_of: string;
  window_from: string;
  window_to: string;
  /** All that was tried, this one included, whose Sharpe ratio is this. */
  trials: (sharpe: number | null) => Trials;
}

/** `base_rate`, beside which a model is judged where there is no champion. */
export const NO_CHAMPION = 'base_rate';

/** The scenarios of a window: all of them, those that the challenger said nothing about, by status, and … */
export interface SaidWindow {
  scenarios: number;
  skipped: ModelEvaluation['skipped'];
  /** … the labelled ones, in the order in which their labels were known. */
  labelled: readonly SaidScenario[];
}

export function evaluateModel(
  { scenarios, skipped, labelled }: SaidWindow,
  { trials: tried, ...about }: Evaluated,
  circumstances: Circumstances,
): ModelEvaluation {
  const { policy, start } = circumstances;
  const chances = scoredRows(labelled);
  const judged = judgedModel(labelled, chances, circumstances);
  const { verdict, needed, reasons } = judge(judged, policy);
  const { scored, ...scores } = scoresOf(chances);
  const policy_hash = policyHash(policy);
  const rewards = rewardsOf(labelled);
  const byDay = [...groupBy(rewards, ({ day }) => day).values()].map((own) =>
    own.reduce((sum, { challenger }) => sum + challenger, 0),
  );
  const mean = meanDifference(rewards);
  const sharpe = sharpeOf(byDay);
  const trials = tried(sharpe);
  return {
    evaluation_id: hashId(
      ...[about.model_id, about.incumbent_id, about.as_of, policy_hash, String(start)],
      // Of what was found too: what is judged anew after a label was restated is another judgement.
      learningJson({ reasons: reasons.map((reason) => ({ ...reason })), scores: { scored, ...scores } }),
    ),
    ...about,
    scenarios,
    scored,
    skipped,
    ...scores,
    calibration_z: calibrationZ(chances).z,
    mean_reward: mean?.mean ?? null,
    mean_reward_low: mean?.low ?? null,
    mean_reward_high: mean?.high ?? null,
    net_pnl: rewards.reduce((sum, { usd }) => sum + usd, 0),
    sharpe,
    psr: probabilisticSharpe(byDay, 0),
    dsr: probabilisticSharpe(byDay, expectedLargest(trials.count, trials.variance)),
    trials: trials.count,
    evidence: judged.against_incumbent.evidence,
    evidence_against: judged.against_incumbent.evidence_against,
    alpha: alphaOfStart(policy.alpha, start),
    ...{ needed, verdict, reasons, policy_hash },
  };
}

/** What following comes to where the challenger would, beside nothing. */
function rewardsOf(labelled: readonly SaidScenario[]) {
  const rewards: { day: IsoDate; incumbent: number; challenger: number; usd: number }[] = [];
  for (const { challenger: p, challenger_follows, day, reward, usd } of labelled) {
    const follows = challenger_follows === 1;
    if (p !== null)
      rewards.push({ day, incumbent: 0, challenger: follows ? reward : 0, usd: follows ? usd : 0 });
  }
  return rewards;
}

function policyHash(policy: GatePolicy): string {
  return hash('sha256', learningJson(policy), 'hex');
}

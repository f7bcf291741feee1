import { evaluateModel } from '../../domain/learning/models/model-evaluation.js';
import { DEFAULT_POLICY } from '../../domain/learning/gate/gate-policy.js';
import type { Verdict } from '../../domain/learning/gate/gate.js';
import { choicesOf } from '../../domain/learning/policies/preference.js';
import { defaultConfig } from '../../domain/learning/training/default-config.js';
import { forwardFolds } from '../../domain/learning/training/time-folds.js';
import { labelledRows, type LabelledRow } from '../../domain/learning/training/training-row.js';
import { forwardScores, LOGITS_OF_CHOICES } from '../../domain/learning/training/walk-forward-scores.js';
import { sessionsBetween } from '../../domain/time/calendar.js';
import { policyFit } from '../../models/policy-fit.js';
import { POLICY_KINDS, type PolicyKind } from '../../models/policy-objective.js';
import { likedAndPaid } from '../../sim/learning/liked-and-paid.js';
import { useBackend } from '../../models/tensors.js';
import { FORGETFUL, trainNetwork } from '../../models/train-network.js';
import { countsText } from '../planted/figures.js';
import { row, shareOf, type Measurement } from './measurement.js';

const PEOPLE = 68;
const SESSIONS = sessionsBetween('2025-01-06', '2025-04-02').slice(0, 60);
const [A_DAY, FEATURES] = [11, ['a', 'b', 'c', 'd']];
const NOTHING = { sessions: SESSIONS, aDay: A_DAY, features: FEATURES.length, taste: 0, skill: 0, noise: 1 };
const LEAST = 20;

/** What the gate says of policies that learned of what means nothing: chances, choices and rewards are all noise. */
export const policyGate: Measurement = {
  title: `Policies without skill: ${SESSIONS.length * A_DAY} determined preferences that mean nothing, trained, walked forward and judged by all rules of the gate.`,
  rows: POLICY_KINDS.map((kind) =>
    row({
      ...{ name: kind, lives: PEOPLE },
      async play(random, seed): Promise<Verdict> {
        await useBackend('wasm');
        return judged(labelledRows(likedAndPaid(random, NOTHING)), kind, seed);
      },
      cells: (verdicts: readonly Verdict[]) => ({
        policy: kind,
        blessed: shareOf(verdicts.map((verdict) => verdict === 'bless')),
        goal: '≤ 1 %',
        verdicts: countsText(verdicts),
      }),
    }),
  ),
};

async function judged(rows: LabelledRow[], kind: PolicyKind, seed: number): Promise<Verdict> {
  const config = defaultConfig(kind);
  const choices = choicesOf(rows, { features: FEATURES, inputs: FEATURES });
  const fits = trainNetwork(config, { memory: FORGETFUL, seedOf: () => seed });
  const fit = policyFit(fits, { kind, basis: 'hindsight', choices, config });
  const folds = forwardFolds(rows, { folds: config.folds, embargoSessions: config.embargo_sessions });
  const said = await forwardScores(folds, fit, { least: LEAST, rule: LOGITS_OF_CHOICES });
  const scores = new Map(
    said.filter(({ isCalibrated }) => isCalibrated).map((score) => [score.scenario_id, score]),
  );
  const labelled = [...rows]
    .sort((a, b) => a.known - b.known)
    .flatMap(({ scenario_id, label, trading_date: day, net_reward: reward, net_usd: usd }) => {
      const score = scores.get(scenario_id);
      if (score === undefined) return [];
      const { baselines, p_win: challenger, logit } = score;
      const sides = {
        ...{ challenger, challenger_follows: Number(logit > 0) },
        ...{ incumbent: baselines.base_rate, incumbent_follows: Number(baselines.base_rate > 0.5) },
      };
      return [{ ...{ scenario_id, label, day, reward, usd }, ...sides, ...baselines }];
    });
  const { verdict } = evaluateModel(
    { scenarios: rows.length, skipped: {}, labelled },
    {
      ...{ model_id: kind, incumbent_id: 'base_rate', as_of: '2025-04-02' },
      ...{ window_from: '2025-01-06', window_to: '2025-04-02', trials: () => ({ count: 1, variance: 0 }) },
    },
    {
      ...{ kind, policy: DEFAULT_POLICY, fault: null, leaks: [], preferences: rows.length },
      ...{ start: 1, unfinished: null },
    },
  );
  return verdict;
}

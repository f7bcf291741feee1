import type { BaselineName } from '../baselines/walk-forward.js';
import type { FeatureSpecification } from '../features/feature-specification.js';
import {
  brierGain,
  challengerEvidence,
  decidesByDay,
  evidenceByDay,
  type Pair,
} from '../gate/challenger-evidence.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import type { Judged } from '../gate/gate.js';
import { drawdowns, meanDifference } from '../gate/paired-results.js';
import { toNumber, ZERO } from '../../number/decimal.js';
import { newYorkDay } from '../../time/calendar.js';
import { calibrationZ } from '../scoring/calibration.js';
import { suspectedFeatures } from '../scoring/suspected-features.js';
import { accuracyOf } from '../scoring/scores.js';
import { scoredBy, type KnownScenario } from './reported-scenario.js';

/** What is judged, and what it is judged beside while there is no model. */
export const CHALLENGER = 'logistic';
const INCUMBENT = 'base_rate';

/** P(following pays) by the baselines, by scenario. */
type Said = Record<BaselineName, ReadonlyMap<string, number>>;

/** What the gate judges the logistic regression by, beside the base rate; scenarios in the order of their labels. */
export function judgedBaseline(
  labelled: readonly KnownScenario[],
  { said, specification, policy }: { said: Said; specification: FeatureSpecification; policy: GatePolicy },
): Judged {
  const pairs = labelled.flatMap((scenario): (Pair & { scenario: KnownScenario })[] => {
    const [incumbent, challenger] = [INCUMBENT, CHALLENGER].map((name) =>
      said[name as BaselineName].get(scenario.scenario_id),
    );
    if (incumbent === undefined || challenger === undefined) return [];
    const day = newYorkDay(scenario.labelled_at);
    return [{ incumbent, challenger, label: scenario.label, day, scenario }];
  });
  const results = (of: (scenario: KnownScenario) => number) =>
    pairs.map(({ incumbent, challenger, day, scenario }) => ({
      incumbent: incumbent > 0.5 ? of(scenario) : 0,
      challenger: challenger > 0.5 ? of(scenario) : 0,
      followed: of(scenario),
      day,
    }));
  const chances = scoredBy(labelled, said[CHALLENGER]);
  const isNumber = [...said[CHALLENGER].values()].every((p) => p >= 0 && p <= 1);
  const beside = policy.baselines.filter((name) => name !== CHALLENGER);
  return {
    fault: isNumber ? null : 'a chance is no number',
    leaks: suspectedFeatures(labelled, specification, policy.leak_auc),
    preferences: null,
    beside_chance: null,
    samples: labelled.length,
    gains: pairs.map(brierGain),
    start: 1,
    against_incumbent: challengerEvidence(pairs),
    by_day: decidesByDay(pairs) ? evidenceByDay(pairs) : null,
    against_base_rate: challengerEvidence(pairs),
    calibration: calibrationZ(chances),
    reward: meanDifference(results(({ reward }) => reward)),
    drawdown: drawdowns(results(({ reward_raw }) => toNumber(reward_raw ?? ZERO))),
    accuracy: accuracyOf(chances),
    baselines: beside.map((name) => ({
      name,
      gain: meanGain(pairs, ({ scenario }) => said[name].get(scenario.scenario_id)),
    })),
  };
}

function meanGain<P extends Pair>(pairs: readonly P[], of: (pair: P) => number | undefined): number {
  const gains = pairs.flatMap((pair) => {
    const incumbent = of(pair);
    return incumbent === undefined ? [] : [brierGain({ ...pair, incumbent })];
  });
  return gains.length === 0 ? 0 : gains.reduce((total, gain) => total + gain, 0) / gains.length;
}

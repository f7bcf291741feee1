import { compare } from '../../compare.js';
import { newYorkDay } from '../../time/calendar.js';
import { BASELINES, walkForward, recalibrated, type Prediction } from '../baselines/walk-forward.js';
import { paysRow } from '../baselines/fitted-saying.js';
import { askedAt } from '../features/known-times.js';
import type { Scored } from '../scoring/scored.js';
import { logLossOf } from '../scoring/scores.js';
import { groupsOf } from '../training/model-texts.js';
import type { Retrained } from '../training/retrain.js';
import { labelledRows, type TrainingRow } from '../training/training-row.js';
import type { ForwardScore } from '../training/walk-forward-scores.js';
import { GROUPED_BY } from './group-effects.js';
import { onlineLearner, type OnlineModel, type Weighting } from './online-learner.js';
import { prequential, type StreamedScenario } from './prequential.js';

/** What came of going through a stream. */
export interface OnlineTraining {
  /** The model as it stands at the end, and what was said of each scenario when it came. */
  retrained: Retrained;
  /** Right guesses, over consecutive parts of the stream. */
  cv: { accuracy: number | null; sd: number | null; folds: number };
  prequential: { log_loss: number | null; incumbent_log_loss: number | null };
}

/**
 * Goes through the scenarios that were asked before `end`, of which nothing is known that was not by then: the online
 * learner beside the baselines, which are asked a week ahead.
 */
export function onlineTraining({
  rows: given,
  end,
  spec_id,
  features,
  heldBack,
  weighting,
  least,
}: {
  rows: readonly TrainingRow[];
  end: number;
  spec_id: string;
  features: readonly string[];
  heldBack: readonly string[];
  weighting: Weighting;
  least: number;
}): OnlineTraining {
  const inputs = features.filter((name) => !heldBack.includes(name));
  const places = inputs.map((name) => features.indexOf(name));
  const rows = given
    .filter(({ sent_at }) => askedAt(sent_at) < end)
    .map((row) => ({ ...row, values: Float64Array.from(places, (place) => row.values[place] as number) }));
  const learner = onlineLearner({ width: inputs.length, weighting, least });
  const said = new Map(prequential(rows.map(streamed), learner).map((one) => [one.scenario_id, one]));
  const learned = rows.map(paysRow);
  const asked = { least };
  const base = byId(walkForward(learned, BASELINES.base_rate, asked));
  const always = byId(walkForward(learned, BASELINES.always_follow, asked));
  const logistic = byId(recalibrated(learned, walkForward(learned, BASELINES.logistic, asked)));
  const texts = new Map(labelledRows(rows).map(({ known, labelled_at }) => [known, labelled_at] as const));
  const scores = rows.flatMap(({ scenario_id }): ForwardScore[] => {
    const own = said.get(scenario_id);
    const baselines = {
      base_rate: base.get(scenario_id),
      always_follow: always.get(scenario_id),
      logistic: logistic.get(scenario_id),
    };
    if (own === undefined || !isWhole(baselines)) return [];
    const { logit, p, trained_through } = own;
    return [
      { scenario_id, trained_through: texts.get(trained_through) as string, logit, p_win: p, baselines },
    ];
  });
  scores.sort((a, b) => compare(a.scenario_id, b.scenario_id));
  return {
    retrained: {
      model: trainedModel(learner.model(), { spec_id, inputs }),
      scores,
      folded: scores,
      sharpes: [],
      folds: 0,
      purged: 0,
      embargoed: 0,
    },
    ...measured(rows, scores),
  };
}

function byId(said: readonly Prediction[]): ReadonlyMap<string, number> {
  return new Map(said.map(({ scenario_id, p }) => [scenario_id, p]));
}

function isWhole<K extends string>(chances: Record<K, number | undefined>): chances is Record<K, number> {
  return Object.values(chances).every((p) => p !== undefined);
}

function streamed(row: TrainingRow): StreamedScenario {
  const [known] = labelledRows([row]);
  return {
    ...{ scenario_id: row.scenario_id, asked: askedAt(row.sent_at), values: row.values, ...groupsOf(row) },
    outcome:
      known === undefined
        ? null
        : {
            ...{ label: known.label, reward: known.reward, known: known.known },
            day: newYorkDay(known.labelled_at),
          },
  };
}

function trainedModel(
  { mean, scale, weights, covariance, adjustments, calibration }: OnlineModel,
  { spec_id, inputs }: { spec_id: string; inputs: readonly string[] },
): Retrained['model'] {
  return {
    ...{ spec_id, inputs, standardise: { mean, scale } },
    layers: [
      {
        ...{ units: 1, activation: 'linear', kernel: weights.slice(0, -1), bias: weights.slice(-1) },
      },
    ],
    adjust: GROUPED_BY.filter((by) => adjustments[by].size > 0).map((by) => ({
      by,
      values: Object.fromEntries(adjustments[by]),
    })),
    ...{ posterior: covariance, calibration, actions: null },
  };
}

const FOLDS = 5;

/** How good what was said turned out to be, by the order in which labels became known. */
function measured(
  rows: readonly TrainingRow[],
  scores: readonly ForwardScore[],
): Pick<OnlineTraining, 'cv' | 'prequential'> {
  const byScenario = new Map(scores.map((score) => [score.scenario_id, score]));
  const labelled = labelledRows(rows)
    .filter(({ scenario_id }) => byScenario.has(scenario_id))
    .sort((a, b) => a.known - b.known || compare(a.scenario_id, b.scenario_id));
  const scored = (of: (score: ForwardScore) => number) =>
    labelled.map(({ scenario_id, label }): Scored => {
      return { scenario_id, label, p: of(byScenario.get(scenario_id) as ForwardScore) };
    });
  const own = scored(({ p_win }) => p_win);
  const folds = Math.min(FOLDS, own.length);
  const accuracies = Array.from({ length: folds }, (_, i) => {
    const part = own.slice(Math.floor((i * own.length) / folds), Math.floor(((i + 1) * own.length) / folds));
    return part.filter(({ p, label }) => (p > 0.5 ? 1 : 0) === label).length / part.length;
  });
  const mean = accuracies.reduce((sum, one) => sum + one, 0) / folds;
  const variance = accuracies.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (folds - 1);
  return {
    cv: {
      accuracy: folds === 0 ? null : mean,
      sd: folds < 2 ? null : Math.sqrt(variance),
      folds,
    },
    prequential: {
      log_loss: logLossOf(own),
      incumbent_log_loss: logLossOf(scored(({ baselines }) => baselines.base_rate)),
    },
  };
}

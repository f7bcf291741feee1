import { recalibration, type Recalibration } from '../baselines/platt.js';
import { sigmoid } from '../baselines/ridge-logistic.js';
import type { IsoDate } from '../../time/dates.js';
import { covarianceOf, integratedLogit, learn, prior } from './bayesian-logistic.js';
import { expectedReward } from './expected-reward.js';
import {
  adjustment,
  adjustmentsOf,
  NO_ADJUSTMENTS,
  type Adjustments,
  type Groups,
  type SaidLabel,
} from './group-effects.js';
import { advantageWeight, median, pnlWeight } from './label-weights.js';
import { runningScale } from './running-scale.js';

/** How much each label counts: by the size of its P&L, or by how much better it came out than expected. */
export type Weighting = 'pnl' | 'advantage';

/** A scenario as the learner is asked about it. */
export interface Asked extends Groups {
  /** (width): in the order of the specification. */
  values: Float64Array;
}

/** The same with what came of it. */
export interface Told extends Asked {
  label: 0 | 1;
  reward: number;
  /** The New York day on which the label was known. */
  day: IsoDate;
}

/** What the learner says of a scenario. */
export interface Saying {
  /** P(label is 1). */
  p: number;
  /** The logit before adjustments and recalibration. */
  logit: number;
}

/** The learner as it stands: all that it takes to say the same of any scenario. */
export interface OnlineModel {
  /** (width) each: what is taken from a feature, and what it is divided by then. */
  mean: Float64Array;
  scale: Float64Array;
  /** (width + 1), the last one the intercept. */
  weights: Float64Array;
  /** (width + 1)², row by row: of the weights. */
  covariance: Float64Array;
  adjustments: Adjustments;
  calibration: Recalibration;
}

export interface OnlineLearner {
  /** What it says now; null while it has learned too few labels. */
  say(asked: Asked): Saying | null;
  /** Takes a label in; `said` is what it said of the scenario when it came. */
  learn(told: Told, said: Saying | null): void;
  model(): OnlineModel;
}

/** λ: a label counts half after 138 others, in all as much as 200. */
const FORGETTING = 0.995;
/** So many advantages have a say in their median size. */
const MEMORY = 200;
/** Fewer chances than these say less of how to mend them than the mending spoils. */
const LEAST_TO_MEND = 20;
/** A measurement over so much more, as a share, says nothing else. */
const MORE = 0.02;

/**
 * A logistic regression that learns one label at a time in the order in which they became known, and forgets. Nothing
 * in it is random: what it says is a function of the labels before. Features are standardised by the rows seen so far;
 * the effects of stock, hour and account, and the recalibration, are measured on what it had said before each label.
 */
export function onlineLearner({
  width,
  weighting,
  least,
}: {
  width: number;
  weighting: Weighting;
  /** So many labels it learns before it says anything. */
  least: number;
}): OnlineLearner {
  const scale = runningScale(width);
  const known = prior(width + 1);
  const weightOf = WEIGHTS[weighting](width + 1);
  const said: SaidLabel[] = [];
  let learned = 0;
  let fitted: Pick<OnlineModel, 'adjustments' | 'calibration'> & { to: number } = {
    ...{ adjustments: NO_ADJUSTMENTS, calibration: { a: 1, b: 0 }, to: 0 },
  };

  /** What is measured on what was said, each time that there is so much more of it. */
  function fit() {
    if (said.length < LEAST_TO_MEND || said.length <= fitted.to * (1 + MORE)) return;
    const { adjustments, logits } = adjustmentsOf(said);
    const labels = said.map(({ label }) => label);
    fitted = { adjustments, calibration: recalibration([...logits], labels), to: said.length };
  }

  return {
    say(asked) {
      if (learned < least) return null;
      const logit = integratedLogit(known, scale.standardised(asked.values));
      const { adjustments, calibration } = fitted;
      const adjusted = logit + adjustment(adjustments, asked);
      return { logit, p: sigmoid(calibration.a * adjusted + calibration.b) };
    },
    learn({ values, reward, ...told }, before) {
      scale.see(values);
      const input = scale.standardised(values);
      learn(known, input, { label: told.label, weight: weightOf(input, reward), forgetting: FORGETTING });
      if (before !== null) said.push({ ...told, logit: before.logit });
      learned++;
      fit();
    },
    model: () => ({
      mean: scale.mean(),
      scale: scale.scale(),
      weights: Float64Array.from(known.mean),
      covariance: covarianceOf(known),
      ...{ adjustments: fitted.adjustments, calibration: fitted.calibration },
    }),
  };
}

/** Give the weight of each label, one after the other, from those before it and itself. */
const WEIGHTS: Readonly<
  Record<Weighting, (size: number) => (input: Float64Array, reward: number) => number>
> = {
  pnl() {
    let [sizes, count] = [0, 0];
    return (_input, reward) => {
      sizes += Math.abs(reward);
      count++;
      return pnlWeight(reward, sizes / count);
    };
  },
  advantage(size) {
    const expected = expectedReward(size, { forgetting: FORGETTING });
    const sizes: number[] = [];
    return (input, reward) => {
      const advantage = reward - expected.of(input);
      expected.learn(input, reward);
      sizes.push(Math.abs(advantage));
      if (sizes.length > MEMORY) sizes.shift();
      return advantageWeight(advantage, median(sizes));
    };
  },
};

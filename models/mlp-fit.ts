import { standardisation, standardised } from '../domain/learning/baselines/ridge-logistic.js';
import { trainingSet, type Fit } from '../domain/learning/training/fitting.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { seededRandom } from '../domain/number/random.js';
import { layersOf, startingParameters } from './network.js';
import { logLossObjective } from './objective.js';
import type { TrainNetwork } from './train-network.js';

/** Fits a network that gives the logit of P(following pays), from random weights. */
export function mlpFit(fits: TrainNetwork, { hidden }: Pick<TrainingConfig, 'hidden'>): Fit {
  return async (name, { rows }) => {
    const { values, targets, counts } = trainingSet(rows);
    const scale = standardisation(values, values[0]?.length ?? 0);
    const width = scale.mean.length;
    const widths = [width, ...hidden, 1];
    const parameters = await fits.train(name, {
      widths,
      inputs: values.map((row) => standardised(row, scale).subarray(0, width)),
      objective: logLossObjective({ targets, counts }),
      start: startingParameters(widths, seededRandom(fits.seedOf(name))),
    });
    return { standardise: scale, layers: layersOf(widths, parameters) };
  };
}

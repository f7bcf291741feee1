import type { ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { onlineTraining } from '../domain/learning/online/online-training.js';
import { policyAccount, type PolicyAccount } from '../domain/learning/policies/policy-account.js';
import { forwardAgreement } from '../domain/learning/policies/forward-choices.js';
import { cloneFit } from '../domain/learning/policies/clone-fit.js';
import { fitLogistic, fittedOnce } from '../domain/learning/training/fitting.js';
import type { RetrainedKind } from '../domain/learning/training/kinds.js';
import { retrain, type Retrained } from '../domain/learning/training/retrain.js';
import type { Home } from '../store/home/home.js';
import type { RetrainInput, TrainingProgress } from './learning-reports.js';
import { foldsOf, originOf, PLAIN, retrainingOf, seenChoices, type SeenWindow } from './seen-window.js';

/** A model as it was trained, and how far that went. */
export interface TrainedKind {
  retrained: Retrained;
  origin: ModelOrigin;
  /** Of a policy. */
  account: PolicyAccount | null;
  epochs: number;
  resumed_from: number | null;
}

/** Where a training keeps how far it has come, and who hears of it. */
export interface TrainingPlace {
  home: Pick<Home, 'training'>;
  tell: (progress: TrainingProgress) => void;
}

/** Trains one kind of model on a window. Networks, which have epochs, go on where they were stopped. */
export async function trainedKind(
  place: TrainingPlace,
  window: SeenWindow,
  asked: RetrainInput & { kind: RetrainedKind },
): Promise<TrainedKind> {
  const { kind } = asked;
  place.tell({ kind, fit: null, epoch: 0, epochs: 0 });
  switch (kind) {
    case 'online_logistic': {
      const end = knownAt(window.asOf);
      const { retrained } = onlineTraining({ ...window, rows: window.all, end, weighting: 'pnl' });
      return withoutEpochs(retrained, originOf(window, asked, { kind, backend: PLAIN }));
    }
    case 'logistic':
      return withoutEpochs(
        await retrain(retrainingOf(window, asked), fitLogistic),
        originOf(window, asked, { kind, backend: PLAIN }),
      );
    case 'clone': {
      const choices = seenChoices(window);
      const learned = { basis: 'taste', preferences: choices.length } as const;
      const fit = fittedOnce(cloneFit(choices));
      const retrained = await retrain(retrainingOf(window, asked), fit);
      const made = withoutEpochs(retrained, originOf(window, asked, { kind, backend: PLAIN, learned }));
      const forward = await forwardAgreement(foldsOf(window, asked), fit, { choices, least: window.least });
      return { ...made, account: policyAccount(retrained, { ...window, ...learned, forward }) };
    }
    case 'mlp':
    case 'reward':
    case 'dpo':
    case 'ppo':
    case 'rrhf': {
      // Tensors are large: only who trains a network loads them.
      const { trainedNetwork } = await import('./trained-network.js');
      return trainedNetwork(place, window, { ...asked, kind });
    }
  }
}

function withoutEpochs(retrained: Retrained, origin: ModelOrigin): TrainedKind {
  return { retrained, origin, account: null, epochs: 0, resumed_from: null };
}

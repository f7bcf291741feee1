import { modelIdOf, type ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { onlineTraining } from '../domain/learning/online/online-training.js';
import type { Basis } from '../domain/learning/policies/basis.js';
import { policyAccount, type PolicyAccount } from '../domain/learning/policies/policy-account.js';
import { choicesOf } from '../domain/learning/policies/preference.js';
import { cloneFit } from '../domain/learning/policies/clone-fit.js';
import { fitLogistic, type Fit } from '../domain/learning/training/fitting.js';
import { POLICIES, type RetrainedKind } from '../domain/learning/training/kinds.js';
import { retrain, type Retrained } from '../domain/learning/training/retrain.js';
import type { Home } from '../store/home/home.js';
import type { RetrainInput, TrainingProgress } from './learning-reports.js';
import type { NetworkFits } from './network-fits.js';
import { inputsOf, originOf, PLAIN, type SeenWindow } from './seen-window.js';

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
interface Place {
  home: Pick<Home, 'training'>;
  tell: (progress: TrainingProgress) => void;
}

/** Trains one kind of model on a window. Networks, which have epochs, go on where they were stopped. */
export async function trainedKind(
  place: Place,
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
      const retrained = await retrain(retrainingOf(window, asked), cloneFit(choices));
      const made = withoutEpochs(retrained, originOf(window, asked, { kind, backend: PLAIN, learned }));
      return { ...made, account: policyAccount(retrained, { ...window, ...learned }) };
    }
    case 'mlp':
      return trainedNetwork(place, window, asked, {
        learned: null,
        fitOf: async (fits) => (await import('../models/mlp-fit.js')).mlpFit(fits, asked.config),
      });
    case 'reward':
    case 'dpo':
    case 'ppo':
    case 'rrhf': {
      const choices = seenChoices(window);
      const { basis = 'hindsight', config } = asked;
      const preferences = basis === 'taste' ? choices.length : window.rows.length;
      return trainedNetwork(place, window, asked, {
        learned: { basis, preferences },
        fitOf: async (fits) =>
          (await import('../models/policy-fit.js')).policyFit(fits, { kind, basis, choices, config }),
      });
    }
  }
}

async function trainedNetwork(
  { home, tell }: Place,
  window: SeenWindow,
  asked: RetrainInput & { kind: RetrainedKind },
  {
    learned,
    fitOf,
  }: { learned: { basis: Basis; preferences: number } | null; fitOf: (fits: NetworkFits) => Promise<Fit> },
): Promise<TrainedKind> {
  const { kind, config } = asked;
  // Tensors are large: only who trains a network loads them.
  const { useFastestBackend } = await import('./fastest-backend.js');
  const { networkFits } = await import('./network-fits.js');
  const origin = originOf(window, asked, { kind, backend: await useFastestBackend(), learned });
  const fits = await networkFits(home, { model_id: modelIdOf(origin), config }, (fit, epoch) =>
    tell({ kind, fit, epoch, epochs: config.epochs }),
  );
  const retrained = await retrain(retrainingOf(window, asked), await fitOf(fits));
  const isPolicy = learned !== null && kind !== 'reward';
  const account = isPolicy ? policyAccount(retrained, { ...window, ...learned }) : null;
  return { retrained, origin, account, ...fits.progress() };
}

function retrainingOf(window: SeenWindow, { kind, config, seed }: RetrainInput) {
  return { ...window, config, seed, isPolicy: POLICIES.some((one) => one === kind) };
}

function seenChoices(window: SeenWindow) {
  return choicesOf(window.all, { features: window.features, inputs: inputsOf(window) });
}

function withoutEpochs(retrained: Retrained, origin: ModelOrigin): TrainedKind {
  return { retrained, origin, account: null, epochs: 0, resumed_from: null };
}

import { modelIdOf } from '../domain/learning/artifact/manifest.js';
import { forwardAgreement } from '../domain/learning/policies/forward-choices.js';
import { policyAccount } from '../domain/learning/policies/policy-account.js';
import type { Choice } from '../domain/learning/policies/preference.js';
import { fittedOnce, type Fit } from '../domain/learning/training/fitting.js';
import type { RetrainedKind } from '../domain/learning/training/kinds.js';
import { retrain } from '../domain/learning/training/retrain.js';
import { mlpFit } from '../models/mlp-fit.js';
import { policyFit } from '../models/policy-fit.js';
import type { TrainNetwork } from '../models/train-network.js';
import { useFastestBackend } from './fastest-backend.js';
import type { RetrainInput } from './learning-reports.js';
import { networkFits } from './network-fits.js';
import { foldsOf, originOf, retrainingOf, seenChoices, type SeenWindow } from './seen-window.js';
import type { TrainedKind, TrainingPlace } from './trained-kind.js';

/** The kinds that are networks, whatever they learn. */
type NetworkKind = Exclude<RetrainedKind, 'logistic' | 'online_logistic' | 'clone'>;
type Asked = RetrainInput & { kind: NetworkKind };

/** Trains a network on a window; one that was stopped goes on. */
export async function trainedNetwork(
  { home, tell }: TrainingPlace,
  window: SeenWindow,
  asked: Asked,
): Promise<TrainedKind> {
  const { kind, config } = asked;
  const choices = seenChoices(window);
  const learned = learnedBy(window, asked, choices);
  const origin = originOf(window, asked, { kind, backend: await useFastestBackend(), learned });
  const fits = await networkFits(home, { model_id: modelIdOf(origin), config }, (fit, epoch) =>
    tell({ kind, fit, epoch, epochs: config.epochs }),
  );
  const fit = fittedOnce(fitOf(fits, asked, choices));
  const retrained = await retrain(retrainingOf(window, asked), fit);
  const trained = { retrained, origin, account: null, ...fits.progress() };
  if (learned === null || kind === 'reward') return trained;
  const forward = await forwardAgreement(foldsOf(window, asked), fit, { choices, least: window.least });
  return { ...trained, account: policyAccount(retrained, { ...window, ...learned, forward }) };
}

/** Whose preferences it learns, and how many; null of what learns labels. */
function learnedBy({ rows }: SeenWindow, { kind, basis = 'hindsight' }: Asked, choices: readonly Choice[]) {
  if (kind === 'mlp') return null;
  return { basis, preferences: basis === 'taste' ? choices.length : rows.length };
}

function fitOf(
  fits: TrainNetwork,
  { kind, basis = 'hindsight', config }: Asked,
  choices: readonly Choice[],
): Fit {
  if (kind === 'mlp') return mlpFit(fits, config);
  return policyFit(fits, { kind, basis, choices, config });
}

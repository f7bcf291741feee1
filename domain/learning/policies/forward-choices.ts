import { logitOf, type Fit } from '../training/fitting.js';
import type { Fold } from '../training/time-folds.js';
import type { Choice } from './preference.js';

/** What the human did while a fold was tested, whether or not anything is known of what came of it. */
export function choicesDuring({ test }: Pick<Fold, 'test'>, choices: readonly Choice[]): Choice[] {
  const first = Math.min(...test.map(({ asked }) => asked));
  const last = Math.max(...test.map(({ asked }) => asked));
  return choices.filter(({ asked }) => asked >= first && asked <= last);
}

/**
 * In which share of decisions a policy does as the human did, each by the fit of a fold that had not seen it; null of
 * none. Fits are asked for by the names that they have in a training.
 */
export async function forwardAgreement(
  folds: readonly Fold[],
  fit: Fit,
  { choices, least }: { choices: readonly Choice[]; least: number },
): Promise<{ compared: number; agreement: number | null }> {
  let [compared, same] = [0, 0];
  for (const [i, fold] of folds.entries()) {
    if (fold.train.length < least) continue;
    const logit = logitOf(await fit(`fold-${i + 1}`, { rows: fold.train, maySee: fold.maySee }));
    for (const { values, target } of choicesDuring(fold, choices)) {
      compared++;
      if (logit(values) > 0 === (target === 1)) same++;
    }
  }
  return { compared, agreement: compared === 0 ? null : same / compared };
}

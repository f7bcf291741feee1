import type { JudgedReport, RetrainInput } from '../activities/learning-reports.js';
import type { Steps } from '../activities/steps.js';

/** What a retrain consists of. */
export type RetrainSteps = Pick<Steps, 'freezeTraining' | 'trainModels' | 'judgeModels'>;

/**
 * A retrain: the window is frozen, models are trained on it and judged. Where it has too few rows there is nothing to
 * train. `at` is when it began, by the clock.
 */
export async function retrainBy(steps: RetrainSteps, asked: RetrainInput, at: string): Promise<JudgedReport> {
  const window = await steps.freezeTraining(asked);
  const trained = window.rows < window.min_samples ? null : await steps.trainModels({ asked, window });
  return steps.judgeModels({ window, trained, at });
}

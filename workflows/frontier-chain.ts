import type { FrontierReport, RetrainInput } from '../activities/learning-reports.js';
import type { Steps } from '../activities/steps.js';

/** The frontier: the window is frozen, and policies are trained and compared on its folds. */
export async function frontierBy(
  steps: Pick<Steps, 'freezeTraining' | 'traceFrontier'>,
  asked: RetrainInput,
): Promise<FrontierReport> {
  return steps.traceFrontier({ asked, window: await steps.freezeTraining(asked) });
}

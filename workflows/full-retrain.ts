import { workflowInfo } from '@temporalio/workflow';
import type { RetrainInput, RetrainReport } from '../activities/learning-reports.js';
import { deployModel } from './deployments.js';
import { showDetails } from './details.js';
import { toSecond } from '../domain/time/to-second.js';
import { retrainLines } from './model-lines.js';
import { retrainBy, type RetrainSteps } from './retrain-chain.js';
import { mark, markFound } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { inWords, WORDS } from './words.js';

export interface FullRetrainInput {
  storeId: string;
  /** What the ids of what it starts begin with. */
  idPrefix: string;
  input: RetrainInput;
}

/**
 * Trains a model anew: the data process freezes the window, the train process trains on that file, and the data process
 * judges what came of it. What nothing speaks against is deployed.
 */
export async function fullRetrain({ storeId, idPrefix, input }: FullRetrainInput): Promise<RetrainReport> {
  mark('retrain');
  const { report, shadow } = await retrainBy(
    withDetails(stepsOf(storeId)),
    input,
    toSecond(workflowInfo().startTime),
  );
  showDetails(
    () => WORDS.retrainModel.result(report),
    () => retrainLines(report),
  );
  if (shadow !== null) await deployModel({ storeId, idPrefix }, shadow);
  return report;
}

/** The steps, which show in the workflow UI what came of them, and by which days the run is found. */
function withDetails({ freezeTraining, trainModels, judgeModels }: RetrainSteps): RetrainSteps {
  const shown: string[] = [];
  const show = (line: () => string) => {
    shown.push(inWords(line));
    showDetails(
      () => shown[0] ?? '',
      () => shown.slice(1),
    );
  };
  return {
    async freezeTraining(asked) {
      const window = await freezeTraining(asked);
      markFound({ days: { from: window.from, to: window.to } });
      show(() => WORDS.freezeTraining.result(window));
      return window;
    },
    async trainModels(asked) {
      const report = await trainModels(asked);
      show(() => WORDS.trainModels.result(report));
      return report;
    },
    judgeModels,
  };
}

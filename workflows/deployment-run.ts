import { deploymentId, type Named } from './ids.js';
import type { ModelDeploymentInput } from './model-deployment.js';
import { deploymentWords } from './words.js';

const DAY_MS = 86_400_000;

/** A deployment as it is started, by whomever; `begin`: it is not known to the store yet. */
export function deploymentRun(
  { storeId, idPrefix }: Named & { storeId: string },
  { modelId, begin }: { modelId: string; begin: boolean },
): { workflowId: string; args: [ModelDeploymentInput]; staticSummary: string } {
  return {
    workflowId: deploymentId({ idPrefix }, modelId),
    args: [{ storeId, idPrefix, modelId, begin, dayMs: DAY_MS }],
    staticSummary: deploymentWords(modelId),
  };
}

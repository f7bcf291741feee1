import type { FrontierReport, RetrainInput } from '../activities/learning-reports.js';
import { showDetails } from './details.js';
import { frontierBy } from './frontier-chain.js';
import { frontierLines } from './model-lines.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { WORDS } from './words.js';

export interface TasteFrontierInput {
  storeId: string;
  input: RetrainInput;
}

/** What taste costs: agreement with the human against reward, policy by policy. Nothing is kept of it. */
export async function tasteFrontier({ storeId, input }: TasteFrontierInput): Promise<FrontierReport> {
  mark('frontier');
  const report = await frontierBy(stepsOf(storeId), input);
  showDetails(
    () => WORDS.frontier.result(report),
    () => frontierLines(report),
  );
  return report;
}

import type { Pieces } from '../../domain/pieces.js';
import { learningReport, type LearningReport } from '../../domain/learning/report/learning-report.js';

type Given = Parameters<typeof learningReport>;

/** What is learned so far, of all that it is made from. */
export function* reportLearning({
  scenarios,
  asked,
}: {
  scenarios: Given[0];
  asked: Given[1];
}): Pieces<LearningReport> {
  return learningReport(scenarios, asked);
}

import { NotFound } from '../domain/errors.js';
import { learningReport, type LearningReport } from '../domain/learning/report/learning-report.js';
import type { IsoDate } from '../domain/time/dates.js';
import { reportedScenarios, scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { datesOf, progressOf } from '../store/inputs/description.js';
import { gatePolicy } from './learning-files.js';

/**
 * How good the baselines are and what the gate says, by the end of a day: the one named, else the last that outcomes
 * are computed for. Throws NotFound before there is
 * anything, FileRefused for a policy that is none.
 */
export async function reportOfLearning(
  { warehouse, home }: { warehouse: Reader; home: Home },
  named: IsoDate | undefined,
): Promise<LearningReport> {
  const policy = await gatePolicy(home);
  const made = await scenariosMadeBy(warehouse);
  const { outcomes_through } = await progressOf(warehouse);
  const asOf = named ?? outcomes_through ?? (await datesOf(warehouse)).last_date;
  if (made === null || asOf === null)
    throw new NotFound('nothing is imported: import advice and trades first');
  const { spec_id, specification } = made;
  return learningReport(await reportedScenarios(warehouse), { asOf, spec_id, specification, policy });
}

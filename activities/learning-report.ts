import { NotFound } from '../domain/errors.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import type { Alias } from '../domain/learning/models/alias.js';
import { inForce } from '../domain/learning/models/tenures.js';
import type { LearningReport, ServedModel } from '../domain/learning/report/learning-report.js';
import { FORWARD_FILE, forwardIn } from '../domain/learning/training/model-texts.js';
import type { IsoDate } from '../domain/time/dates.js';
import { stageResults } from '../store/derived/stage-results.js';
import { saidLiveBy } from '../store/derived/predictions.js';
import { reportedScenarios, scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readableModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { readTrials } from '../store/home/trials-log.js';
import { datesOf, madeThrough } from '../store/inputs/description.js';
import { gatePolicy } from './learning-files.js';
import { runAside } from './loops/run-loop.js';
import { stageModels } from './stage-models.js';

/**
 * How good models and baselines are and what the gate says, by the end of a day: the one named, else the last that
 * outcomes are computed for. Throws NotFound before there is anything, FileRefused for a policy that is none.
 */
export async function reportOfLearning(store: Parts, named: IsoDate | undefined): Promise<LearningReport> {
  return (await prepareReport(store, named))();
}

interface Parts {
  warehouse: Reader;
  home: Home;
}

/** The same: reads what it is made from, and gives what computes it without the warehouse. */
export async function prepareReport(
  { warehouse, home }: Parts,
  named: IsoDate | undefined,
): Promise<() => Promise<LearningReport>> {
  const policy = await gatePolicy(home);
  const made = await scenariosMadeBy(warehouse);
  const { outcomes_through } = await madeThrough(warehouse);
  const asOf = named ?? outcomes_through ?? (await datesOf(warehouse)).last_date;
  if (made === null || asOf === null)
    throw new NotFound('nothing is imported: import advice and trades first');
  const { spec_id, specification } = made;
  const scenarios = await reportedScenarios(warehouse);
  const end = knownAt(asOf);
  const models = await stageModels(home, end);
  const tried = (await readTrials(home)).filter(({ as_of }) => knownAt(as_of) <= end);
  const asked = {
    ...{ asOf, spec_id, specification, policy },
    champion: await servedBy({ warehouse, home }, 'champion', asOf),
    shadow: await servedBy({ warehouse, home }, 'shadow', asOf),
    staged: { models, results: await stageResults(warehouse, { models, end }), tried },
  };
  return () => runAside('reportLearning', { scenarios, asked });
}

/**
 * The model that an alias stood for by the end of a day, and what that model itself said: of the folds of its training,
 * then live. Another of its lineage may be more right by now. Null where there was none, or what it is cannot be read.
 */
export async function servedBy(
  { warehouse, home }: { warehouse: Reader; home: Home },
  alias: Alias,
  asOf: IsoDate,
): Promise<ServedModel | null> {
  const end = knownAt(asOf);
  const tenure = inForce(await readRegistry(home)).findLast(
    (one) => one.alias === alias && one.from <= end && end <= one.to,
  );
  if (tenure === undefined) return null;
  const stored = await readableModel(home, tenure.model_id);
  if (stored === null) return null;
  const folds = forwardIn(stored.texts.get(FORWARD_FILE) ?? '');
  const said = new Map(folds.map(({ scenario_id, p_win }) => [scenario_id, p_win]));
  for (const { scenario_id, p_win } of await saidLiveBy(warehouse, tenure.model_id))
    said.set(scenario_id, p_win);
  return { model_id: tenure.model_id, said };
}

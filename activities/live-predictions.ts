import { compare } from '../domain/compare.js';
import { ModelBroken, NotFound } from '../domain/errors.js';
import { askedAt } from '../domain/learning/features/known-times.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { BASELINES, type BaselineName } from '../domain/learning/baselines/walk-forward.js';
import { inForce, type Tenure } from '../domain/learning/models/tenures.js';
import { canariesIn, type CanaryTenure } from '../domain/learning/models/canary-in.js';
import { chosenAction, type PredictionRow, type Role } from '../domain/learning/predictions/prediction.js';
import { servesDecision } from '../domain/learning/serving/canary.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { groupsOf } from '../domain/learning/training/model-texts.js';
import {
  labelledRows,
  type LabelledRow,
  type TrainingRow,
} from '../domain/learning/training/training-row.js';
import { newYorkDay } from '../domain/time/calendar.js';
import { saidLive } from '../store/derived/predictions.js';
import { adviceOfScenarios, scenariosMadeBy } from '../store/derived/scenarios.js';
import { currentRows } from '../store/derived/training-window.js';
import { readDeployments } from '../store/home/deployments-log.js';
import { readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { keepRows } from '../store/lake/kept-rows.js';
import type { Store } from '../store/open-store.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** After every day that there is. */
const LAST_DAY = '9999-12-31';

/**
 * Scores what came by a moment, in milliseconds since 1970, by the models that stood for an alias when it came, once
 * each, and by baselines that know as much: what a model said then is kept, since its files may go. A model that is
 * broken, or of another specification, says nothing.
 */
export async function scoreLive(store: Parts, end: number): Promise<void> {
  const { warehouse, home } = store;
  const tenures = inForce(await readRegistry(home));
  const [first] = [...tenures].sort((a, b) => a.from - b.from);
  const made = await scenariosMadeBy(warehouse);
  if (first === undefined || made === null) return;
  const from = newYorkDay(new Date(first.from).toISOString());
  const rows = (await currentRows(warehouse, { from, to: LAST_DAY })).filter(
    ({ sent_at }) => askedAt(sent_at) <= end,
  );
  const before = await saidLive(warehouse);
  const features = made.specification.features.map(({ name }) => name);
  const said: PredictionRow[] = [];
  const canaries = canariesIn(await readDeployments(home));
  const adviceIds =
    canaries.length === 0 ? new Map<string, string>() : await adviceOfScenarios(warehouse, from);
  for (const tenure of tenures) {
    const own = rows.filter((row) => isWithin(tenure, row) && !before.has(keyOf(row, tenure.model_id)));
    if (own.length === 0) continue;
    const stored = await readModel(home, tenure.model_id).catch(absent);
    if (stored === null || stored.manifest.inputs.spec_id !== made.spec_id) continue;
    const { manifest, model, weights } = stored;
    const scorer = scorerOf(model, weights, features);
    const drawn = { tenure, canaries, adviceIds };
    for (const row of own) {
      before.add(keyOf(row, tenure.model_id));
      said.push({
        ...{ scenario_id: row.scenario_id, model_id: tenure.model_id, lineage: manifest.lineage },
        ...{ source: 'live', role: roleOf(row, drawn), trained_through: trainedThrough(manifest) },
        ...{ spec_id: made.spec_id, ...chosenAction(scorer.pWin(row.values, groupsOf(row)), row.vetoes) },
      });
    }
  }
  const scored = new Set(said.map(({ scenario_id }) => scenario_id));
  const baselines = await baselinesOf(
    store,
    rows.filter(({ scenario_id }) => scored.has(scenario_id)),
  );
  await keepRows(store, 'predictions', [
    ...said,
    ...baselines.filter((row) => !before.has(keyOf(row, row.model_id))),
  ]);
}

/** When the last label was known that a model learned; of one that does not say so the end of its window. */
function trainedThrough({ inputs: { config, window_to } }: Manifest): string {
  const said = config['trained_through'];
  return typeof said === 'string' ? said : window_to;
}

function absent(error: unknown): null {
  if (error instanceof ModelBroken || error instanceof NotFound) return null;
  throw error;
}

function isWithin({ from, to }: Tenure, { sent_at }: TrainingRow): boolean {
  const asked = askedAt(sent_at);
  return asked > from && asked <= to;
}

/** The canary's where that served the decision in the champion's place, else the name's. */
function roleOf(
  { scenario_id, sent_at }: TrainingRow,
  {
    tenure: { alias, model_id },
    canaries,
    adviceIds,
  }: { tenure: Tenure; canaries: readonly CanaryTenure[]; adviceIds: ReadonlyMap<string, string> },
): Role {
  if (alias !== 'shadow') return alias;
  const asked = askedAt(sent_at);
  const served = canaries.some(
    (one) =>
      one.model_id === model_id &&
      asked > one.from &&
      asked <= one.to &&
      servesDecision(one, adviceIds.get(scenario_id) ?? ''),
  );
  return served ? 'canary' : 'shadow';
}

function keyOf({ scenario_id }: { scenario_id: string }, model_id: string): string {
  return `${scenario_id} ${model_id}`;
}

/** What the base rate and following always said when each came. */
async function baselinesOf({ warehouse }: Parts, asked: readonly TrainingRow[]): Promise<PredictionRow[]> {
  if (asked.length === 0) return [];
  const all = labelledRows(await currentRows(warehouse, { from: '0001-01-01', to: LAST_DAY }));
  all.sort((a, b) => a.known - b.known || compare(a.scenario_id, b.scenario_id));
  return asked.flatMap((row) => {
    const known = all.filter((one) => one.known < askedAt(row.sent_at));
    const last = known.at(-1);
    return last === undefined ? [] : LIVE_BASELINES.map((name) => baselineRow(row, { name, known, last }));
  });
}

const LIVE_BASELINES = ['base_rate', 'always_follow'] as const satisfies readonly BaselineName[];

function baselineRow(
  { scenario_id, values, vetoes }: TrainingRow,
  {
    name,
    known,
    last,
  }: { name: (typeof LIVE_BASELINES)[number]; known: readonly LabelledRow[]; last: LabelledRow },
): PredictionRow {
  const learned = BASELINES[name](
    known.map((row) => row.values),
    known.map(({ label }) => label),
  ) as (values: Float64Array) => number;
  return {
    ...{ scenario_id, model_id: name, lineage: name, source: 'live', role: 'baseline', spec_id: null },
    ...{ trained_through: last.labelled_at, ...chosenAction(learned(values), vetoes) },
  };
}

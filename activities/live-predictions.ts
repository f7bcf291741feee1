import { compare } from '../domain/compare.js';
import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { choiceRow, fittedSaying, paysRow } from '../domain/learning/baselines/fitted-saying.js';
import { baseRate, type BaselineName } from '../domain/learning/baselines/walk-forward.js';
import { groupBy } from '../domain/group-by.js';
import { inForce, type Tenure } from '../domain/learning/models/tenures.js';
import { canariesIn, type CanaryTenure } from '../domain/learning/models/canary-in.js';
import {
  chosenAction,
  likelyChoice,
  modelSaying,
  type PredictionRow,
  type Role,
} from '../domain/learning/predictions/prediction.js';
import { servesDecision } from '../domain/learning/serving/canary.js';
import { scorerOf, type Scorer } from '../domain/learning/serving/scorer.js';
import { groupsOf } from '../domain/learning/training/model-texts.js';
import type { TrainingRow } from '../domain/learning/training/training-row.js';
import type { IsoDate } from '../domain/time/dates.js';
import { weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { instantAt } from '../domain/time/zone.js';
import { baselinesSaidLive, unsaidLive } from '../store/derived/predictions.js';
import { adviceOfScenarios, scenariosMadeBy } from '../store/derived/scenarios.js';
import { labelsFrom, STREAM, streamStart } from '../store/derived/training-stream.js';
import { rowsOfScenarios, streamedRows } from '../store/derived/training-window.js';
import { readDeployments } from '../store/home/deployments-log.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { readableModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { keepRows } from '../store/lake/kept-rows.js';
import type { Store } from '../store/open-store.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/**
 * Scores what came by a moment, in milliseconds since 1970, by the models that stood for an alias when it came, once
 * each, and by baselines that know as much: what a model said then is kept, since its files may go. A model that is
 * broken, or of another specification, says nothing.
 */
export async function scoreLive(store: Parts, end: number): Promise<void> {
  const { warehouse, home } = store;
  const tenures = inForce(await readRegistry(home)).map((one) => ({ ...one, to: Math.min(one.to, end) }));
  const made = await scenariosMadeBy(warehouse);
  if (tenures.length === 0 || made === null) return;
  const unsaid = groupBy(await unsaidLive(warehouse, tenures), ({ tenure }) => tenure);
  const asked = [...new Set([...unsaid.values()].flat().map(({ scenario_id }) => scenario_id))];
  if (asked.length === 0) return;
  const rows = new Map((await rowsOfScenarios(warehouse, asked)).map((row) => [row.scenario_id, row]));
  const features = made.specification.features.map(({ name }) => name);
  const said: PredictionRow[] = [];
  const canaries = canariesIn(await readDeployments(home));
  const adviceIds =
    canaries.length === 0 ? new Map<string, string>() : await adviceOfScenarios(warehouse, firstDay(rows));
  const before = new Set<string>();
  for (const [place, own] of unsaid) {
    const tenure = tenures[place] as Tenure;
    const stored = await readableModel(home, tenure.model_id);
    if (stored === null || stored.manifest.inputs.spec_id !== made.spec_id) continue;
    const { manifest, model, weights } = stored;
    const scorer = scorerOf(model, weights, features);
    const drawn = { tenure, canaries, adviceIds };
    for (const { scenario_id } of own) {
      const row = rows.get(scenario_id);
      const key = `${scenario_id} ${tenure.model_id}`;
      if (row === undefined || before.has(key)) continue;
      before.add(key);
      said.push({
        ...{ scenario_id, model_id: tenure.model_id, lineage: manifest.lineage },
        ...{ source: 'live', role: roleOf(row, drawn), trained_through: trainedThrough(manifest) },
        ...{ spec_id: made.spec_id, ...modelSaying(manifest.kind, saidOf(scorer, row), row.vetoes) },
      });
    }
  }
  const scored = new Set(said.map(({ scenario_id }) => scenario_id));
  const baselines = await baselinesOf(
    warehouse,
    [...rows.values()].filter(({ scenario_id }) => scored.has(scenario_id)),
  );
  await keepRows(store, 'predictions', [...said, ...baselines]);
}

/** What a model says of a scenario, before and after it is calibrated. */
function saidOf(scorer: Scorer, row: TrainingRow): { logit: number; p: number } {
  const groups = groupsOf(row);
  return { logit: scorer.logit(row.values, groups), p: scorer.pWin(row.values, groups) };
}

/** When the last label was known that a model learned; of one that does not say so the end of its window. */
function trainedThrough({ inputs: { config, window_to } }: Manifest): string {
  const said = config['trained_through'];
  return typeof said === 'string' ? said : window_to;
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

/** What the baselines said when each came, where they have not said it. */
async function baselinesOf(warehouse: Reader, asked: readonly TrainingRow[]): Promise<PredictionRow[]> {
  if (asked.length === 0) return [];
  const ids = asked.map(({ scenario_id }) => scenario_id);
  const before = await baselinesSaidLive(warehouse, ids);
  const inTurn = asked
    .filter(({ scenario_id }) => !before.has(scenario_id))
    .map((row) => ({ row, asked: askedAt(row.sent_at) }))
    .sort((a, b) => a.asked - b.asked || compare(a.row.scenario_id, b.row.scenario_id));
  const [first] = inTurn;
  if (first === undefined) return [];
  const { labels, before: earlier } = await labelsFrom(warehouse, utcDay(first.asked));
  const known = labels
    .map((one) => ({ ...one, known: knownAt(one.labelled_at) }))
    .sort((a, b) => a.known - b.known || compare(a.scenario_id, b.scenario_id));
  const counted = { ...earlier };
  let learned = 0;
  const counts = inTurn.flatMap(({ row, asked: moment }) => {
    for (; (known[learned]?.known ?? Infinity) < moment; learned++) {
      counted.labels++;
      counted.gains += known[learned]?.label ?? 0;
    }
    const last = known[learned - 1];
    if (last === undefined) return [];
    return Object.entries(SAID_BY_COUNTS).map(([name, of]): PredictionRow => ({
      ...{ ...baseline(row, name), trained_through: last.labelled_at },
      ...chosenAction(of(counted), row.vetoes),
    }));
  });
  return [...counts, ...(await fittedBaselinesOf(warehouse, inTurn))];
}

function baseline({ scenario_id }: TrainingRow, name: string) {
  return {
    ...{ scenario_id, model_id: name, lineage: name, spec_id: null },
    ...({ source: 'live', role: 'baseline' } as const),
  };
}

/** What the logistic regression and the clone said when each came, by the labels and choices of the last stream. */
async function fittedBaselinesOf(
  warehouse: Reader,
  inTurn: readonly { row: TrainingRow; asked: number }[],
): Promise<PredictionRow[]> {
  const weeks = groupBy(inTurn, ({ row }) => weekOf(row.trading_date));
  const said: PredictionRow[] = [];
  for (const [week, own] of weeks) said.push(...(await fittedBaselinesOfWeek(warehouse, week, own)));
  return said;
}

/** The same of a week: by what was known before it, so that a day of it has no part in what is said. */
async function fittedBaselinesOfWeek(
  warehouse: Reader,
  week: IsoWeek,
  inTurn: readonly { row: TrainingRow; asked: number }[],
): Promise<PredictionRow[]> {
  const { from: monday, to } = weekRange(week);
  const end = Date.parse(instantAt(monday, '00:00'));
  const from = await streamStart(warehouse, { by: end, labels: STREAM });
  const stream = await streamedRows(warehouse, { from, to, end });
  const asked = new Set(inTurn.map(({ row }) => row.scenario_id));
  const pays = fittedSaying(stream.map(paysRow), asked);
  const choices = fittedSaying(stream.map(choiceRow), asked);
  const texts = new Map(stream.map(({ labelled_at }) => [labelled_at && knownAt(labelled_at), labelled_at]));
  return inTurn.flatMap(({ row }): PredictionRow[] => {
    const [paid, chosen] = [pays.get(row.scenario_id), choices.get(row.scenario_id)];
    return [
      ...(paid === undefined
        ? []
        : [
            {
              ...{ ...baseline(row, 'logistic'), ...chosenAction(paid.p, row.vetoes) },
              trained_through: texts.get(paid.trained_through) ?? instant(paid.trained_through),
            },
          ]),
      ...(chosen === undefined
        ? []
        : [
            {
              ...{ ...baseline(row, 'clone'), ...likelyChoice(chosen.p, row.vetoes) },
              trained_through: instant(chosen.trained_through),
            },
          ]),
    ];
  });
}

function instant(moment: number): string {
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** The baselines that learn nothing of a label but which it is. */
const SAID_BY_COUNTS = { base_rate: baseRate, always_follow: () => 1 } as const satisfies Partial<
  Record<BaselineName, (known: { labels: number; gains: number }) => number>
>;

function firstDay(rows: ReadonlyMap<string, TrainingRow>): IsoDate {
  return [...rows.values()].reduce(
    (first, { trading_date }) => (trading_date < first ? trading_date : first),
    '9999-12-31',
  );
}

function utcDay(moment: number): IsoDate {
  return new Date(moment).toISOString().slice(0, 10);
}

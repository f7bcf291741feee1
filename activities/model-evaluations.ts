import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import type { FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import type { Said } from '../domain/learning/models/judged-model.js';
import {
  dailySharpe,
  evaluateModel,
  NO_CHAMPION,
  type ModelEvaluation,
} from '../domain/learning/models/model-evaluation.js';
import { startOf, trialsOf } from '../domain/learning/models/tried.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import {
  forwardIn,
  FORWARD_FILE,
  samplesIn,
  SAMPLES_FILE,
  saysTheSame,
} from '../domain/learning/training/model-texts.js';
import {
  labelledRows,
  type LabelledRow,
  type TrainingRow,
} from '../domain/learning/training/training-row.js';
import type { ForwardScore } from '../domain/learning/training/walk-forward-scores.js';
import { BASELINES, type BaselineName } from '../domain/learning/baselines/walk-forward.js';
import { saidBefore, type SaidRow } from '../domain/learning/predictions/said-before.js';
import { isBareDate, newYorkDay } from '../domain/time/calendar.js';
import { laterOf } from '../domain/time/dates.js';
import { firstSaidOn, saidBeside } from '../store/derived/predictions.js';
import { compare } from '../domain/compare.js';
import { currentRows } from '../store/derived/training-window.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readModel, type StoredModel } from '../store/home/model-folders.js';
import { readTrials, type Trial } from '../store/home/trials-log.js';
import { servingNow } from '../store/home/model-registry.js';

interface Parts {
  warehouse: Reader;
  home: Home;
}

export interface JudgedNow {
  evaluation: ModelEvaluation;
  /** What is to be remembered of it. */
  trial: Trial;
}

/**
 * How good a model is beside the champion, or the base rate where there is none, by what both said before labels were
 * known; as scenarios, labels and the policy are now.
 */
export async function judgeNow(
  { warehouse, home }: Parts,
  stored: StoredModel,
  { policy, asOf, incumbent: named = null }: { policy: GatePolicy; asOf: string; incumbent?: string | null },
): Promise<JudgedNow> {
  const { model_id, kind, lineage, inputs } = stored.manifest;
  const { champion } = await servingNow(home);
  const beside = champion === null || champion.model_id === model_id ? null : champion.model_id;
  const incumbent = named ?? beside;
  const said = await saidOver({ warehouse, home }, stored, incumbent ?? NO_CHAMPION);
  const first = await firstSaidOn(warehouse, { lineage, spec_id: inputs.spec_id });
  const window = {
    from: first !== null && first < inputs.window_from ? first : inputs.window_from,
    to: laterOf(inputs.window_to, newYorkDay(asOf)),
  };
  const all = knownBy(await currentRows(warehouse, window), asOf);
  const labelled = labelledRows(all).sort(byKnown);
  const made = await scenariosMadeBy(warehouse);
  const incumbent_id = incumbent ?? NO_CHAMPION;
  const tried = await readTrials(home);
  const trial: Trial = {
    ...{ model_id, lineage, incumbent_id, spec_id: inputs.spec_id, as_of: asOf },
    sharpe: dailySharpe(labelled, said),
  };
  const evaluation = evaluateModel(
    { all, labelled },
    said,
    {
      ...{ model_id, incumbent_id, as_of: asOf },
      ...{ window_from: inputs.window_from, window_to: inputs.window_to },
      trials: trialsOf(tried, trial),
    },
    {
      ...{ kind, policy },
      fault: faultOf(stored, made),
      leaks: made === null ? [] : suspectsOf(stored, labelled, made.specification, policy),
      start: startOf(tried, trial),
      unfinished: isBareDate(asOf) ? null : newYorkDay(asOf),
    },
  );
  return { evaluation, trial };
}

/** The features held back at training, and those that are suspected by now. */
function suspectsOf(
  { manifest }: StoredModel,
  labelled: readonly LabelledRow[],
  specification: FeatureSpecification,
  { leak_auc }: GatePolicy,
): string[] {
  const heldBack = manifest.inputs.config['held_back'];
  const before = Array.isArray(heldBack) ? heldBack.map(String) : [];
  return [...new Set([...before, ...suspectedFeatures(labelled, specification, leak_auc)])].sort(compare);
}

/** What of a model does not work now; null where it says what it said at training. */
export function faultOf(
  { manifest, model, weights, texts }: StoredModel,
  made: { spec_id: string; specification: FeatureSpecification } | null,
): string | null {
  if (made === null) return 'there are no scenarios';
  if (made.spec_id !== manifest.inputs.spec_id)
    return `it was made by the specification ${manifest.inputs.spec_id}; now ${made.spec_id} holds`;
  const names = made.specification.features.map(({ name }) => name);
  const isSame = saysTheSame(samplesIn(texts.get(SAMPLES_FILE) ?? ''), scorerOf(model, weights, names));
  return isSame ? null : 'stored rows score otherwise than at training';
}

/**
 * What was said over the life of a lineage: what is kept of it, then what this model and its incumbent said of the
 * folds of their training.
 */
async function saidOver(
  { warehouse, home }: Parts,
  { manifest: { model_id, lineage, inputs }, texts }: StoredModel,
  incumbent: string,
): Promise<Said> {
  const own = forwardIn(texts.get(FORWARD_FILE) ?? '');
  const others = Object.hasOwn(BASELINES, incumbent)
    ? []
    : forwardIn((await readModel(home, incumbent)).texts.get(FORWARD_FILE) ?? '');
  const kept = await saidBeside(warehouse, { lineage, incumbent, spec_id: inputs.spec_id });
  const baselines = Object.keys(BASELINES) as BaselineName[];
  const of = (
    by: Pick<SaidRow, 'model_id' | 'lineage' | 'role'>,
    scores: readonly ForwardScore[],
    p: (score: ForwardScore) => number,
  ) =>
    scores.map((score): SaidRow => {
      const { scenario_id, trained_through } = score;
      return { scenario_id, ...by, source: 'walk_forward', trained_through, p_win: p(score) };
    });
  // The baselines of its own folds come first: what is kept may know other labels at the same trained_through.
  const rows = [
    ...baselines.flatMap((name) =>
      of({ model_id: name, lineage: name, role: 'baseline' }, own, (score) => score.baselines[name]),
    ),
    ...kept,
    ...of({ model_id, lineage, role: 'shadow' }, own, ({ p_win }) => p_win),
    ...of({ model_id: incumbent, lineage: incumbent, role: 'shadow' }, others, ({ p_win }) => p_win),
  ];
  return saidBefore(rows, { lineage, incumbent });
}

function byKnown(a: LabelledRow, b: LabelledRow): number {
  return a.known - b.known || compare(a.scenario_id, b.scenario_id);
}

const UNKNOWN: Partial<TrainingRow> = {
  ...{ status: 'pending', labelled_at: null, label: null, reward: null, net_reward: null, net_usd: null },
};

/** The rows that were there by the end of a day, or by an instant, as they were known then. */
export function knownBy(rows: readonly TrainingRow[], asOf: string): TrainingRow[] {
  const end = knownAt(asOf);
  const asked = rows.filter(({ sent_at }) => askedAt(sent_at) < end);
  return asked.map((row) =>
    row.labelled_at !== null && knownAt(row.labelled_at) > end ? { ...row, ...UNKNOWN } : row,
  );
}

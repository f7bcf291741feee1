import { compare } from '../domain/compare.js';
import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import type { FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import {
  evaluateModel,
  NO_CHAMPION,
  type ModelEvaluation,
} from '../domain/learning/models/model-evaluation.js';
import { startOf, trialsOf } from '../domain/learning/scoring/tried.js';
import {
  sentFeatures,
  suspectedColumns,
  type SeenColumns,
} from '../domain/learning/scoring/suspected-features.js';
import { preferencesOf } from '../domain/learning/policies/research.js';
import { scorerOf } from '../domain/learning/serving/scorer.js';
import { samplesIn, SAMPLES_FILE, saysTheSame } from '../domain/learning/training/model-texts.js';
import type { TrainingRow } from '../domain/learning/training/training-row.js';
import { isBareDate, newYorkDay } from '../domain/time/calendar.js';
import { laterOf } from '../domain/time/dates.js';
import { firstSaidOn } from '../store/derived/predictions.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { StoredModel } from '../store/home/model-folders.js';
import { servingNow } from '../store/home/model-registry.js';
import { readTrials, type Trial } from '../store/home/trials-log.js';
import { saidWindow } from './said-window.js';

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
  const incumbent_id = named ?? beside ?? NO_CHAMPION;
  const made = await scenariosMadeBy(warehouse);
  const first = await firstSaidOn(warehouse, { lineage, spec_id: inputs.spec_id });
  const window = {
    from: first !== null && first < inputs.window_from ? first : inputs.window_from,
    to: laterOf(inputs.window_to, newYorkDay(asOf)),
  };
  const { features = [] } = made?.specification ?? {};
  const judged = await saidWindow({ warehouse, home }, stored, {
    ...{ incumbent: incumbent_id, window, end: knownAt(asOf), features: sentFeatures(features) },
  });
  const tried = await readTrials(home);
  const trialOf = (sharpe: number | null): Trial => ({
    ...{ model_id, lineage, incumbent_id, spec_id: inputs.spec_id, as_of: asOf, sharpe },
  });
  const evaluation = evaluateModel(
    judged,
    {
      ...{ model_id, incumbent_id, as_of: asOf },
      ...{ window_from: inputs.window_from, window_to: inputs.window_to },
      trials: (sharpe) => trialsOf(tried, trialOf(sharpe)),
    },
    {
      ...{ kind, policy },
      fault: faultOf(stored, made) ?? (judged.areChances ? null : 'a chance is no number'),
      leaks: made === null ? [] : suspectsOf(stored, judged.sent, policy),
      preferences: preferencesOf(stored.manifest),
      start: startOf(tried, trialOf(null)),
      unfinished: isBareDate(asOf) ? null : newYorkDay(asOf),
    },
  );
  return { evaluation, trial: trialOf(evaluation.sharpe) };
}

/** The features held back at training, and those that are suspected by now. */
function suspectsOf({ manifest }: StoredModel, sent: SeenColumns, { leak_auc }: GatePolicy): string[] {
  const heldBack = manifest.inputs.config['held_back'];
  const before = Array.isArray(heldBack) ? heldBack.map(String) : [];
  return [...new Set([...before, ...suspectedColumns(sent, leak_auc)])].sort(compare);
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

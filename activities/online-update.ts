import type { ModelOrigin } from '../domain/learning/artifact/manifest.js';
import { NotFound } from '../domain/errors.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { judge } from '../domain/learning/gate/gate.js';
import type { ModelEvaluation } from '../domain/learning/models/model-evaluation.js';
import { onlineTraining, type OnlineTraining } from '../domain/learning/online/online-training.js';
import { chosenAction, type PredictionRow } from '../domain/learning/predictions/prediction.js';
import { BASELINES, type BaselineName } from '../domain/learning/baselines/walk-forward.js';
import { suspectedFeatures } from '../domain/learning/scoring/suspected-features.js';
import { labelledRows, latestLabel, type TrainingRow } from '../domain/learning/training/training-row.js';
import type { ForwardScore } from '../domain/learning/training/walk-forward-scores.js';
import { newYorkDay } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { saidByFolds } from '../store/derived/predictions.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { STREAM, streamHash, streamStart } from '../store/derived/training-stream.js';
import { streamedRows } from '../store/derived/training-window.js';
import { readModel, writeModel, type StoredModel } from '../store/home/model-folders.js';
import { keepTrial } from '../store/home/trials-log.js';
import { keepRows } from '../store/lake/kept-rows.js';
import type { Store } from '../store/open-store.js';
import { keepEvaluation } from './kept-judgements.js';
import { refuseFuture } from './known-days.js';
import { gatePolicy } from './learning-files.js';
import { judgeNow, knownBy } from './model-evaluations.js';
import { artifactWith } from './make-models.js';
import { PLAIN } from './seen-window.js';
import { removeOldModels } from './retention.js';
import { lastDay, shadow } from './retrain.js';
import type { OnlineInput, OnlineReport } from './learning-reports.js';
import { watchChampion } from './watch-champion.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

const HOUR_MS = 3_600_000;

/**
 * Takes in what became known by a moment: what was said of each scenario of the stream when it came is kept, the model
 * as it stands is written and judged. It is a function of the stream, so the same hour gives the same model, and so
 * does one that comes after hours that were missed. Too few labels in the hours before are an answer. Throws NotFound
 * before there are scenarios, and InvalidInput for a moment of the future: what is learned as of then would be in force
 * only from then on, and stand in the way of what is imported until then.
 */
export async function updateOnline(store: Parts, input: OnlineInput): Promise<OnlineReport> {
  if (input.asOf !== null) await refuseFuture(store, newYorkDay(input.asOf), input.asOf);
  const { report, judged } = await onlineModel(store, input);
  if (judged !== null) {
    await shadow(store.home, judged.stored, { ...judged, at: input.at, of: 'update' });
    const { retention } = await gatePolicy(store.home);
    const about = { retention, asOf: newYorkDay(report.as_of), now: input.at };
    await removeOldModels(store, { ...about, reported: judged.evaluation.model_id });
  }
  return report;
}

/** A model as it was written and judged. */
export interface JudgedModel {
  stored: StoredModel;
  evaluation: ModelEvaluation;
}

/** The same, but that the model stands for no name yet; null where there are too few labels. */
export async function onlineModel(
  store: Parts,
  { weighting, hours, asOf, at }: OnlineInput,
): Promise<{ report: OnlineReport; judged: JudgedModel | null }> {
  const { warehouse, home } = store;
  const policy = await gatePolicy(home);
  const made = await scenariosMadeBy(warehouse);
  const to = asOf ?? (await lastDay(warehouse));
  if (made === null || to === null) throw new NotFound('nothing is imported: import advice and trades first');
  const { spec_id, specification } = made;
  const end = knownAt(to);
  const window = {
    from: await streamStart(warehouse, { by: end, labels: STREAM }),
    to: newYorkDay(to),
  };
  const rows = knownBy(await streamedRows(warehouse, { ...window, end }), to);
  const labelled = labelledRows(rows);
  const samples = labelled.filter(({ known }) => known > end - hours * HOUR_MS).length;
  const about = {
    ...{ as_of: to, from: instant(end - hours * HOUR_MS), to: instant(end) },
    ...{ samples, min_samples: policy.min_samples },
  };
  // However few labels there are: a champion that is not what it claims goes all the same.
  await watchChampion(store, { policy, asOf: to, at });
  if (samples < policy.min_samples) return { report: { ...about, ...tooFew(samples, policy) }, judged: null };
  const heldBack = suspectedFeatures(labelled, specification, policy.leak_auc);
  const features = specification.features.map(({ name }) => name);
  const trained = onlineTraining({
    ...{ rows, end, spec_id, features, heldBack, weighting, least: policy.min_samples },
  });
  const origin: ModelOrigin = {
    ...{ kind: 'online_logistic', lineage: LINEAGES[weighting], parent: null },
    inputs: {
      ...{ spec_id, scenarios_sha256: await streamHash({ warehouse, home }, rows) },
      ...{ window_from: window.from, window_to: window.to, rows: labelled.length },
      config: {
        ...{ weighting, as_of: to, min_samples: policy.min_samples, held_back: heldBack },
        trained_through: latestLabel(labelled),
      },
      ...{ seed: 0, backend: PLAIN },
    },
  };
  const { retrained } = trained;
  const artifact = artifactWith({ retrained, origin, account: null }, { rows: labelled, heldBack, features });
  await writeModel(home, artifact);
  const stored = await readModel(home, artifact.model_id);
  const own = { model_id: artifact.model_id, lineage: LINEAGES[weighting], spec_id };
  await keepSaid(store, trained, { own, rows, from: window.from });
  const { evaluation, trial } = await judgeNow(store, stored, { policy, asOf: to });
  await keepTrial(home, trial);
  await keepEvaluation(store, evaluation);
  const { model_id, verdict, evidence, reasons } = evaluation;
  const { cv, prequential } = trained;
  return {
    report: { ...about, model_id, cv, prequential, verdict, evidence, reasons },
    judged: { stored, evaluation },
  };
}

/** Ways of making models: evidence adds up over all that are made so. */
export const LINEAGES = { pnl: 'online_logistic', advantage: 'online_logistic_reinforced' } as const;

/** Nothing is judged: of all rules, those that ask for something are not met. */
function tooFew(
  samples: number,
  policy: GatePolicy,
): Omit<OnlineReport, 'as_of' | 'from' | 'to' | 'samples' | 'min_samples'> {
  const none = { evidence: 0, evidence_against: 0 };
  const { verdict, reasons } = judge(
    {
      ...{
        fault: null,
        leaks: [],
        preferences: null,
        beside_chance: null,
        samples,
        gains: [],
        start: 1,
        by_day: null,
        accuracy: null,
        baselines: [],
      },
      ...{ against_incumbent: none, against_base_rate: none, calibration: { z: 0, mean: 0 } },
      ...{ reward: null, drawdown: { challenger: 0, incumbent: 0, by_luck: null } },
    },
    policy,
  );
  return {
    ...{ model_id: null, cv: { accuracy: null, sd: null, folds: 0 } },
    prequential: { log_loss: null, incumbent_log_loss: null },
    ...{ verdict, evidence: null, reasons },
  };
}

function instant(moment: number): string {
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** Keeps what the lineage and the baselines said of scenarios, from a day on, that they had said nothing of before. */
async function keepSaid(
  { warehouse, ...store }: Parts,
  { retrained: { scores } }: OnlineTraining,
  {
    own,
    rows: asked,
    from,
  }: {
    own: Pick<PredictionRow, 'model_id' | 'lineage' | 'spec_id'>;
    rows: readonly TrainingRow[];
    from: IsoDate;
  },
): Promise<void> {
  const vetoes = new Map(asked.map((row) => [row.scenario_id, row.vetoes]));
  const said = ({ scenario_id, trained_through }: ForwardScore, p: number) => ({
    ...{ scenario_id, source: 'walk_forward' as const, trained_through, spec_id: null },
    ...chosenAction(p, vetoes.get(scenario_id) ?? []),
  });
  const unsaid = async (of: Parameters<typeof saidByFolds>[1]) => {
    const before = await saidByFolds(warehouse, of, from);
    return scores.filter(({ scenario_id }) => !before.has(scenario_id));
  };
  const rows = (await unsaid(own)).map((score): PredictionRow => ({
    ...said(score, score.p_win),
    ...own,
    role: 'shadow',
  }));
  for (const name of Object.keys(BASELINES) as BaselineName[])
    rows.push(
      ...(await unsaid({ baseline: name })).map((score): PredictionRow => ({
        ...said(score, score.baselines[name]),
        ...{ model_id: name, lineage: name, role: 'baseline' },
      })),
    );
  await keepRows({ warehouse, ...store }, 'predictions', rows);
}

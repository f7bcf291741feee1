import type { ModelEvaluation } from '../domain/learning/models/model-evaluation.js';
import { modelSaying, type PredictionRow } from '../domain/learning/predictions/prediction.js';
import type { ForwardScore } from '../domain/learning/training/walk-forward-scores.js';
import { fromNumber } from '../domain/number/decimal.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { scenarioVetoes } from '../store/derived/scenarios.js';
import { keepRows } from '../store/lake/kept-rows.js';
import type { Store } from '../store/open-store.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** Keeps how a model was judged, once: as it was judged then it stays. */
export async function keepEvaluation(store: Parts, evaluation: ModelEvaluation): Promise<void> {
  const { evaluation_id, skipped, reasons, net_pnl, ...row } = evaluation;
  const found = await store.warehouse.rows(
    'SELECT evaluation_id FROM model_evaluations WHERE evaluation_id = ? LIMIT 1',
    [evaluation_id],
  );
  if (found.length > 0) return;
  const texts = { skipped: JSON.stringify(skipped), reasons: JSON.stringify(reasons) };
  const dollars = fromNumber(Number(net_pnl.toFixed(CENTS))) ?? null;
  await keepRows(store, 'model_evaluations', [{ evaluation_id, ...row, ...texts, net_pnl: dollars }]);
}

const CENTS = 2;

/** Keeps what a model said of the folds of its training, once. */
export async function keepForwardScores(
  store: Parts,
  {
    model_id,
    lineage,
    kind,
    inputs: { spec_id },
  }: Pick<Manifest, 'model_id' | 'lineage' | 'kind' | 'inputs'>,
  scores: readonly ForwardScore[],
): Promise<void> {
  const found = await store.warehouse.rows(
    `SELECT model_id FROM predictions WHERE model_id = ? AND source = 'walk_forward' LIMIT 1`,
    [model_id],
  );
  if (found.length > 0) return;
  const vetoes = await scenarioVetoes(store.warehouse);
  const role = kind === 'base_rate' || kind === 'always_follow' || kind === 'clone' ? 'baseline' : 'shadow';
  const rows = scores.map(({ scenario_id, trained_through, logit, p_win: p }): PredictionRow => ({
    ...{ scenario_id, model_id, lineage, source: 'walk_forward', role, trained_through, spec_id },
    ...modelSaying(kind, { logit, p }, vetoes.get(scenario_id) ?? []),
  }));
  await keepRows(store, 'predictions', rows);
}

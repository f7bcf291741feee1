import type { Verdict } from '../../domain/learning/gate/gate.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { JudgedThen } from '../../domain/week/model-line.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';

/** How models were judged, a row a judgement; as it was judged then it stays. */
export const modelEvaluationsTable: ExportedTable = {
  name: 'model_evaluations',
  columns: {
    evaluation_id: 'text',
    model_id: 'text',
    incumbent_id: 'text',
    as_of: 'text',
    window_from: 'text',
    window_to: 'text',
    scenarios: 'integer',
    scored: 'integer',
    skipped: 'json',
    log_loss: 'double',
    brier: 'double',
    accuracy: 'double',
    auc: 'double',
    ece: 'double',
    ece_null_95: 'double',
    calibration_z: 'double',
    mean_reward: 'double',
    mean_reward_low: 'double',
    mean_reward_high: 'double',
    net_pnl: 'decimal',
    sharpe: 'double',
    psr: 'double',
    dsr: 'double',
    trials: 'integer',
    evidence: 'double',
    evidence_against: 'double',
    alpha: 'double',
    needed: 'integer',
    verdict: 'text',
    reasons: 'json',
    policy_hash: 'text',
  },
  order: ['evaluation_id'],
};

/** What orders judgements by the moment that they are of: a day is known when it is over, after all its instants. */
export const KNOWN = `CASE WHEN length(as_of) = 10 THEN as_of || 'U' ELSE as_of END`;

export interface LatestJudgement {
  evaluation_id: string;
  verdict: Verdict;
  evidence: number;
  needed: number | null;
  /** As JSON. */
  reasons: string;
}

/** What the gate said last of each model, rather beside this incumbent than beside another. */
export async function latestJudgements(
  warehouse: Reader,
  incumbent: string | null,
): Promise<Map<string, LatestJudgement>> {
  const rows = await warehouse.rows<{ model_id: string } & LatestJudgement>(
    `SELECT model_id, evaluation_id, verdict, evidence, needed, reasons FROM model_evaluations
     QUALIFY row_number() OVER (PARTITION BY model_id
       ORDER BY ${KNOWN} DESC, incumbent_id = coalesce($incumbent, 'base_rate') DESC, kept DESC, evaluation_id) = 1
     ORDER BY model_id`,
    { incumbent },
  );
  return new Map(rows.map(({ model_id, ...judged }) => [model_id, judged]));
}

/** How a model was judged last by the end of a day; null where it was not yet. */
export async function judgementBy(
  warehouse: Reader,
  { model_id, through }: { model_id: string; through: IsoDate },
): Promise<JudgedThen | null> {
  const [found] = await warehouse.rows<Omit<JudgedThen, 'limit'> & { alpha: number }>(
    `SELECT model_id, scored, log_loss, incumbent_id, evidence, alpha, verdict, needed FROM model_evaluations
     WHERE model_id = $model_id AND left(as_of, 10) <= $through ORDER BY ${KNOWN} DESC, kept DESC, evaluation_id LIMIT 1`,
    { model_id, through },
  );
  if (found === undefined) return null;
  const { alpha, ...judged } = found;
  return { ...judged, limit: Math.log(1 / alpha) };
}

/** What the gate said in each of some judgements. */
export async function verdictsOf(warehouse: Reader, ids: readonly string[]): Promise<Map<string, Verdict>> {
  if (ids.length === 0) return new Map();
  const rows = await warehouse.rows<{ evaluation_id: string; verdict: Verdict }>(
    `SELECT evaluation_id, verdict FROM model_evaluations WHERE evaluation_id IN (SELECT unnest($ids))
     ORDER BY evaluation_id`,
    { ids },
  );
  return new Map(rows.map(({ evaluation_id, verdict }) => [evaluation_id, verdict]));
}

import { KNOWN } from '../derived/model-evaluations.js';
import type { Reader } from '../duckdb/warehouse.js';

/** The ids of the judgements of a model, the oldest first: the last so many of them. */
export async function judgementIds(
  warehouse: Reader,
  { model_id, limit }: { model_id: string; limit: number },
): Promise<string[]> {
  const rows = await warehouse.rows<{ evaluation_id: string }>(
    `SELECT evaluation_id FROM model_evaluations WHERE model_id = $model_id
     ORDER BY ${KNOWN} DESC, kept DESC, evaluation_id DESC LIMIT ${limit}`,
    { model_id },
  );
  return rows.map(({ evaluation_id }) => evaluation_id).reverse();
}

/** What a model said with a chance of these limits, and what came of it. */
export interface CalibrationBin {
  p_low: number;
  /** Not included, but in the last. */
  p_high: number;
  n: number;
  mean_p: number | null;
  /** How often it was a gain. */
  rate: number | null;
}

/**
 * Of what a model said before labels were known, in ten bins of equal width: live where it said that, else of the folds
 * of its training. Only labelled scenarios with a gain or a loss.
 */
export function calibrationOf(warehouse: Reader, model_id: string): Promise<CalibrationBin[]> {
  return warehouse.rows<CalibrationBin>(
    `WITH scored AS (
       SELECT p.p_win, s.label FROM predictions AS p JOIN scenarios AS s USING (scenario_id)
       WHERE p.model_id = $model_id AND s.status = 'labelled' AND s.label IS NOT NULL
       QUALIFY row_number() OVER (PARTITION BY scenario_id ORDER BY p.source = 'live' DESC) = 1)
     SELECT bin / 10 AS p_low, (bin + 1) / 10 AS p_high, count(p_win)::INTEGER AS n, avg(p_win) AS mean_p, avg(label) AS rate
     FROM range(10) AS bins(bin) LEFT JOIN scored ON least(floor(p_win * 10), 9)::INTEGER = bin
     GROUP BY bin ORDER BY bin`,
    { model_id },
  );
}

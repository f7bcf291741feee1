import type { PredictionRow } from '../../domain/learning/predictions/prediction.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';

/** What models said of scenarios, with what came of these. */
export const predictionsTable: ExportedTable = {
  name: 'predictions',
  columns: {
    scenario_id: 'text',
    model_id: 'text',
    lineage: 'text',
    source: 'text',
    role: 'text',
    trained_through: 'text',
    p_win: 'double',
    expected_reward: 'double',
    action: 'text',
    action_probabilities: 'json',
    vetoes: 'list',
    final_action: 'text',
    labelled_at: 'text',
    label: 'integer',
    reward: 'double',
  },
  order: ['scenario_id', 'model_id', 'source'],
  rows: () =>
    Promise.resolve(
      `(SELECT p.*, s.labelled_at, s.label, s.reward
        FROM predictions AS p LEFT JOIN scenarios AS s ON s.scenario_id = p.scenario_id AND s.status = 'labelled')`,
    ),
};

/** The scenarios that a lineage has said something about. */
export async function saidOf(
  warehouse: Reader,
  { lineage, source }: Pick<PredictionRow, 'lineage' | 'source'>,
): Promise<ReadonlySet<string>> {
  const rows = await warehouse.rows<{ scenario_id: string }>(
    'SELECT DISTINCT scenario_id FROM predictions WHERE lineage = ? AND source = ? ORDER BY scenario_id',
    [lineage, source],
  );
  return new Set(rows.map(({ scenario_id }) => scenario_id));
}

/** All that was said of the scenarios that there are, in the order of the ids. */
export function storedPredictions(warehouse: Reader): Promise<PredictionRow[]> {
  return warehouse.rows<PredictionRow>(
    `SELECT * FROM predictions SEMI JOIN scenarios USING (scenario_id) ORDER BY scenario_id, model_id, source`,
  );
}

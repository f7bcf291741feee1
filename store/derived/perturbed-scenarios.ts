import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/** A copy of a scenario that a model was trained on. */
export interface PerturbedScenario {
  scenario_id: string;
  parent_scenario_id: string;
  model_id: string;
  spec_id: string;
  features_hash: string;
  values: readonly number[];
}

/** The model whose copies are stored; null where there are none. */
export async function perturbedFor(warehouse: Reader): Promise<string | null> {
  const [row] = await warehouse.rows<{ model_id: string }>(
    'SELECT min(model_id) AS model_id FROM perturbed_scenarios HAVING count(*) > 0',
  );
  return row?.model_id ?? null;
}

export async function replacePerturbed(
  warehouse: Warehouse,
  rows: readonly PerturbedScenario[],
): Promise<void> {
  await warehouse.transaction(async () => {
    await warehouse.run('DELETE FROM perturbed_scenarios');
    if (rows.length > 0) await warehouse.insert('perturbed_scenarios', rows);
  });
}

/** SQL of the copies as (copy, s): their columns, and their parents' as these are now. */
export const COPIES_WITH_PARENTS = `perturbed_scenarios AS copy JOIN scenarios AS s
  ON s.scenario_id = copy.parent_scenario_id AND s.spec_id = copy.spec_id AND s.status = 'labelled'`;

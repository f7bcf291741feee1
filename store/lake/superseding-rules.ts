import { RECORDS_RULES } from '../../domain/records/rules.js';
import type { Home } from '../home/home.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { takeUp } from './loading.js';
import { lakeTables, loadedFiles } from './sources.js';

const STEP = 'superseded';

/** Decides anew which executions are superseded where a warehouse was loaded by other rules than those of this program. */
export async function followSupersedingRules(warehouse: Warehouse, home: Home): Promise<void> {
  const [noted] = await warehouse.rows<{ rules: string }>('SELECT rules FROM step_rules WHERE step = ?', [
    STEP,
  ]);
  if (noted?.rules === RECORDS_RULES) return;
  await warehouse.transaction(async () => {
    const files = await loadedFiles(warehouse, 'executions');
    if (files.length > 0) await (await takeUp(warehouse, lakeTables(home, files)))?.settle(home);
    await warehouse.run('DELETE FROM step_rules WHERE step = ?', [STEP]);
    await warehouse.run('INSERT INTO step_rules VALUES (?, ?)', [STEP, RECORDS_RULES]);
  });
}

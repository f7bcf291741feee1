import { RECORDS_RULES } from '../../domain/records/rules.js';
import type { Home } from '../home/home.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { takeUp } from './loading.js';
import { lakeTables, loadedFiles } from './sources.js';

const STEP = 'superseded';

/**
 * Decides anew which executions are superseded where a warehouse was loaded by other rules than those of this program.
 */
export async function followSupersedingRules(warehouse: Warehouse, home: Home): Promise<void> {
  if (await isSupersededByRules(warehouse)) return;
  await warehouse.transaction(async () => {
    const files = await loadedFiles(warehouse, 'executions');
    if (files.length > 0) await (await takeUp(warehouse, lakeTables(home, files)))?.settle(home);
    await warehouse.run('DELETE FROM step_rules WHERE step = ?', [STEP]);
    await warehouse.run('INSERT INTO step_rules VALUES (?, ?)', [STEP, RECORDS_RULES]);
  });
}

/** Whether it was decided by the rules of this program which executions are superseded. */
export async function isSupersededByRules(warehouse: Reader): Promise<boolean> {
  const [noted] = await warehouse.rows<{ rules: string }>('SELECT rules FROM step_rules WHERE step = ?', [
    STEP,
  ]);
  return noted?.rules === RECORDS_RULES;
}

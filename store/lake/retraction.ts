import { DATASETS } from '../../domain/records/records.js';
import type { Home } from '../home/home.js';
import { removeCash } from './cash.js';
import { lakeTable, markTouched, mergeTellings, takeUp } from './loading.js';
import { filesThatTell, lakeTables, loadedFiles } from './sources.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/**
 * Takes loaded imports out of the warehouse: what only they told goes, what other imports tell as well is told by the best of those.
 * Gives the number of records that went.
 */
export function takeBack(warehouse: Warehouse, home: Home, seqs: readonly number[]): Promise<number> {
  const ofThese = `seq IN (${seqs.join(', ')})`;
  return warehouse.transaction(async () => {
    let removed = 0;
    let superseding: Awaited<ReturnType<typeof takeUp>>;
    for (const dataset of DATASETS) {
      const files = await loadedFiles(warehouse, dataset);
      const taken = files.filter(({ seq }) => seqs.includes(seq));
      if (taken.length === 0) continue;
      if (dataset === 'executions')
        superseding = await takeUp(warehouse, `(SELECT * FROM ${lakeTables(home, taken)} WHERE telling = 1)`);
      await warehouse.run(
        `CREATE OR REPLACE TEMPORARY TABLE told AS SELECT DISTINCT record_id FROM ${lakeTables(home, taken)}`,
      );
      const told = await countOf(warehouse, 'told');
      const isTold = 'record_id IN (SELECT record_id FROM told)';
      await markTouched(warehouse, dataset, isTold);
      await warehouse.run(`DELETE FROM ${dataset} WHERE ${isTold}`);
      const others = files.filter(({ seq }) => !seqs.includes(seq));
      for (const { path, seq } of await filesThatTell(warehouse, home, { files: others, which: isTold }))
        await mergeTellings(warehouse, dataset, {
          lake: `(SELECT * FROM ${lakeTable(home, path)} WHERE ${isTold})`,
          seq,
        });
      await markTouched(warehouse, dataset, isTold);
      removed += told - (await countOf(warehouse, `${dataset} WHERE ${isTold}`));
    }
    await warehouse.run(`DELETE FROM lake_files WHERE ${ofThese}`);
    await removeCash(warehouse, seqs);
    await warehouse.run(`UPDATE imports SET retracted = TRUE WHERE ${ofThese}`);
    await superseding?.settle(home);
    return removed;
  });
}

async function countOf(warehouse: Warehouse, rows: string): Promise<number> {
  const [counted] = await warehouse.rows<{ n: number }>(`SELECT count(*) AS n FROM ${rows}`);
  return counted?.n ?? 0;
}

/** What would go with some imports: records that no other tells, and the published weeks that have any of them. */
export async function wouldGo(
  warehouse: Reader,
  home: Home,
  seqs: readonly number[],
): Promise<{ records: number; weeks: IsoWeek[] }> {
  let records = 0;
  const days: string[] = [];
  for (const dataset of DATASETS) {
    const files = await loadedFiles(warehouse, dataset);
    const [own, others] = [true, false].map((ofThese) =>
      files.filter(({ seq }) => seqs.includes(seq) === ofThese),
    );
    if (own === undefined || others === undefined || own.length === 0) continue;
    const kept =
      others.length === 0
        ? ''
        : `ANTI JOIN (SELECT record_id FROM ${lakeTables(home, others)}) USING (record_id)`;
    const gone = `(SELECT record_id, min(trading_date) AS trading_date FROM ${lakeTables(home, own)} ${kept} GROUP BY record_id)`;
    const [counted] = await warehouse.rows<{ n: number }>(`SELECT count(*) AS n FROM ${gone}`);
    records += counted?.n ?? 0;
    if (dataset === 'executions' || dataset === 'recommendations')
      days.push(`SELECT trading_date FROM ${gone}`);
  }
  if (days.length === 0) return { records, weeks: [] };
  const weeks = await warehouse.rows<{ week: IsoWeek }>(
    `SELECT DISTINCT format('{:04d}-W{:02d}', year, week) AS week FROM weekly_summaries
     SEMI JOIN (SELECT isoyear(trading_date) AS year, week(trading_date) AS week FROM (${days.join(' UNION ALL ')}))
       USING (year, week)
     ORDER BY week`,
  );
  return { records, weeks: weeks.map(({ week }) => week) };
}

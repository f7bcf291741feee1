import { DATASETS, type Dataset } from '../../domain/records/records.js';
import type { Home } from '../home/home.js';
import { removeCash } from './cash.js';
import { lakeTable, markTouched, mergeTellings, takeUp } from './loading.js';
import { filesThatTell, lakeTables, loadedFiles } from './sources.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/**
 * Takes loaded imports out of the warehouse: what only they had goes, and of what other imports have as well the best
 * version stays. Gives the number of records that went.
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

/**
 * SQL of the records that would go, a relation in brackets for each dataset that has any: those of the lake, with its
 * columns.
 */
export type Going = Partial<Record<Dataset, string>>;

/** What would go with some imports: the records that no other import has. */
export async function wouldGo(
  warehouse: Reader,
  home: Home,
  seqs: readonly number[],
): Promise<{ records: number; going: Going }> {
  let records = 0;
  const going: Going = {};
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
    const gone = `(SELECT * FROM ${lakeTables(home, own)} ${kept} QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY telling) = 1)`;
    const [counted] = await warehouse.rows<{ n: number }>(`SELECT count(*) AS n FROM ${gone}`);
    if (!counted?.n) continue;
    records += counted.n;
    going[dataset] = gone;
  }
  return { records, going };
}

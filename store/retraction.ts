import { DATASETS } from '../domain/records.js';
import type { Home } from './home.js';
import { lakeTable, markStale, mergeTellings } from './loading.js';
import type { ManifestEntry } from './manifest.js';
import type { Warehouse } from './warehouse.js';

/**
 * Takes loaded imports out of the warehouse: what only they told goes, what other imports tell as well is told by the best of those.
 * `manifest` is all of them. Gives the number of records that went.
 */
export function takeBack(
  warehouse: Warehouse,
  home: Home,
  { seqs, manifest }: { seqs: readonly number[]; manifest: readonly ManifestEntry[] },
): Promise<number> {
  const ofThese = `seq IN (${seqs.join(', ')})`;
  return warehouse.transaction(async () => {
    let removed = 0;
    for (const dataset of DATASETS) {
      await warehouse.run(
        `CREATE OR REPLACE TEMPORARY TABLE told AS
         SELECT DISTINCT record_id FROM sources WHERE dataset = '${dataset}' AND ${ofThese}`,
      );
      const told = await countOf(warehouse, 'told');
      if (told === 0) continue;
      const isTold = 'record_id IN (SELECT record_id FROM told)';
      await markStale(warehouse, dataset, isTold);
      await warehouse.run(`DELETE FROM ${dataset} WHERE ${isTold}`);
      await warehouse.run(`DELETE FROM sources WHERE dataset = '${dataset}' AND ${ofThese}`);
      const others = await warehouse.rows<{ seq: number }>(
        `SELECT DISTINCT seq FROM sources WHERE dataset = '${dataset}' AND ${isTold} ORDER BY seq`,
      );
      for (const { seq } of others)
        for (const { path } of (manifest[seq - 1]?.files ?? []).filter((file) => file.dataset === dataset)) {
          const lake = `(SELECT * FROM ${lakeTable(home, path)} WHERE ${isTold})`;
          await mergeTellings(warehouse, dataset, { lake, seq });
        }
      await markStale(warehouse, dataset, isTold);
      removed += told - (await countOf(warehouse, `${dataset} WHERE ${isTold}`));
    }
    await warehouse.run(`DELETE FROM cash WHERE ${ofThese}`);
    await warehouse.run(`UPDATE imports SET retracted = TRUE WHERE ${ofThese}`);
    return removed;
  });
}

async function countOf(warehouse: Warehouse, rows: string): Promise<number> {
  const [counted] = await warehouse.rows<{ n: number }>(`SELECT count(*) AS n FROM ${rows}`);
  return counted?.n ?? 0;
}

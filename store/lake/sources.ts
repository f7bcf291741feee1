import { join } from 'node:path';
import { DATASETS, type Dataset } from '../../domain/records/records.js';
import { sqlText } from '../staging/datasets.js';
import type { ExportedTable } from '../exported-table.js';
import type { Home } from '../home/home.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/** Which line of which file a record was imported from. */
export const sourcesTable: ExportedTable = {
  name: 'sources',
  columns: { record_id: 'text', file_sha256: 'text', line: 'integer' },
  order: ['record_id', 'file_sha256', 'line'],
  rows: ({ warehouse, home }) => sourceRows(warehouse, home),
};

/** A lake file of an import that was not retracted. */
export interface LoadedFile {
  /** Relative to the lake. */
  path: string;
  seq: number;
}

/** The lake files with records of a dataset, in the order of their imports. */
export function loadedFiles(warehouse: Reader, dataset: Dataset): Promise<LoadedFile[]> {
  return warehouse.rows<LoadedFile>(
    `SELECT path, seq FROM lake_files WHERE dataset = '${dataset}' ORDER BY seq, path`,
  );
}

/** SQL of lake files as one table, with `filename`; there must be at least one. */
export function lakeTables(home: Home, files: readonly LoadedFile[]): string {
  const paths = files.map(({ path }) => sqlText(join(home.lake, path)));
  return `read_parquet([${paths.join(', ')}], filename = true)`;
}

/** Those of the files with a record for which the SQL `which` is true, in their order. */
export async function filesThatTell(
  warehouse: Warehouse,
  home: Home,
  { files, which }: { files: readonly LoadedFile[]; which: string },
): Promise<LoadedFile[]> {
  if (files.length === 0) return [];
  const rows = await warehouse.rows<{ filename: string }>(
    `SELECT DISTINCT filename FROM ${lakeTables(home, files)} WHERE ${which} ORDER BY filename`,
  );
  const names = new Set(rows.map(({ filename }) => filename));
  return files.filter(({ path }) => names.has(join(home.lake, path)));
}

/**
 * SQL of which line of which file each record came from. The lake has all of it, so that the warehouse keeps no second
 * copy.
 */
export async function sourceRows(warehouse: Reader, home: Home): Promise<string> {
  const told = [
    'SELECT NULL::VARCHAR AS record_id, NULL::VARCHAR AS file_sha256, NULL::BIGINT AS line WHERE FALSE',
  ];
  for (const dataset of DATASETS) {
    const files = await loadedFiles(warehouse, dataset);
    if (files.length > 0)
      told.push(
        `SELECT record_id, file_sha256, unnest([line] || coalesce(other_lines, [])) AS line
         FROM ${lakeTables(home, files)} JOIN lake_files ON filename = ${sqlText(join(home.lake, '/'))} || path`,
      );
  }
  return `(${told.join(' UNION ALL ')})`;
}

import { join } from 'node:path';
import { RULES, sqlText } from '../staging/datasets.js';
import type { Home } from '../home/home.js';
import type { LakeFile } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';

export const ALREADY_IMPORTED = 'already imported';
export const TOLD_TWICE = 'told twice in this file';
export const OTHER_CONTENT = 'execution_id already imported with other content: one telling kept';
export const OTHER_CONTENT_HERE = 'execution_id twice in this file with other content: one telling kept';
export const CORRECTION = 'already imported with other values: the later import counts';

export interface RecordLines {
  /** Lines of records that the store did not have. */
  accepted: number;
  /** Lines of records that it had, or that the file tells twice, by the reason. */
  duplicates: Record<string, number>;
}

/** What of an import's records is new, before it is loaded. */
export async function countRecordLines(
  warehouse: Warehouse,
  home: Home,
  files: readonly LakeFile[],
): Promise<RecordLines> {
  const counted: RecordLines = { accepted: 0, duplicates: {} };
  for (const { dataset, path } of files) {
    const brokersId = dataset === 'executions' ? 'lake.execution_id IS NOT NULL' : 'FALSE';
    const rows = await warehouse.rows<{ reason: string | null; lines: number }>(
      `WITH lake AS (SELECT record_id, telling, coarseness, content_hash, 1 + coalesce(len(other_lines), 0) AS lines
         ${dataset === 'executions' ? ', execution_id' : ''} FROM read_parquet(${sqlText(join(home.lake, path))}))
       SELECT CASE
           WHEN lake.telling > 1 THEN
             CASE WHEN ${brokersId} AND lake.content_hash <> first.content_hash THEN '${OTHER_CONTENT_HERE}' ELSE '${TOLD_TWICE}' END
           WHEN known.record_id IS NULL THEN NULL
           WHEN known.content_hash = lake.content_hash OR known.coarseness <> lake.coarseness THEN '${ALREADY_IMPORTED}'
           WHEN ${RULES[dataset].latestWins} THEN '${CORRECTION}'
           WHEN ${brokersId} THEN '${OTHER_CONTENT}'
           ELSE '${ALREADY_IMPORTED}' END AS reason,
         sum(lake.lines)::BIGINT AS lines
       FROM lake
       LEFT JOIN ${dataset} AS known USING (record_id)
       LEFT JOIN (SELECT record_id, content_hash FROM lake WHERE record_id IN (SELECT record_id FROM lake WHERE telling = 2) AND telling = 1)
         AS first USING (record_id)
       GROUP BY reason ORDER BY reason`,
    );
    for (const { reason, lines } of rows)
      if (reason === null) counted.accepted += lines;
      else counted.duplicates[reason] = (counted.duplicates[reason] ?? 0) + lines;
  }
  return counted;
}

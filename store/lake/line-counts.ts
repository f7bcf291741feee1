import { RULES, sqlText } from '../staging/datasets.js';
import { namedByBroker } from '../staging/record-ids.js';
import type { Home } from '../home/home.js';
import type { LakeFile } from '../home/manifest.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { betterThanStored, lakeTable } from './loading.js';
import { findSuperseded, reportFiles, touchSessions } from './superseded.js';

export const ALREADY_IMPORTED = 'already imported';
const TOLD_TWICE = 'twice in this file';
const OTHER_CONTENT_HERE = 'execution_id twice in this file with other content: one version kept';
export const NEWER = 'already imported with other values: this report is the newer one and counts';
export const OLDER = 'already imported with other values: that report is the newer one and counts';
const CORRECTION = 'already imported with other values: the later import counts';
export const CORRECTED = 'execution of which another report has a correction: that one counts';
const IN_PARTS = 'order of which other imports have the executions: those count';

/**
 * Notes on records of imports before, by which a file's records now count in their place, and on what it could not
 * decide.
 */
const NOW_IN_PARTS = 'order of an earlier import of which this one has executions: these count';
const NOW_CORRECTED = 'execution of an earlier import that this one corrects: the correction counts';
const DOUBTFUL =
  'order beside executions of another import that may be parts of it but do not add up to it alone: both count, compare them and take one back (import retract)';

export interface RecordLines {
  /** Lines of records that the store did not have. */
  accepted: number;
  /**
   * Lines of records that it had, or that the file has twice, or of which others count in their place, by the reason.
   */
  duplicates: Record<string, number>;
  /** What the report is to say beside, by how many records. */
  notes: Record<string, number>;
}

/** An import that is landed and not loaded. */
interface Landed {
  seq: number;
  reported: string | null;
  files: readonly LakeFile[];
}

/** What of an import's records is new, before it is loaded. */
export async function countRecordLines(
  warehouse: Warehouse,
  home: Home,
  landed: Landed,
): Promise<RecordLines> {
  const counted: RecordLines = { accepted: 0, duplicates: {}, notes: {} };
  for (const { dataset, path } of landed.files) {
    const lake = lakeTable(home, path);
    const ofExecutions = dataset === 'executions';
    if (ofExecutions) counted.notes = await foresee(warehouse, home, { ...landed, path });
    const stored = ofExecutions
      ? `(SELECT * FROM executions UNION ALL BY NAME SELECT * EXCLUDE (because) FROM superseded_executions)`
      : dataset;
    const brokersId = ofExecutions ? namedByBroker('new') : 'FALSE';
    const better = betterThanStored(dataset, { seq: landed.seq, reported: sqlText(landed.reported ?? '') });
    const rows = await warehouse.rows<{ reason: string | null; lines: number }>(
      `WITH lake AS (SELECT *, 1 + coalesce(len(other_lines), 0) AS lines FROM ${lake})
       SELECT CASE
           WHEN new.telling > 1 THEN
             CASE WHEN ${brokersId} AND new.content_hash <> first.content_hash THEN '${OTHER_CONTENT_HERE}' ELSE '${TOLD_TWICE}' END
           WHEN old.record_id IS NULL THEN ${
             ofExecutions
               ? `CASE because WHEN 'parts' THEN '${IN_PARTS}' WHEN 'correction' THEN '${CORRECTED}' END`
               : 'NULL'
           }
           WHEN old.content_hash = new.content_hash OR old.coarseness <> new.coarseness THEN '${ALREADY_IMPORTED}'
           WHEN ${RULES[dataset].latestWins} THEN '${CORRECTION}'
           WHEN ${brokersId} THEN CASE WHEN ${better} THEN '${NEWER}' ELSE '${OLDER}' END
           ELSE '${ALREADY_IMPORTED}' END AS reason,
         sum(new.lines)::BIGINT AS lines
       FROM lake AS new
       LEFT JOIN ${stored} AS old USING (record_id)
       LEFT JOIN (SELECT record_id, content_hash FROM lake WHERE record_id IN (SELECT record_id FROM lake WHERE telling = 2) AND telling = 1)
         AS first USING (record_id)
       ${ofExecutions ? 'LEFT JOIN superseded USING (record_id)' : ''}
       GROUP BY reason ORDER BY reason`,
    );
    for (const { reason, lines } of rows)
      if (reason === null) counted.accepted += lines;
      else counted.duplicates[reason] = (counted.duplicates[reason] ?? 0) + lines;
  }
  return counted;
}

/**
 * What will be superseded when the file is loaded, in the temporary table `superseded`, and what of that is to be said
 * of other imports.
 */
async function foresee(
  warehouse: Warehouse,
  home: Home,
  { seq, reported, path }: { seq: number; reported: string | null; path: string },
): Promise<Record<string, number>> {
  const lake = lakeTable(home, path);
  const touched = await touchSessions(warehouse, lake);
  const own = { path, seq, reported: reported ?? '', near: true };
  const { doubtful } = await findSuperseded(warehouse, home, {
    files: touched === undefined ? [] : [...(await reportFiles(warehouse)), own],
    corrections: touched?.corrections ?? false,
  });
  const now = await warehouse.rows<{ because: string; n: number }>(
    `SELECT because, count(*) AS n FROM superseded SEMI JOIN executions USING (record_id) GROUP BY because ORDER BY because`,
  );
  const of = (reason: string) => Number(now.find(({ because }) => because === reason)?.n ?? 0);
  const notes = { [NOW_IN_PARTS]: of('parts'), [NOW_CORRECTED]: of('correction'), [DOUBTFUL]: doubtful };
  return Object.fromEntries(Object.entries(notes).filter(([, n]) => n > 0));
}

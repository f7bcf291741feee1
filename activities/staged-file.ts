import Papa from 'papaparse';
import type { FileHandle } from 'node:fs/promises';
import { wholeReason, type Parsed } from '../ingest/source-format.js';
import { stageRows, type StagedRow } from '../store/staging.js';
import type { Warehouse } from '../store/warehouse.js';

const BATCH_ROWS = 10_000;

/** What a parser said of a file so far. */
export interface StagedCounts {
  /** Lines of records that are staged. */
  records: number;
  rejected: number;
  ignored: number;
  reasons: Record<string, number>;
}

/** Where the events of a parser go: records to the staging tables, rejects to their file, all of them counted. */
export interface StagedFile {
  counts: StagedCounts;
  take(events: readonly Parsed[]): Promise<void>;
  /** To be called after the last event. */
  flush(): Promise<void>;
}

export function stagedFile(warehouse: Warehouse, rejects: FileHandle): StagedFile {
  const counts: StagedCounts = { records: 0, rejected: 0, ignored: 0, reasons: {} };
  let rows: StagedRow[] = [];
  let rejectedLines: unknown[][] = [['line', 'reason', 'raw']];

  const because = (reason: string) => {
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
  };

  async function flush(): Promise<void> {
    await stageRows(warehouse, rows);
    rows = [];
    if (counts.rejected > 0 && rejectedLines.length > 0) {
      await rejects.appendFile(`${Papa.unparse(rejectedLines, { escapeFormulae: true })}\r\n`);
      rejectedLines = [];
    }
  }

  return {
    counts,
    flush,
    async take(events) {
      for (const event of events) {
        switch (event.kind) {
          case 'record':
            rows.push(event);
            counts.records += event.lines.length;
            break;
          case 'reject':
            rejectedLines.push([event.line, wholeReason(event), event.raw]);
            counts.rejected += 1;
            because(event.reason);
            break;
          case 'ignored':
            counts.ignored += 1;
            because(event.reason);
            break;
          case 'note':
            because(event.reason);
        }
        if (rows.length >= BATCH_ROWS || rejectedLines.length >= BATCH_ROWS) await flush();
      }
    },
  };
}

import type { FileHandle } from 'node:fs/promises';
import { wholeReason, type Parsed } from '../../ingest/source-format.js';
import { stageBatch } from '../../store/staging/staging.js';
import { stagingBatch } from '../../store/staging/staging-text.js';
import type { Home } from '../../store/home/home.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { rejectsHeader, rejectsLines } from './rejects-file.js';

/** Of text, in bytes or characters: so much is held of records and of rejects. */
const BATCH = 4 * 2 ** 20;

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
  take(events: Iterable<Parsed>): Promise<void>;
  /** Everything taken so far is staged when this returns; to be called after the last event, and before any other statement. */
  flush(): Promise<void>;
  /** Waits for what is still being staged, whatever comes of it. */
  settle(): Promise<void>;
}

/** While a batch is being staged the next one may be taken. */
export function stagedFile(to: { warehouse: Warehouse; home: Home }, rejects: FileHandle): StagedFile {
  const counts: StagedCounts = { records: 0, rejected: 0, ignored: 0, reasons: {} };
  let batch = stagingBatch();
  let rejected = '';
  let begun = false;

  const because = (reason: string) => {
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
  };

  let staging = Promise.resolve();

  async function send(): Promise<void> {
    await staging;
    staging = stageBatch(to, batch);
    // Whoever waits for it next is told of a failure.
    staging.catch(() => undefined);
    batch = stagingBatch();
    if (rejected !== '') {
      await rejects.appendFile(`${begun ? '' : rejectsHeader()}${rejected}`);
      begun = true;
      rejected = '';
    }
  }

  return {
    counts,
    async flush() {
      await send();
      await staging;
    },
    settle: () => staging.catch(() => undefined),
    async take(events) {
      for (const event of events) {
        switch (event.kind) {
          case 'record':
            batch.add(event);
            counts.records += event.lines.length;
            break;
          case 'reject':
            rejected += rejectsLines([[String(event.line), wholeReason(event), event.raw]]);
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
        if (batch.bytes >= BATCH || rejected.length >= BATCH) await send();
      }
    },
  };
}

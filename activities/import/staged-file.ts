import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { wholeReason, type Parsed } from '../../ingest/source-format.js';
import { stagingText, type StagedText } from '../../store/staging/staging-text.js';
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
  /** Everything taken so far is staged when this returns; to be called before any other statement. */
  flush(): Promise<void>;
}

/** In milliseconds: after so long whatever else waits in the thread has its turn. */
const TURN = 20;

/** Adds a batch to the staging tables, and to none but them; see `store/staging/staging.ts`. */
export type Stage = (batch: readonly StagedText[]) => Promise<void>;

/**
 * Stages a file, of which `work` takes the events: all of them are staged when this returns, and none is being staged
 * when it throws. The rejects are in their file, which says of which file they are.
 */
export async function stageRecords<T extends { sha256: string }>(
  stage: Stage,
  rejectsPath: string,
  work: (staged: StagedFile) => Promise<T>,
): Promise<T & { counts: StagedCounts }> {
  const rejects = await open(rejectsPath, 'w');
  const { settle, ...staged } = stagedFile(stage, rejects);
  try {
    const done = await work(staged);
    await staged.flush();
    if (staged.counts.rejected > 0) await rejects.write(rejectsHeader(done.sha256), 0);
    return { ...done, counts: staged.counts };
  } finally {
    await settle();
    await rejects.close();
  }
}

/**
 * While a batch is being staged the next one may be taken; `settle` waits for what is being staged, whatever comes of
 * it.
 */
function stagedFile(stage: Stage, rejects: FileHandle): StagedFile & { settle(this: void): Promise<void> } {
  const counts: StagedCounts = { records: 0, rejected: 0, ignored: 0, reasons: {} };
  const text = stagingText();
  let rejected = '';
  let begun = false;
  let turn = performance.now();

  const because = (reason: string) => {
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
  };

  let staging = Promise.resolve();

  async function send(): Promise<void> {
    await staging;
    staging = stage(text.take());
    // Whoever waits for it next gets the failure.
    staging.catch(() => undefined);
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
            text.add(event);
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
        if (text.bytes >= BATCH || rejected.length >= BATCH) await send();
        if (performance.now() - turn > TURN) {
          await setImmediate();
          turn = performance.now();
        }
      }
    },
  };
}

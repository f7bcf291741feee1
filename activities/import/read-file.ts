import { join } from 'node:path';
import { FileRefused } from '../../domain/errors.js';
import { canonicalCsv } from '../../ingest/canonical/csv.js';
import { canonicalJsonl } from '../../ingest/canonical/jsonl.js';
import { detectFormat } from '../../ingest/formats.js';
import { mappedTable } from '../../ingest/mapping/mapped-table.js';
import type { SourceFormat } from '../../ingest/source-format.js';
import { PARTIAL } from '../../store/home/durable-file.js';
import type { Home } from '../../store/home/home.js';
import { clearStaging, numberWithinDays } from '../../store/staging/staging.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { isParquet, stageParquet, stagePlainCsv, stagePlainJsonl } from './bulk-file.js';
import { refuseBomb } from './gzip.js';
import { lineShape } from './line-shape.js';
import { readStaged, stageHere } from './read-in-thread.js';
import type { ReadText } from './read-text.js';
import { readHead, receiveFile, type Head } from './received-file.js';
import { stageRecords } from './staged-file.js';
import type { ImportInput } from '../import-reports.js';

/** A file that has been read: its copy, its records in the staging tables, its rejects in `rejectsPath`. */
export interface ReadFile extends Pick<ReadText, 'copyPath' | 'sha256' | 'counts'> {
  format: string;
  stated?: ReadText['stated'];
  reported?: ReadText['reported'];
  rejectsPath: string;
}

/**
 * Reads a file once, by its name, which some formats read: into a copy in the home and into the staging tables. Throws
 * FileRefused for what is no export or no file, NotFound where there is nothing.
 */
export async function readFile(
  { home, warehouse }: { home: Home; warehouse: Warehouse },
  input: ImportInput,
  fileName: string,
): Promise<ReadFile> {
  const head = await readHead(input.path);
  if (head.gzip) await refuseBomb(input.path);
  const format = formatOf(head, input, fileName);
  if (format?.needsAccount && input.account === null)
    throw new FileRefused(
      `${format.name} files name no account: say it with --account, or put the file into inbox/<account>/`,
    );
  await clearStaging(warehouse);
  const rejectsPath = join(home.rejects, `incoming${PARTIAL}`);
  const reading = { home, warehouse, input, head, rejectsPath };
  if (format === undefined) return readParquet(reading);
  const stage = head.gzip ? undefined : PLAIN.get(format);
  const plain = stage && (await readPlain(reading, stage));
  if (plain) return { ...plain, format: format.name, rejectsPath };
  const { path, account, mapping } = input;
  const by = mapping === undefined ? { format: format.name } : { mapping };
  const job = { home, path, account, fileName, gzip: head.gzip, by, rejectsPath };
  const read = await readStaged(job, warehouse);
  if (format.inOrderOfBooking) await numberWithinDays(warehouse);
  return { ...read, format: format.name, rejectsPath };
}

/** The formats of canonical records as text, which DuckDB may read. */
const PLAIN: ReadonlyMap<SourceFormat, typeof stagePlainCsv> = new Map([
  [canonicalCsv, stagePlainCsv],
  [canonicalJsonl, stagePlainJsonl],
]);

interface Reading {
  home: Home;
  warehouse: Warehouse;
  input: ImportInput;
  head: Head;
  rejectsPath: string;
}

/** The mapping's, where the user gave one; undefined for Parquet. */
function formatOf(head: Head, input: ImportInput, fileName: string): SourceFormat | undefined {
  const parquet = isParquet(head.bytes) && !head.gzip;
  if (input.mapping === undefined) return parquet ? undefined : detectFormat(head.bytes, fileName);
  if (parquet) throw new FileRefused('a Parquet file: a mapping is for tables of text');
  return mappedTable(input.mapping);
}

async function readParquet({ home, warehouse, input, rejectsPath }: Reading): Promise<ReadFile> {
  const received = await receiveFile(home, input.path, () => Promise.resolve());
  const file = { path: received.copyPath, account: input.account };
  const read = await stageRecords(stageHere({ home, warehouse }), rejectsPath, async (staged) => {
    await stageParquet(warehouse, staged, file);
    return received;
  });
  return { ...read, format: 'canonical-parquet', rejectsPath };
}

/** Undefined where not every line is a record: the file is then to be read as text. */
async function readPlain(reading: Reading, stage: typeof stagePlainCsv) {
  const { home, warehouse, input, head, rejectsPath } = reading;
  const shape = lineShape();
  const received = await receiveFile(home, input.path, (chunk) => {
    shape.push(chunk);
    return Promise.resolve();
  });
  if (!shape.plain()) return undefined;
  const of = { path: received.copyPath, account: input.account, head: head.bytes };
  const file = { ...of, lines: shape.lines(), breaks: shape.breaks() };
  const { inBulk, ...read } = await stageRecords(stageHere(reading), rejectsPath, async (staged) => ({
    ...received,
    inBulk: await stage(warehouse, staged, file),
  }));
  return inBulk ? read : undefined;
}

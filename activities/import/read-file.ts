import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { IsoDate } from '../../domain/time/dates.js';
import { FileRefused } from '../../domain/errors.js';
import { canonicalCsv } from '../../ingest/canonical/csv.js';
import { detectFormat } from '../../ingest/formats.js';
import { mappedTable } from '../../ingest/mapping/mapped-table.js';
import type { SourceFormat } from '../../ingest/source-format.js';
import { PARTIAL } from '../../store/home/durable-file.js';
import type { Home } from '../../store/home/home.js';
import { clearStaging, numberWithinDays } from '../../store/staging/staging.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { isParquet, stageParquet, stagePlainCsv } from './bulk-file.js';
import { gunzipped } from './gzip.js';
import { lineShape } from './line-shape.js';
import { readChunks, readHead, receiveFile, type Head, type ReceivedFile } from './received-file.js';
import { rejectsHeader } from './rejects-file.js';
import { stagedFile, type StagedCounts, type StagedFile } from './staged-file.js';
import type { ImportInput } from '../steps.js';

interface Read extends ReceivedFile {
  format: string;
  /** The range that the file itself says it covers. */
  stated?: { from: IsoDate; through: IsoDate } | undefined;
  /** When the broker made it, as it says itself. */
  reported?: string | undefined;
}

/** A file that has been read: its copy, its records in the staging tables, its rejects in `rejectsPath`. */
export interface ReadFile extends Read {
  counts: StagedCounts;
  rejectsPath: string;
}

/**
 * Reads a file once, by its name, which some formats read: into a copy in the home and into the staging tables. Throws FileRefused for what is
 * no export or no file, NotFound where there is nothing.
 */
export async function readFile(
  { home, warehouse }: { home: Home; warehouse: Warehouse },
  input: ImportInput,
  fileName: string,
): Promise<ReadFile> {
  const head = await readHead(input.path);
  const format = formatOf(head, input, fileName);
  if (format?.needsAccount && input.account === null)
    throw new FileRefused(
      `${format.name} files name no account: say it with --account, or put the file into inbox/<account>/`,
    );
  await clearStaging(warehouse);
  const rejectsPath = join(home.rejects, `incoming${PARTIAL}`);
  const rejects = await open(rejectsPath, 'w');
  const staged = stagedFile({ warehouse, home }, rejects);
  try {
    const reading = { home, warehouse, staged, input, head, fileName };
    const read =
      format === undefined
        ? await readParquet(reading)
        : format === canonicalCsv && !head.gzip
          ? await readCanonicalCsv(reading)
          : await readText(reading, format);
    await staged.flush();
    if (staged.counts.rejected > 0) await rejects.write(rejectsHeader(read.sha256), 0);
    if (format?.inOrderOfBooking) await numberWithinDays(warehouse);
    return { ...read, counts: staged.counts, rejectsPath };
  } finally {
    await staged.settle();
    await rejects.close();
  }
}

interface Reading {
  home: Home;
  warehouse: Warehouse;
  staged: StagedFile;
  input: ImportInput;
  head: Head;
  fileName: string;
}

/** The mapping's, where the user gave one; undefined for Parquet. */
function formatOf(head: Head, input: ImportInput, fileName: string): SourceFormat | undefined {
  const parquet = isParquet(head.bytes) && !head.gzip;
  if (input.mapping === undefined) return parquet ? undefined : detectFormat(head.bytes, fileName);
  if (parquet) throw new FileRefused('a Parquet file: a mapping is for tables of text');
  return mappedTable(input.mapping);
}

/** In bytes: few enough for what is made of them to be gone before the collector of garbage moves it. */
const PARSED_AT_ONCE = 2 ** 16;

/** Records as they come: the file passes through the program. */
async function readText(
  { home, staged, input, head, fileName }: Reading,
  format: SourceFormat,
): Promise<Read> {
  const parser = format.open({ account: input.account }, fileName);
  const parse = async (chunk: Uint8Array) => {
    for (let at = 0; at < chunk.length; at += PARSED_AT_ONCE)
      await staged.take(parser.push(chunk.subarray(at, at + PARSED_AT_ONCE)));
  };
  const unpacking = head.gzip ? gunzipped(parse) : undefined;
  const receive = unpacking ? (chunk: Uint8Array) => unpacking.push(chunk) : parse;
  const received = await receiveFile(home, input.path, receive);
  await unpacking?.end();
  await staged.take(parser.end());
  return { ...received, format: format.name, stated: parser.covered?.(), reported: parser.reported?.() };
}

async function readParquet({ home, warehouse, staged, input }: Reading): Promise<Read> {
  const received = await receiveFile(home, input.path, () => Promise.resolve());
  await stageParquet(warehouse, staged, { path: received.copyPath, account: input.account });
  return { ...received, format: 'canonical-parquet' };
}

/** In bulk where every line is a record; else as text, from the copy. */
async function readCanonicalCsv({ home, warehouse, staged, input, head, fileName }: Reading): Promise<Read> {
  const shape = lineShape();
  const received = await receiveFile(home, input.path, (chunk) => {
    shape.push(chunk);
    return Promise.resolve();
  });
  const read = { ...received, format: canonicalCsv.name };
  const plain = { path: received.copyPath, account: input.account, head: head.bytes, lines: shape.lines() };
  if (shape.plain() && (await stagePlainCsv(warehouse, staged, plain))) return read;
  const parser = canonicalCsv.open({ account: input.account }, fileName);
  await readChunks(received.copyPath, (chunk) => staged.take(parser.push(chunk)));
  await staged.take(parser.end());
  return read;
}

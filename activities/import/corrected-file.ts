import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { latest, type IsoDate } from '../../domain/time/dates.js';
import { FileRefused, NotFound } from '../../domain/errors.js';
import { groupBy } from '../../domain/group-by.js';
import { formats } from '../../ingest/formats.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import { mappedTable } from '../../ingest/mapping/mapped-table.js';
import type { Parsed, SourceFormat } from '../../ingest/source-format.js';
import { correctedText, type Correction } from '../../ingest/text/corrected-text.js';
import { csvRecords } from '../../ingest/text/csv-records.js';
import { csvHeadings } from '../../ingest/text/csv-table.js';
import { headText } from '../../ingest/text/plain-text.js';
import { PARTIAL } from '../../store/home/durable-file.js';
import { factsOf, type Journal } from '../../store/home/journal.js';
import type { ManifestEntry } from '../../store/home/manifest.js';
import type { Store } from '../../store/open-store.js';
import { keptImports } from '../../store/home/standing.js';
import { gunzipped } from './gzip.js';
import { readChunks, readHead } from './received-file.js';
import { cellText, fileOfRejects } from './rejects-file.js';
import type { ImportInput } from '../import-reports.js';

/** Files whose records have no text of their own. */
const NO_TEXT = new Set(['canonical-parquet', 'lean-zip', 'freqtrade-feather', 'freqtrade-sqlite']);

/** How a rejects file begins, as it was written or as a spreadsheet writes it again. */
const FIRST_HEADING = /^"?line"?[,;\t]/;

/** What is to be imported in a rejects file's place. */
export interface CorrectedFile {
  input: ImportInput;
  /** What the file was called that a person imported. */
  fileName: string;
  /** The import of that file. */
  corrects: number;
}

/** A file's name without the ending of a packed one, so that `AAPL.csv.gz` is of AAPL. */
export function nameWithin(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

/**
 * The file that a rejects file is of, with the lines that were corrected there in their places: it is made anew in the
 * home and to be removed after use. Undefined for any other file. It covers what the file was said to cover. Throws
 * NotFound where the file is of no import that was kept and FileRefused for lines that cannot be put in place.
 */
export async function correctedFile(
  { home, manifest, journal }: Pick<Store, 'home' | 'manifest' | 'journal'>,
  input: ImportInput,
): Promise<CorrectedFile | undefined> {
  const { bytes } = await readHead(input.path);
  // Most files are none, and many of them no text at all.
  if (!FIRST_HEADING.test(headText(bytes.subarray(0, 64)))) return undefined;
  const fileSha256 = fileOfRejects(csvHeadings(bytes.subarray(0, 4_096)));
  if (fileSha256 === undefined) return undefined;
  const told = keptImports({ manifest, journal }).filter((entry) => entry.file_sha256 === fileSha256);
  const entry = told.findLast(({ account }) => input.account === null || account === input.account);
  if (!entry) throw new NotFound(`the rejects of a file that is not imported: ${fileSha256}`);
  if (NO_TEXT.has(entry.format))
    throw new FileRefused(`rejects of ${entry.format}, which is no text: correct the file itself`);
  const mapping = entry.mapping as TableMapping | null;
  const format = mapping === null ? formats.find(({ name }) => name === entry.format) : mappedTable(mapping);
  if (!format) throw new FileRefused(`rejects of ${entry.format}, which is not read any more`);
  const original = join(home.raw, fileSha256);
  const corrects = entry.corrects ?? entry.seq;
  const first = manifest.entries.find(({ seq }) => seq === corrects) ?? entry;
  const fileName = nameWithin(first.path);
  const rows = await rejectRows(input.path);
  const rejects = await rejectsOf(original, { format, fileName, account: entry.account });
  const path = join(home.raw, `corrected${PARTIAL}`);
  await writeCorrected(original, path, corrections(rows, rejects));
  const { mapping: _, ...asked } = input;
  const of = {
    path,
    account: entry.account,
    coveredThrough: latest(input.coveredThrough, saidOf(entry, journal)),
  };
  return { input: { ...asked, ...of, ...(mapping === null ? {} : { mapping }) }, fileName, corrects };
}

/** How far an import covers its accounts, be it that the user said so later. */
function saidOf({ seq, covered_through }: ManifestEntry, journal: Journal): IsoDate | null {
  return factsOf(journal, 'import_covered')
    .filter((fact) => fact.seq === seq)
    .reduce<IsoDate | null>((said, { through }) => latest(said, through), covered_through);
}

interface RejectRow {
  line: number;
  raw: string;
}

async function rejectRows(path: string): Promise<RejectRow[]> {
  const records = csvRecords();
  const rows: RejectRow[] = [];
  const take = (some: ReturnType<typeof records.push>) => {
    for (const { line: at, fields, problem } of some) {
      const [line = '', , raw = ''] = fields;
      if (at === 1 && line === 'line') continue;
      if (problem !== undefined || !/^\d{1,15}$/.test(line))
        throw new FileRefused(`a rejects file whose line ${at} does not say which line it is of`);
      rows.push({ line: Number(line), raw });
    }
    return Promise.resolve();
  };
  await readPlain(path, (chunk) => take(records.push(chunk)));
  await take(records.end());
  return rows;
}

/** The records of a file that its format rejects, as they stand there. */
async function rejectsOf(
  path: string,
  { format, fileName, account }: { format: SourceFormat; fileName: string; account: string | null },
): Promise<RejectRow[]> {
  const parser = format.open({ account }, fileName);
  const rejects: RejectRow[] = [];
  const take = (events: Iterable<Parsed>) => {
    for (const event of events)
      if (event.kind === 'reject') rejects.push({ line: event.line, raw: event.raw });
    return Promise.resolve();
  };
  await readPlain(path, (chunk) => take(parser.push(chunk)));
  await take(parser.end());
  return rejects;
}

/** What was changed: the rows of a line against its rejects, which stand in the same order. */
function corrections(rows: readonly RejectRow[], rejects: readonly RejectRow[]): Correction[] {
  const byLine = groupBy(rejects, ({ line }) => line);
  return [...groupBy(rows, ({ line }) => line)].flatMap(([line, given]) => {
    const known = byLine.get(line) ?? [];
    if (given.length > known.length)
      throw new FileRefused(`a rejects file that has line ${line} more often than it was rejected`);
    if (given.length < known.length)
      throw new FileRefused(
        `line ${line} was rejected ${known.length} times: leave all its rows in the rejects file`,
      );
    const changed = given.flatMap(({ raw }, at): Correction[] => {
      const was = known[at]?.raw ?? '';
      const now = cellText(raw, was);
      return now === was ? [] : [{ line, was, now }];
    });
    // Two records of one text, as the two ends of a trade are, are corrected together.
    return changed.filter(
      (one, at) => !changed.slice(0, at).some(({ was, now }) => was === one.was && now === one.now),
    );
  });
}

async function writeCorrected(from: string, to: string, changes: readonly Correction[]): Promise<void> {
  const text = correctedText(changes);
  const file = await open(to, 'w');
  try {
    await readPlain(from, (chunk) => file.writeFile(text.push(chunk)));
    await file.writeFile(text.end());
  } finally {
    await file.close();
  }
}

/** Hands on the content of a file, unpacked where it is packed. */
async function readPlain(path: string, onChunk: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  const { gzip } = await readHead(path);
  const unpacking = gzip ? gunzipped(onChunk) : undefined;
  await readChunks(path, unpacking ? (chunk) => unpacking.push(chunk) : onChunk);
  await unpacking?.end();
}

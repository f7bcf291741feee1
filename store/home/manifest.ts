import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CashTotals } from '../../domain/records/import-report.js';
import { DATASETS } from '../../domain/records/records.js';
import { openLog, readLog, type AppendLog } from './append-log.js';
import { isoDate } from './iso-date.js';

const lakeFile = z.strictObject({
  dataset: z.enum(DATASETS),
  /** Relative to the lake. */
  path: z.string(),
  rows: z.int(),
  sha256: z.string(),
});

/** Input records by what became of them; `lines` is the sum of the others. */
const lineCounts = z.strictObject({
  lines: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  ignored: z.int(),
  duplicates: z.int(),
});

const cashTotals = z.strictObject({
  account: z.string(),
  currency: z.string(),
  trades: z.string(),
  fees: z.string(),
  income: z.string(),
  transfers: z.string(),
  total: z.string(),
}) satisfies z.ZodType<CashTotals>;

/**
 * What an import put where, and all that its report and a rebuild need; its line in the manifest is what makes it an
 * import.
 */
const manifestEntry = z.strictObject({
  /** Version of the contract that the records follow. */
  contract: z.int(),
  /** Its place in the manifest, from 1. */
  seq: z.int(),
  file_sha256: z.string(),
  /** As the user gave it. */
  path: z.string(),
  /** The import that it is made of with lines corrected, the first of them; null where it is none of a rejects file. */
  corrects: z.int().nullable(),
  /** Readings of the same file by earlier mappings, in whose place it stands. */
  replaces: z.array(z.int()).optional(),
  format: z.string(),
  /** Said by the user for a file that names none. */
  account: z.string().nullable(),
  /** How the user said the file is to be read, where it is no known export. */
  mapping: z.record(z.string(), z.unknown()).nullable(),
  imported_at: z.string(),
  /** What asked for it, in words of whoever tries again until it has the report; null where nobody does. */
  request: z.string().nullable(),
  files: z.array(lakeFile),
  /** Accounts whose trades or cash are in it: those that its range covers. */
  accounts: z.array(z.string()),
  covered_from: isoDate.nullable(),
  covered_through: isoDate.nullable(),
  /**
   * When the broker made the file, else the last day it covers or has records of: it decides which of two files is
   * newer.
   */
  reported: z.string().nullable().default(null),
  counts: lineCounts,
  /** Why lines were not accepted. */
  reasons: z.record(z.string(), z.int()),
  cash: z.array(cashTotals),
});

export type LakeFile = z.infer<typeof lakeFile>;
export type LineCounts = z.infer<typeof lineCounts>;
export type ManifestEntry = z.infer<typeof manifestEntry>;

export type Manifest = AppendLog<ManifestEntry>;

export function openManifest(path: string): Promise<Manifest> {
  return openLog(path, manifestEntry);
}

export function readManifest(path: string): Promise<Pick<Manifest, 'entries'>> {
  return readLog(path, manifestEntry);
}

/**
 * How many imports a manifest lists and when the last of them came, without opening it; null where it does not read,
 * and for none.
 */
export async function importsNoted(path: string): Promise<{ imports: number; last_at: string } | null> {
  try {
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const last = JSON.parse(lines.at(-1) ?? '') as ManifestEntry;
    return { imports: lines.length, last_at: last.imported_at };
  } catch {
    return null;
  }
}

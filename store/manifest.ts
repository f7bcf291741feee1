import type { IsoDate } from '../domain/dates.js';
import type { Dataset } from '../domain/records.js';
import { openLog, type AppendLog } from './append-log.js';

/** What an import put where, and all that its report and a rebuild need; its line in the manifest is what makes it an import. */
export interface ManifestEntry {
  /** Version of the contract that the records follow. */
  contract: number;
  /** Its place in the manifest, from 1. */
  seq: number;
  file_sha256: string;
  /** As the user gave it. */
  path: string;
  format: string;
  /** Said by the user for a file that names none. */
  account: string | null;
  imported_at: string;
  /** What asked for it, in words of whoever tries again until it has the report; null where nobody does. */
  request: string | null;
  files: LakeFile[];
  /** Accounts whose trades or cash are in it: those that its range covers. */
  accounts: string[];
  covered_from: IsoDate | null;
  covered_through: IsoDate | null;
  counts: LineCounts;
  /** Why lines were not accepted. */
  reasons: Record<string, number>;
  cash: CashTotals[];
}

export interface LakeFile {
  dataset: Dataset;
  /** Relative to the lake. */
  path: string;
  rows: number;
  sha256: string;
}

/** Input records by what became of them; `lines` is the sum of the others. */
export interface LineCounts {
  lines: number;
  accepted: number;
  rejected: number;
  ignored: number;
  duplicates: number;
}

/** Cash of one account and currency over all lines of a file; decimal texts that add up to `total`. */
export interface CashTotals {
  account: string;
  currency: string;
  trades: string;
  fees: string;
  income: string;
  transfers: string;
  total: string;
}

export type Manifest = AppendLog<ManifestEntry>;

export function openManifest(path: string): Promise<Manifest> {
  return openLog<ManifestEntry>(path);
}

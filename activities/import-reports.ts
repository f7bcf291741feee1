import type { IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { ReportedFile } from '../domain/records/import-report.js';

export interface ImportInput {
  /** Absolute path of the file. */
  path: string;
  /** The path as the user gave it, for the report. */
  givenPath: string;
  account: string | null;
  /** How far the account is known, when the user says so. */
  coveredThrough: IsoDate | null;
  /** How a table that is no known export is to be read. */
  mapping?: TableMapping;
  /** Names this very request, where a step whose answer was lost is run again: it then gives that answer. */
  request?: string;
}

/** An import of a file whose copy lies in the home's staging folder under its hash. */
export interface StagedImport extends Omit<ImportInput, 'path'> {
  sha256: string;
}

/** What became of a file: its report, or the name and the message of what it was refused for. */
export type FileOutcome = { report: FileReport } | { refused: { name: string; message: string } };

export interface RetractInput {
  fileSha256: string;
  account?: string;
}

/** What becomes of a file that is imported. */
export interface FileReport extends ReportedFile {
  /**
   * Other accounts under which half or more of its trades are as well, most often the same account by another name. No
   * part of the contract's report.
   */
  also_under: { account: string; trades: number }[];
}

export interface RetractReport {
  file_sha256: string;
  imports: number;
  records_removed: number;
}

export interface ExportInput {
  table: string;
  format: 'parquet' | 'jsonl' | 'csv';
}

export interface ExportReport {
  table: string;
  /** In the home's `exports/`. */
  path: string;
  rows: number;
  sha256: string;
}

export interface RebuildReport {
  imports: number;
  executions: number;
  recommendations: number;
  matches: number;
  outcomes: number;
}

export interface StoreDescription {
  store_id: string;
  imports: number;
  executions: number;
  recommendations: number;
  bars: number;
  matches: number;
  first_date: IsoDate | null;
  last_date: IsoDate | null;
  /** The last trading date with advice or a trade. */
  last_activity: IsoDate | null;
  /** The last day that anything is known of: of `last_date`, the accounts' coverage and the steps. */
  known_through: IsoDate | null;
  reconciled_through: IsoDate | null;
  outcomes_through: IsoDate | null;
  /** Ascending. */
  weeks_published: IsoWeek[];
  accounts: { account: string; covered_from: IsoDate; covered_through: IsoDate }[];
}

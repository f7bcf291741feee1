import type { IsoDate } from '../time/dates.js';

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

/** One file of the import report, in the contract's shape. */
export interface ReportedFile {
  path: string;
  sha256: string;
  format: string;
  lines: number;
  accepted: number;
  rejected: number;
  ignored: number;
  duplicates: number;
  reasons: Record<string, number>;
  rejects_path: string | null;
  covered_from: IsoDate | null;
  covered_through: IsoDate | null;
  cash: CashTotals[];
}

/** An import as its report was, with what became of it since. */
export interface ListedImport extends ReportedFile {
  /** Its number among the imports of the home. */
  id: number;
  imported_at: string;
  /** The account that was said for it; null where the file names its own. */
  account: string | null;
  /** The accounts that it has trades or cash of. */
  accounts: string[];
  /** Read by a mapping of its columns. */
  mapped: boolean;
  /** The import of which it is the corrected file; null where it is none. */
  corrects: number | null;
  retracted: boolean;
  /** Not retracted, and of a file and its corrections the last. */
  in_force: boolean;
}

import type { IsoDate } from '../time/dates.js';

/** Whether the figures of a week can be relied on. */
export interface WeekTrust {
  /** Cash, prices and coverage are as they should be. */
  ties_out: boolean;
  /** By account and currency. */
  accounts: {
    account: string;
    covered_through: IsoDate | null;
    /** Decimal text: what its records come to less what its files say; null where no file says so. */
    cash_difference: string | null;
    /** Null where nothing of its own says one. */
    currency: string | null;
    rejected_lines: number;
    /** Sessions of the week and before that its files do not cover. */
    days_behind: number;
  }[];
  problems: {
    kind: 'cash' | 'coverage' | 'rejected' | 'step' | 'pending';
    text: string;
    /** The account that it is about; null: none alone. */
    account: string | null;
  }[];
}

import type { Fact, Facts } from '../home/journal.js';

/** A table whose rows are made of the journal's facts alone. */
export interface JournalTable {
  table: string;
  /** The kinds of facts that it is made of. */
  facts: readonly Fact['fact'][];
  /** Of what makes the rows: one higher, and rows that are stored are made anew. */
  rules: number;
  /** All its rows, by the columns' names. */
  rows: (journal: Facts) => readonly object[];
}

import { algorithmChanges, algorithmVersions } from './algorithm.js';
import { candidates } from './candidates.js';
import { decisions } from './decisions.js';
import { said } from './said.js';
import type { JournalTable } from './journal-table.js';

/** The tables that are made of the journal alone. */
export const JOURNAL_TABLES: readonly JournalTable[] = [
  candidates,
  decisions,
  algorithmVersions,
  algorithmChanges,
  said,
];

import { parseDecimal } from '../../domain/number/decimal.js';
import type { ExportedTable } from '../exported-table.js';
import { factsOf } from '../home/journal.js';
import type { JournalTable } from './journal-table.js';

/** What people decided about candidates, a row a decision. */
export const decisionsTable: ExportedTable = {
  name: 'decisions',
  columns: {
    decision_id: 'text',
    candidate_id: 'text',
    revision: 'integer',
    decision: 'text',
    until: 'date',
    reason: 'text',
    by: 'text',
    decided_at: 'text',
    effective_from: 'date',
    accept_cost: 'boolean',
    on_breach: 'text',
    weekly_loss_limit: 'decimal',
    version: 'text',
  },
  order: ['decided_at', 'decision_id'],
};

export const decisions: JournalTable = {
  table: 'decisions',
  facts: ['candidate_decided'],
  rules: 1,
  rows: (journal) =>
    factsOf(journal, 'candidate_decided').map(({ row }) => ({
      ...row,
      weekly_loss_limit: row.weekly_loss_limit === null ? null : parseDecimal(row.weekly_loss_limit),
    })),
};

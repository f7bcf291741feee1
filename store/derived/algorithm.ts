import { registryOf, type Registry } from '../../domain/registry/registry.js';
import type { ExportedTable } from '../exported-table.js';
import { factsOf, type Facts } from '../home/journal.js';
import type { JournalTable } from './journal-table.js';

/** The versions of algorithms that there are. */
export const algorithmVersionsTable: ExportedTable = {
  name: 'algorithm_versions',
  columns: {
    version: 'text',
    parent: 'text',
    sha256: 'text',
    parameters: 'json',
    patch: 'json',
    candidate_id: 'text',
    created_at: 'text',
    origin: 'text',
  },
  order: ['created_at', 'version'],
  nullsFirst: true,
};

/** What was in force from when on, and what came of it: a row a change. */
export const algorithmChangesTable: ExportedTable = {
  name: 'algorithm_changes',
  columns: {
    change_id: 'text',
    kind: 'text',
    from_version: 'text',
    to_version: 'text',
    effective_from: 'date',
    at: 'text',
    by: 'text',
    candidate_id: 'text',
    decision_id: 'text',
    why: 'text',
    watch_until: 'date',
    validation: 'json',
    outcome: 'text',
  },
  order: ['at', 'change_id'],
  nullsFirst: true,
};

/** The versions and changes that the journal comes to. */
export function registryIn(journal: Facts): Registry {
  const { versions, changes } = registryOf({
    versions: factsOf(journal, 'algorithm_version').map(({ row }) => row),
    changes: factsOf(journal, 'algorithm_change').map(({ row }) => row),
  });
  const validations = new Map(
    factsOf(journal, 'validation_published').map((told) => [told.change_id, JSON.stringify(told.validation)]),
  );
  return {
    versions,
    changes: changes.map((row) => ({ ...row, validation: validations.get(row.change_id) ?? null })),
  };
}

/** The implementations whose change of what is in force is not in the journal: a crash came between. */
export function unfollowedDecisions(journal: Facts) {
  const isMade = new Set(registryIn(journal).changes.map(({ decision_id }) => decision_id));
  return factsOf(journal, 'candidate_decided').filter(
    ({ row }) => row.decision === 'implement' && !isMade.has(row.decision_id),
  );
}

export const algorithmVersions: JournalTable = {
  table: 'algorithm_versions',
  facts: ['algorithm_version'],
  rules: 1,
  rows: (journal) => registryIn(journal).versions,
};

export const algorithmChanges: JournalTable = {
  table: 'algorithm_changes',
  facts: ['algorithm_version', 'algorithm_change', 'validation_published'],
  rules: 1,
  rows: (journal) => registryIn(journal).changes,
};

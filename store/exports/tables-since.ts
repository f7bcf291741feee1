import { isMatchFact } from '../../domain/matching/match-fact.js';
import { JOURNAL_TABLES } from '../derived/journal-tables.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import type { Fact, Facts } from '../home/journal.js';
import { EXPORT_TABLES } from './tables.js';

/**
 * The exported tables that may show something else than at an earlier moment: whose rows were committed since, or about
 * which something was said. All of them where the warehouse was opened again since.
 */
export function tablesSince(
  { warehouse, journal }: { warehouse: Pick<Warehouse, 'writtenSince'>; journal: Facts },
  before: { generation: string; facts: number },
): string[] {
  const written = warehouse.writtenSince(before.generation);
  if (written === undefined) return [...EXPORT_TABLES];
  const found = new Set([...written, ...journal.entries.slice(before.facts).flatMap(tablesOf)]);
  return EXPORT_TABLES.filter((table) => found.has(table));
}

/** The tables that show a fact before any step has come to it. */
function tablesOf(fact: Fact): string[] {
  if (isMatchFact(fact)) return ['matches'];
  switch (fact.fact) {
    case 'advice_intended':
      return ['matches'];
    case 'epoch_set':
      return ['matches', 'weekly_summaries'];
    case 'week_published':
    case 'week_reviewed':
    case 'questions_asked':
      return ['weekly_summaries'];
    case 'rows_kept':
      return [fact.table];
    default:
      return JOURNAL_TABLES.filter(({ facts }) => facts.includes(fact.fact)).map(({ table }) => table);
  }
}

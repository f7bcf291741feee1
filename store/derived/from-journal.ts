/**
 * Tables whose rows are made of the journal's facts alone. The journal is the truth: the rows of a table are written
 * anew, whole, when the number of its facts is not the one that was noted with them. So a crash between a fact and its
 * table heals at the next opening, and a rebuild needs nothing of its own.
 */
import type { Fact, Facts, Journal } from '../home/journal.js';
import { appendFacts } from '../home/journal.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import type { JournalTable } from './journal-table.js';
import { JOURNAL_TABLES } from './journal-tables.js';

interface Parts {
  journal: Facts;
  warehouse: Warehouse;
}

/** Writes the rows of those tables anew that are not made of the facts there are. */
export async function followJournal(
  { journal, warehouse }: Parts,
  tables: readonly JournalTable[] = JOURNAL_TABLES,
): Promise<void> {
  const behind = await behindJournal(warehouse, journal, tables);
  if (behind.length === 0) return;
  await warehouse.transaction(async () => {
    for (const table of behind) {
      await warehouse.run(`DELETE FROM ${table.table}`);
      await warehouse.insert(table.table, table.rows(journal));
    }
    const names = behind.map(({ table }) => table);
    await warehouse.run('DELETE FROM journal_tables WHERE list_contains(?, table_name)', [names]);
    await warehouse.insert(
      'journal_tables',
      behind.map((table) => ({ table_name: table.table, made_of: madeOf(table, journal) })),
    );
  });
}

/** The tables whose rows are made of other facts than there are, or by other rules. */
export async function behindJournal(
  warehouse: Reader,
  journal: Facts,
  tables: readonly JournalTable[] = JOURNAL_TABLES,
): Promise<JournalTable[]> {
  const noted = await warehouse.rows<{ table_name: string; made_of: string }>(
    'SELECT table_name, made_of FROM journal_tables ORDER BY table_name',
  );
  const before = new Map(noted.map(({ table_name, made_of }) => [table_name, made_of]));
  return tables.filter((table) => before.get(table.table) !== madeOf(table, journal));
}

/** Adds facts, those that are there already aside, then brings the tables up to them. */
export async function keepFacts(
  store: { journal: Journal; warehouse: Warehouse },
  facts: readonly Fact[],
): Promise<void> {
  await appendFacts(store.journal, facts);
  await followJournal(store);
}

function madeOf({ facts, rules }: JournalTable, { entries }: Facts): string {
  const count = entries.filter(({ fact }) => facts.includes(fact)).length;
  return `rules ${rules}, ${count} facts`;
}

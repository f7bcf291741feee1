import { StoreCorrupt } from '../domain/errors.js';
import * as first from './migrations/0001-first.js';
import type { Warehouse } from './warehouse.js';

/** The migrations in the order of their numbers; a new one goes to the end and none is ever changed. */
const MIGRATIONS = [first] as const;

/** Applies the migrations that a warehouse lacks, each in a transaction of its own. Throws StoreCorrupt on one newer than this program. */
export async function migrate(warehouse: Warehouse): Promise<void> {
  await warehouse.run('CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, name VARCHAR)');
  const [applied] = await warehouse.rows<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM schema_migrations',
  );
  const version = applied?.version ?? 0;
  if (version > MIGRATIONS.length)
    throw new StoreCorrupt(
      `the warehouse has schema version ${version}, this program knows ${MIGRATIONS.length}: update tradeloop`,
    );
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await warehouse.transaction(async () => {
      for (const statement of migration.statements) await warehouse.run(statement);
      await warehouse.run('INSERT INTO schema_migrations VALUES (?, ?)', [index + 1, migration.name]);
    });
  }
}

import { MIGRATIONS, migrate } from './migrate.js';
import { openDatabase, type Warehouse } from './warehouse.js';

/**
 * Opens (or creates) the file, or a database in memory for `:memory:`, and brings its schema up to date. Throws
 * StoreCorrupt on one newer than this program.
 */
export async function openWarehouse(path: string): Promise<Warehouse> {
  const warehouse = await openDatabase(path);
  try {
    await migrate(warehouse, MIGRATIONS);
    return warehouse;
  } catch (error) {
    await warehouse.close();
    throw error;
  }
}

import { WarehouseBroken } from '../../domain/errors.js';

/** How DuckDB says that a file is none of its own, or damaged. */
const BROKEN = /not a valid DuckDB database file|Corrupt database file|replaying WAL|^Serialization Error/;

/** An error that a damaged warehouse gave, as WarehouseBroken with the way to mend it; any other as it is. */
export function nameBroken(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !BROKEN.test(error.message)) return error;
  const [reason] = error.message.split('\n', 1);
  return new WarehouseBroken(
    `the warehouse ${path} cannot be read: "npx tradeloop rebuild" makes it again from imports and journal (${reason})`,
  );
}

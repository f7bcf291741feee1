import { tableRecords } from '../text/table-records.js';
import { columnsOfMapping, placeAmong } from './mapped-table.js';
import type { TableMapping } from './mapping.js';

/** A mapping that somebody named. */
export interface NamedMapping {
  name: string;
  mapping: TableMapping;
}

/** A header stands near the top. */
const MOST_BEFORE_HEADER = 50;
/** Fewer columns are in tables of all kinds. */
const FEWEST = 4;

/**
 * Of these mappings the one for the table that begins so: a record near its top has all the columns that it names. Of
 * several it is the one that names most, then the first. Undefined where none fits.
 */
export function fittingMapping(
  head: Uint8Array,
  mappings: readonly NamedMapping[],
): NamedMapping | undefined {
  const records = tableRecords({ cutOff: true });
  const read = records.push(head);
  const headers = (read.length > 1 ? read : [...read, ...records.end()]).slice(0, MOST_BEFORE_HEADER);
  let best: { named: NamedMapping; count: number } | undefined;
  for (const named of mappings) {
    const columns = new Set(columnsOfMapping(named.mapping));
    const count = columns.size;
    if (named.mapping.header === false || count < FEWEST || count <= (best?.count ?? 0)) continue;
    const hasAll = ({ fields }: { fields: readonly string[] }) => {
      const placeOf = placeAmong(fields);
      return [...columns].every((column) => typeof column === 'string' && placeOf(column) !== undefined);
    };
    if (headers.some(hasAll)) best = { named, count };
  }
  return best?.named;
}

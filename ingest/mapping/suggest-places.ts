import { actionOf } from './action-words.js';
import { guessTimeFormat } from './guess-time-format.js';
import type { Source, TableMapping } from './mapping.js';
import { distinct, TO_FILL_IN } from './suggested-source.js';
import { isNumber, MOSTLY, shareOf } from './table-sample.js';

/** True for what stands in rows and not in a header: half of its fields or more are numbers or times. */
export function isRow(fields: readonly string[]): boolean {
  const told = fields.filter((text) => text.trim() !== '');
  return (
    told.length > 1 &&
    shareOf(told, (text) => isNumber(text.trim()) || timeOf([text.trim()]) !== undefined) >= 0.5
  );
}

/**
 * A mapping of a table without a header: what values show by themselves, the time and the side, by their places; all
 * else is to be filled in, since of two numbers nothing says which is the price.
 */
export function suggestPlaces(rows: readonly (readonly string[])[]): TableMapping {
  const width = Math.max(...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => rows.flatMap((row) => row[at]?.trim() || []));
  const timeAt = columns.findIndex((values) => timeOf(values) !== undefined);
  const sideAt = columns.findIndex(
    (values, at) => at !== timeAt && shareOf(values, (text) => actionOf(text) !== undefined) >= MOSTLY,
  );
  const fields: Record<string, Source> = {
    executed_at: timeAt < 0 ? TO_FILL_IN : { column: timeAt + 1, ...timeOf(columns[timeAt] ?? []) },
    action: sideAt < 0 ? TO_FILL_IN : { column: sideAt + 1, values: sides(columns[sideAt] ?? []) },
    underlying: TO_FILL_IN,
    quantity: TO_FILL_IN,
    price: TO_FILL_IN,
    currency: TO_FILL_IN,
  };
  return { dataset: 'executions', header: false, fields };
}

function timeOf(values: readonly string[]) {
  return guessTimeFormat(values, { dayFirst: false, zone: '' });
}

function sides(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    distinct(values).flatMap((written) => {
      const action = actionOf(written);
      return action === undefined ? [] : [[written, action]];
    }),
  );
}

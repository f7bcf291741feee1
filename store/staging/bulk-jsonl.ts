import type { FieldKind } from '../../domain/records/record-fields.js';
import { fieldsOf, type Dataset } from '../../domain/records/records.js';
import type { BulkSource } from './bulk.js';
import { PLAIN_NAME, type BulkColumn } from './bulk-checks.js';
import { sqlText } from './datasets.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** More lists of names than this are no records of one kind. */
const MOST_LISTS = 64;
/** As long as a line of text may be. */
const LONGEST_LINE = 2 ** 20;

/**
 * Reads a file of one JSON object a line, `lines` of them in so many `bytes` without the line breaks, into the
 * temporary table `json_rows`, whose rowid gives the line. Gives the lists of names that the objects have. Undefined
 * where a line is anything else, or DuckDB may read it as another text than it is.
 */
export async function readJsonLines(
  warehouse: Warehouse,
  path: string,
  { lines, bytes }: { lines: number; bytes: number },
): Promise<string[][] | undefined> {
  try {
    await warehouse.run(
      `CREATE OR REPLACE TEMPORARY TABLE json_rows AS
       SELECT json FROM read_json_objects(${sqlText(path)}, format = 'newline_delimited', maximum_object_size = ${LONGEST_LINE})`,
    );
  } catch {
    return undefined;
  }
  const [read] = await warehouse.rows<{ n: number; length: number }>(
    'SELECT count(*) AS n, coalesce(sum(strlen(json)), 0)::BIGINT AS length FROM json_rows',
  );
  if (read?.n !== lines || read.length !== bytes) return undefined;
  const lists = await warehouse.rows<{ names: string[] }>(
    `SELECT DISTINCT json_keys(json) AS names FROM json_rows ORDER BY names LIMIT ${MOST_LISTS + 1}`,
  );
  return lists.length > MOST_LISTS ? undefined : lists.map(({ names }) => names);
}

/** What was read by {@link readJsonLines}, with these names in all; a row that is unsure is its line. */
export function jsonSource(dataset: Dataset, names: readonly string[], count: number): BulkSource {
  const kinds = new Map(fieldsOf(dataset).map(({ name, field }) => [name, field.kind]));
  const structure = `{${names.map((name) => `${JSON.stringify(name)}:"JSON"`).join(',')}}`;
  const columns = names.map((name, at): BulkColumn => ({ name, text: `c${at}` }));
  const texts = names.map((name, at) => `${textOf(`told.${quoted(name)}`, kinds.get(name))} AS c${at}`);
  return {
    rows: `SELECT line, json, ${texts.join(', ')}
      FROM (SELECT rowid + 1 AS line, json, json_transform(json, ${sqlText(structure)}) AS told FROM json_rows)`,
    columns,
    count,
    // DuckDB takes a comma behind the last member, which JSON has not.
    sure: `regexp_full_match(right(json, 2), '["0-9a-z]\\}')`,
    fields: '[json::VARCHAR]',
  };
}

const NUMERIC: ReadonlySet<FieldKind['kind'] | undefined> = new Set(['decimal', 'fraction', 'integer']);
/** So many characters of a number are what its nearest double is written as. */
const SHORT_NUMBER = 15;

/**
 * SQL of a member as the text that it would be in CSV; a control character, which no check takes, where it has no such
 * text.
 */
function textOf(json: string, kind: FieldKind['kind'] | undefined): string {
  const text = `${json}::VARCHAR`;
  const number = NUMERIC.has(kind) ? `WHEN length(${text}) <= ${SHORT_NUMBER} THEN ${text}` : '';
  return `CASE WHEN starts_with(${text}, '"') THEN
      CASE WHEN contains(${text}, '\\') THEN chr(1) ELSE nullif(substr(${text}, 2, length(${text}) - 2), '') END
    WHEN ${json} IS NULL THEN NULL ${number} ELSE chr(1) END`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

/**
 * All names of these lists of a dataset's records. Undefined where one is not plain, there twice, or of the names that
 * the contract does not have one stands now before and now behind another: those are kept in the order of their line.
 */
export function namesOf(dataset: Dataset, lists: readonly (readonly string[])[]): string[] | undefined {
  const known = new Set(fieldsOf(dataset).map(({ name }) => name));
  const others = lists.map((list) => list.filter((name) => !known.has(name)));
  const inOrder = [...new Set(others.toSorted((a, b) => b.length - a.length).flat())];
  const isInOrder = others.every(
    (list) => inOrder.filter((name) => list.includes(name)).join() === list.join(),
  );
  const names = [...new Set(lists.flat().filter((name) => known.has(name))), ...inOrder];
  const isOnce = lists.every((list) => new Set(list).size === list.length);
  const differ = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  return isInOrder && isOnce && differ && names.every((name) => PLAIN_NAME.test(name)) ? names : undefined;
}

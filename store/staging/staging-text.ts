/** How records are written for DuckDB to read them into the staging tables: CSV of a record a line, without a header. */
import type { Decimal } from '../../domain/number/decimal.js';
import type { FieldKind } from '../../domain/records/record-fields.js';
import { DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import { sqlText } from './datasets.js';

/** A record on its way into the store, one of any dataset; the columns that it lacks are null. */
export interface StagedRow {
  dataset: Dataset;
  record: object;
  lines: readonly number[];
  identity?: string;
  coarseness?: number;
  statedAmount?: Decimal;
}

const COLUMNS = new Map<Dataset, readonly string[]>(
  DATASETS.map((dataset) => [dataset, [...fieldsOf(dataset).map(({ name }) => name), 'extra']]),
);
/** What is staged with a record: `other_lines` is a list as text, null for a record of one line. */
const STAGED_WITH = ['line', 'other_lines', 'identity', 'coarseness', 'stated_amount'];

/** Records on their way into the staging tables, as text. */
export interface StagingBatch {
  /** How long the text is. */
  bytes: number;
  add(row: StagedRow): void;
  /** A line for each record of a dataset. */
  texts(): Iterable<[Dataset, Uint8Array]>;
}

export function stagingBatch(): StagingBatch {
  const texts = new Map<Dataset, { buffer: Buffer; length: number }>();

  function roomFor(dataset: Dataset, bytes: number): { buffer: Buffer; length: number } {
    const text = texts.get(dataset) ?? { buffer: Buffer.alloc(0), length: 0 };
    texts.set(dataset, text);
    if (text.length + bytes > text.buffer.length) {
      const larger = Buffer.allocUnsafe(2 * (text.length + bytes));
      text.buffer.copy(larger, 0, 0, text.length);
      text.buffer = larger;
    }
    return text;
  }

  return {
    bytes: 0,
    // Written at once, so that neither the record nor the pieces of its line outlive it.
    add(row) {
      const line = lineOf(row);
      const text = roomFor(row.dataset, line.length * MOST_BYTES);
      const written = text.buffer.write(line, text.length);
      text.length += written;
      this.bytes += written;
    },
    *texts() {
      for (const [dataset, { buffer, length }] of texts) yield [dataset, buffer.subarray(0, length)];
    },
  };
}

/** Of a character of UTF-16 in UTF-8. */
const MOST_BYTES = 3;

/** A record as a line. Decimals are written as the whole number of their units, which is read many times faster than a decimal. */
function lineOf({ dataset, record, lines, identity, coarseness, statedAmount }: StagedRow): string {
  const values = record as Readonly<Record<string, Written>>;
  let line = '';
  for (const name of COLUMNS.get(dataset) ?? []) line += `${written(values[name])},`;
  const others = lines.length > 1 ? `[${lines.slice(1).join(', ')}]` : null;
  return `${line}${lines[0]},${written(others)},${written(identity)},${coarseness ?? 0},${written(statedAmount)}\n`;
}

type Written = string | number | Decimal | null | undefined;

/** No text of a record is empty, so that an empty field is null. */
function written(value: Written): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return `"${value.includes('"') ? value.replaceAll('"', '""') : value}"`;
}

/** In bytes: a record is at most as long as a line of text may be, some of it told twice, escaped, in characters of four bytes. */
const LONGEST_LINE = 16 * 2 ** 20;

/** SQL that adds a file of such lines to a staging table. */
export function stagingInsert(dataset: Dataset, { table, path }: { table: string; path: string }): string {
  const fields = fieldsOf(dataset).map(({ name, field }) => ({
    column: `"${name}"`,
    value: valueOf(field.kind, `"${name}"`),
  }));
  const types = [...(COLUMNS.get(dataset) ?? []), ...STAGED_WITH].map((name) => `'${name}': 'VARCHAR'`);
  return `INSERT INTO ${table}
      (${fields.map(({ column }) => column).join(', ')}, extra, lines, identity, coarseness, stated_amount)
    SELECT ${fields.map(({ value }) => value).join(', ')}, extra,
      CASE WHEN other_lines IS NULL THEN [line::BIGINT] ELSE list_concat([line::BIGINT], other_lines::BIGINT[]) END,
      identity, coarseness::INTEGER, ${valueOf('decimal', 'stated_amount')}
    FROM read_csv(${sqlText(path)}, columns = {${types.join(', ')}}, auto_detect = false, header = false,
      delim = ',', quote = '"', escape = '"', new_line = '\\n', parallel = false, max_line_size = ${LONGEST_LINE}, buffer_size = ${2 * LONGEST_LINE})`;
}

/** So many characters of a whole number fit BIGINT. */
const SHORT = 18;

function valueOf(kind: FieldKind['kind'], text: string): string {
  switch (kind) {
    case 'decimal':
      return `CASE WHEN length(${text}) <= ${SHORT} THEN ${text}::BIGINT::DECIMAL(28,0) * 0.0000000001::DECIMAL(10,10)
        ELSE (left(${text}, -10) || '.' || right(${text}, 10))::DECIMAL(38,10) END`;
    case 'integer':
      return `${text}::BIGINT`;
    case 'fraction':
      return `${text}::DOUBLE`;
    case 'date':
      return `${text}::DATE`;
    default:
      return text;
  }
}

/**
 * How records are written for DuckDB to read them into the staging tables: CSV of a record a line, without a header.
 */
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

/** Records of a dataset as text, in their order: of each a line of these columns and of what is staged with it. */
export interface StagedText {
  dataset: Dataset;
  columns: readonly string[];
  text: Uint8Array;
}

/** Writes records on their way into the staging tables. */
export interface StagingText {
  /** How long the text is that was written since it was last taken. */
  bytes: number;
  add(row: StagedRow): void;
  /** All that was added since this was last called. */
  take(): StagedText[];
}

/**
 * So many records wait to be written, to show which columns they have; of the longest ones that is as much as memory
 * should hold.
 */
const ROWS_AT_ONCE = 64;

/**
 * A file's records have few of the columns, most often the same: those that no record so far has a value of are not
 * written.
 */
export function stagingText(): StagingText {
  const layouts = new Map<Dataset, Layout>();
  let waiting: StagedRow[] = [];
  let finished: StagedText[] = [];

  function layoutOf(dataset: Dataset): Layout {
    const known = layouts.get(dataset);
    if (known) return known;
    const layout = { used: [], unused: COLUMNS.get(dataset) ?? [], buffer: Buffer.alloc(0), length: 0 };
    layouts.set(dataset, layout);
    return layout;
  }

  function finish(dataset: Dataset, layout: Layout): void {
    const { used, buffer, length } = layout;
    if (length > 0) finished.push({ dataset, columns: used, text: buffer.subarray(0, length) });
    layout.buffer = Buffer.alloc(0);
    layout.length = 0;
  }

  /** Sees to it that these columns are written as well; what was written without them is a text of its own. */
  function widen(dataset: Dataset, layout: Layout, names: ReadonlySet<string>): void {
    finish(dataset, layout);
    const all = COLUMNS.get(dataset) ?? [];
    layout.used = all.filter((name) => names.has(name) || layout.used.includes(name));
    layout.unused = all.filter((name) => !layout.used.includes(name));
  }

  function write(): number {
    const fresh = new Map<Dataset, Set<string>>();
    for (const { dataset, record } of waiting)
      for (const name of layoutOf(dataset).unused)
        if (isThere((record as WrittenRecord)[name])) {
          const names = fresh.get(dataset) ?? new Set<string>();
          fresh.set(dataset, names.add(name));
        }
    for (const [dataset, names] of fresh) widen(dataset, layoutOf(dataset), names);
    let bytes = 0;
    for (const row of waiting) bytes += append(layoutOf(row.dataset), row);
    waiting = [];
    return bytes;
  }

  return {
    bytes: 0,
    // Written soon, so that neither the record nor the pieces of its line outlive the next ones for long.
    add(row) {
      waiting.push(row);
      if (waiting.length >= ROWS_AT_ONCE) this.bytes += write();
    },
    take() {
      write();
      for (const [dataset, layout] of layouts) finish(dataset, layout);
      const taken = finished;
      finished = [];
      this.bytes = 0;
      return taken;
    },
  };
}

/** What is being written of a dataset: columns that were used so far, the others, and the text. */
interface Layout {
  used: readonly string[];
  unused: readonly string[];
  buffer: Buffer;
  length: number;
}

/** Adds a record's line; gives its length in bytes. */
function append(layout: Layout, row: StagedRow): number {
  const line = lineOf(row, layout.used);
  const most = line.length * MOST_BYTES;
  if (layout.length + most > layout.buffer.length) {
    const larger = Buffer.allocUnsafe(2 * (layout.length + most));
    layout.buffer.copy(larger, 0, 0, layout.length);
    layout.buffer = larger;
  }
  const written = layout.buffer.write(line, layout.length);
  layout.length += written;
  return written;
}

/** Of a character of UTF-16 in UTF-8. */
const MOST_BYTES = 3;

/**
 * A record as a line. Decimals are written as the whole number of their units, which is read many times faster than a
 * decimal.
 */
function lineOf(
  { record, lines, identity, coarseness, statedAmount }: StagedRow,
  columns: readonly string[],
): string {
  let line = '';
  for (const name of columns) line += `${written((record as WrittenRecord)[name])},`;
  const others = lines.length > 1 ? `[${lines.slice(1).join(', ')}]` : null;
  return `${line}${lines[0]},${written(others)},${written(identity)},${coarseness ?? 0},${written(statedAmount)}\n`;
}

type Written = string | number | Decimal | null | undefined;
type WrittenRecord = Readonly<Record<string, Written>>;

function isThere(value: Written): boolean {
  return value !== null && value !== undefined;
}

/** No text of a record is empty, so that an empty field is null. */
function written(value: Written): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return `"${value.includes('"') ? value.replaceAll('"', '""') : value}"`;
}

/**
 * In bytes: a record is at most as long as a line of text may be, some of it twice, escaped, in characters of four
 * bytes.
 */
const LONGEST_LINE = 16 * 2 ** 20;

/** SQL that adds a file of such lines to a staging table. */
export function stagingInsert(
  { dataset, columns }: Pick<StagedText, 'dataset' | 'columns'>,
  { table, path }: { table: string; path: string },
): string {
  const kinds = new Map(fieldsOf(dataset).map(({ name, field }) => [name, field.kind]));
  const types = [...columns, ...STAGED_WITH].map((name) => `'${name}': 'VARCHAR'`);
  // `extra` is no field of the contract: it is text as it stands.
  const values = columns.map((name) => valueOf(kinds.get(name) ?? 'text', `"${name}"`));
  return `INSERT INTO ${table} (${columns.map((name) => `"${name}", `).join('')}lines, identity, coarseness, stated_amount)
    SELECT ${values.map((value) => `${value}, `).join('')}
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

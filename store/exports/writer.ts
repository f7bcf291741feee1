import { rm } from 'node:fs/promises';
import { CONTRACT_VERSION, DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import { sqlText } from '../staging/datasets.js';
import { PARTIAL, putInPlace } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { NAMED } from '../staging/record-ids.js';
import { viewSources } from '../lake/sources.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** How a table leaves: its columns in the contract's order, the ids its rows are ordered by, and which texts are JSON. */
interface ExportedTable {
  columns: readonly string[];
  order: readonly string[];
  json: readonly string[];
}

const INSTRUMENT = ['underlying', 'root', 'right', 'strike', 'expiration', 'multiplier'];

const DATASET_ORDER: Readonly<Record<Dataset, readonly string[]>> = {
  recommendations: ['recommendation_id', 'sent_at', 'record_id'],
  executions: ['account', 'execution_id', 'record_id'],
  cash_flows: ['record_id'],
  bars: ['symbol', 'interval', 'ts'],
  quotes: ['underlying', 'root', 'right', 'strike', 'expiration', 'ts'],
  market_events: ['underlying', 'kind', 'date'],
};

/** The canonical fields, what the contract does not name, and the id that `sources` refers to. */
function datasetExport(dataset: Dataset): ExportedTable {
  const fields = fieldsOf(dataset);
  const json = fields.filter(({ field }) => field.kind === 'json').map(({ name }) => name);
  return {
    columns: [...fields.map(({ name }) => name), 'extra', 'record_id'],
    order: DATASET_ORDER[dataset],
    json: [...json, 'extra'],
  };
}

const DERIVED: Readonly<Record<string, ExportedTable>> = {
  sources: table(['record_id', 'file_sha256', 'line'], ['record_id', 'file_sha256', 'line']),
  matches: table(
    [
      ...['match_id', 'match_type', 'recommendation_id', 'execution_ids', 'trading_date', 'account'],
      ...['underlying', 'action', 'score', 'confidence', 'modified_fields', 'strike_diff'],
      ...['expiration_diff_days', 'premium_diff', 'quantity_diff', 'hours_to_execution', 'excluded'],
      ...['exclusion_reason', 'cause', 'passive', 'flags', 'reason_code', 'reason_note', 'reviewed_at'],
    ],
    ['match_id'],
  ),
  lots: table(
    ['lot_id', 'account', ...INSTRUMENT, 'side', 'quantity', 'opened_at', 'cost', 'currency', 'flags'],
    ['lot_id'],
  ),
  outcomes: table(
    [
      ...['outcome_id', 'lot_id', 'account', ...INSTRUMENT, 'side', 'quantity', 'opened_at', 'closed_at'],
      ...['close_kind', 'pnl', 'pnl_tax', 'pnl_economic', 'fees', 'max_adverse_excursion'],
      ...['max_favourable_excursion', 'excursion_source', 'r_multiple', 'match_id', 'closing_match_id'],
      ...['campaign_id', 'currency', 'flags'],
    ],
    ['outcome_id'],
  ),
  counterfactuals: table(
    [
      ...['recommendation_id', 'match_id', 'horizon', 'pnl_low', 'pnl_mid', 'pnl_high', 'human_pnl'],
      ...[
        'difference_low',
        'difference_mid',
        'difference_high',
        'difference_delta_hedged',
        'source',
        'verdict',
      ],
      ...['participation', 'strike', 'expiration', 'size', 'delay', 'execution', 'exit', 'fees', 'currency'],
    ],
    ['recommendation_id', 'match_id'],
  ),
  cash: table(
    ['file_sha256', 'account', 'currency', 'trades', 'fees', 'income', 'transfers', 'total'],
    ['file_sha256', 'account', 'currency', 'total', 'trades', 'fees'],
  ),
  weekly_summaries: table(
    [
      ...['year', 'week', 'revision', 'as_of', 'recommendations', 'executions', 'consent', 'consent_passive'],
      ...['modify', 'reject', 'independent', 'no_action', 'pending', 'excluded', 'divergence_rate'],
      ...['divergence_rate_low', 'divergence_rate_high', 'consent_rate', 'consent_rate_low'],
      ...['consent_rate_high', 'consent_rate_active', 'pnl_human', 'pnl_algorithm_low', 'pnl_algorithm_mid'],
      ...['pnl_algorithm_high', 'top_modifications', 'patterns', 'candidates'],
    ],
    ['year', 'week', 'revision'],
    ['top_modifications', 'patterns', 'candidates'],
  ),
};

function table(
  columns: readonly string[],
  order: readonly string[],
  json: readonly string[] = [],
): ExportedTable {
  return { columns, order, json };
}

const TABLES: ReadonlyMap<string, ExportedTable> = new Map([
  ...DATASETS.map((dataset) => [dataset, datasetExport(dataset)] as const),
  ...Object.entries(DERIVED),
]);

/** The tables that can be exported. */
export const EXPORT_TABLES: readonly string[] = [...TABLES.keys()];

export type ExportFormat = 'parquet' | 'jsonl' | 'csv';

/**
 * Writes a table as a file, replacing one of that name; gives the number of rows. Rows are ordered by their ids, so that equal contents give
 * equal bytes. Times are text. Decimals are DECIMAL(38,10) in Parquet and plain texts without trailing zeros elsewhere: in JSONL numbers
 * where a double holds them (up to 15 digits), strings beyond. Lists and objects are JSON in JSONL, JSON text in CSV. A text in CSV that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
export async function writeExport(
  { warehouse, home }: { warehouse: Warehouse; home: Home },
  { table: name, format, path }: { table: string; format: ExportFormat; path: string },
): Promise<number> {
  const exported = TABLES.get(name);
  if (!exported) throw new RangeError(`no table to export: ${name}`);
  if (name === 'sources') await viewSources(warehouse, home);
  const columns = await typedColumns(warehouse, name, exported);
  const order = exported.order.map(quoted).join(', ');
  const told = name === 'executions' ? `(SELECT * ${NAMED} FROM executions)` : name;
  try {
    const rows = await warehouse.run(
      `COPY (SELECT ${FORMATS[format].select(columns)} FROM ${told} AS exported ORDER BY ${order})
       TO ${sqlText(path + PARTIAL)} (${FORMATS[format].options})`,
    );
    await putInPlace(path + PARTIAL, path);
    return rows;
  } catch (error) {
    await rm(path + PARTIAL, { force: true });
    throw error;
  }
}

type ColumnKind = 'decimal' | 'number' | 'text' | 'json' | 'list' | 'plain';

interface TypedColumn {
  name: string;
  kind: ColumnKind;
}

async function typedColumns(
  warehouse: Warehouse,
  name: string,
  { columns, json }: ExportedTable,
): Promise<TypedColumn[]> {
  const described = await warehouse.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${name}`);
  const types = new Map(described.map(({ column_name, column_type }) => [column_name, column_type]));
  return columns.map((column) => ({
    name: column,
    kind: json.includes(column) ? 'json' : kindOf(types.get(column) ?? ''),
  }));
}

function kindOf(type: string): ColumnKind {
  if (type.endsWith('[]')) return 'list';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (type === 'VARCHAR') return 'text';
  return type === 'DATE' || type === 'BOOLEAN' ? 'plain' : 'number';
}

const FORMATS: Readonly<
  Record<ExportFormat, { select(columns: readonly TypedColumn[]): string; options: string }>
> = {
  parquet: {
    select: (columns) => columns.map(({ name }) => column(name)).join(', '),
    options: `FORMAT parquet, KV_METADATA {tradeloop_contract: '${CONTRACT_VERSION}'}`,
  },
  csv: {
    select: (columns) => columns.map((one) => `${csvValue(one)} AS ${quoted(one.name)}`).join(', '),
    options: 'FORMAT csv, HEADER',
  },
  // A line is made as one text. JSON escapes the control characters that the writer is told to quote with, so it never quotes.
  jsonl: {
    select: (columns) => {
      const members = columns.map((one) => `'"${one.name}":', coalesce(${jsonValue(one)}, 'null')`);
      return `concat('{', ${members.join(`, ',', `)}, '}') AS line`;
    },
    options: `FORMAT csv, HEADER false, DELIMITER '\x1d', QUOTE '\x1e', ESCAPE '\x1e'`,
  },
};

function csvValue({ name, kind }: TypedColumn): string {
  const value = column(name);
  switch (kind) {
    case 'decimal':
      return plainDecimal(value);
    case 'list':
      return `to_json(${value})::VARCHAR`;
    case 'text':
    case 'json':
      return `CASE WHEN regexp_matches(${value}, '^[=+@\\t\\r-]') THEN '''' || ${value} ELSE ${value} END`;
    case 'number':
    case 'plain':
      return value;
  }
}

function jsonValue({ name, kind }: TypedColumn): string {
  const value = column(name);
  switch (kind) {
    case 'decimal': {
      const plain = plainDecimal(value);
      const digits = `length(ltrim(translate(${plain}, '-.', ''), '0'))`;
      return `CASE WHEN ${digits} <= 15 THEN ${plain} ELSE '"' || ${plain} || '"' END`;
    }
    case 'json':
      return value;
    case 'number':
      return `${value}::VARCHAR`;
    case 'list':
    case 'text':
    case 'plain':
      return `to_json(${value})::VARCHAR`;
  }
}

/** `12.3400000000` as `12.34`, `100.0000000000` as `100`. */
function plainDecimal(value: string): string {
  return `rtrim(rtrim(${value}::VARCHAR, '0'), '.')`;
}

function column(name: string): string {
  return `exported.${quoted(name)}`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

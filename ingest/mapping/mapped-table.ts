import { FileRefused } from '../../domain/errors.js';
import { openOrClose } from '../accounting/open-or-close.js';
import type { Parsed, Parser, ParseOptions, SourceFormat } from '../source-format.js';
import type { CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import { tableRecords } from '../text/table-records.js';
import { rowReader, type PlaceOf, type RowReader } from './mapped-row.js';
import { keyOf } from './mapped-values.js';
import { columnsIn, type Column, type TableMapping, type TimeSource } from './mapping.js';

/** How many records may stand before the header. */
const MOST_BEFORE_HEADER = 200;

/** Any table, read as a mapping says. */
export function mappedTable(mapping: TableMapping): SourceFormat {
  const ofAccount = mapping.dataset === 'executions' || mapping.dataset === 'cash_flows';
  return {
    name: 'mapped',
    needsAccount: ofAccount && mapping.fields['account'] === undefined,
    inOrderOfBooking: true,
    detect: () => 1,
    open: (options) => tableParser(mapping, options),
  };
}

function tableParser(mapping: TableMapping, options: ParseOptions): Parser {
  const records = tableRecords();
  const labels = saysOpenOrClose(mapping) ? undefined : openOrClose();
  const wanted = columnsOfMapping(mapping);
  let readRow: RowReader | undefined =
    mapping.header === false ? rowReader(mapping, placeAmong([]), options) : undefined;
  let before: CsvRecord[] = [];

  function parse(record: CsvRecord): Parsed[] {
    if (record.problem !== undefined) {
      readRow?.forget();
      return [rejected(record, record.problem, record.raw)];
    }
    if (readRow) return isText(record) ? [ignoredText(record)] : readRow.read(record);
    if (!wanted.every((column) => placeAmong(record.fields)(column) !== undefined)) {
      before.push(record);
      if (before.length > MOST_BEFORE_HEADER) throw noHeader(before, wanted);
      return [];
    }
    requireOnce(record.fields, wanted);
    readRow = rowReader(mapping, placeAmong(record.fields), options);
    const titles = before;
    before = [];
    return titles.map(ignoredText);
  }

  const labelled = (events: Parsed[]) => (labels ? events.flatMap((event) => labels.add(event)) : events);
  return {
    push: (chunk) => labelled(records.push(chunk).flatMap(parse)),
    end() {
      const last = labelled(records.end().flatMap(parse));
      if (!readRow) throw noHeader(before, wanted);
      return [...last, ...(labels?.end() ?? []), ...assumptions(mapping)];
    },
  };
}

/** No row has but one field; a disclaimer has. */
function isText({ fields }: CsvRecord): boolean {
  return fields.filter((field) => field.trim() !== '').length === 1;
}

function ignoredText({ line }: CsvRecord): Parsed {
  return { kind: 'ignored', line, reason: 'text outside the table' };
}

/** Names the columns that the likeliest header lacks. */
function noHeader(records: readonly CsvRecord[], wanted: readonly Column[]): FileRefused {
  const lacking = ({ fields }: CsvRecord) =>
    wanted.filter((column) => placeAmong(fields)(column) === undefined);
  const [best] = records.toSorted(
    (a, b) => lacking(a).length - lacking(b).length || b.fields.length - a.fields.length,
  );
  if (!best) return new FileRefused('empty: no header line');
  const names = (columns: readonly Column[]) => columns.map((name) => JSON.stringify(name)).join(', ');
  const found = best.fields.slice(0, 30).map((field) => field.trim().slice(0, 40));
  return new FileRefused(
    `the mapping names columns that are not there: ${names(lacking(best))}; line ${best.line} has ${names(found)}`,
  );
}

function requireOnce(headings: readonly string[], wanted: readonly Column[]): void {
  const keys = headings.map(keyOf);
  const twice = wanted.find((column) => {
    if (typeof column === 'number') return false;
    return keys.indexOf(keyOf(column)) !== keys.lastIndexOf(keyOf(column));
  });
  if (twice !== undefined)
    throw new FileRefused(
      `the column ${JSON.stringify(twice)} is there twice: name the one that counts by its place, from 1`,
    );
}

/** Where a column stands, from 0; undefined where there is none of that name. */
export function placeAmong(headings: readonly string[]): PlaceOf {
  const keys = new Map(headings.map((heading, at) => [keyOf(heading), at] as const).toReversed());
  return (column) => (typeof column === 'number' ? column - 1 : keys.get(keyOf(column)));
}

/** The columns that a mapping names, some of them more than once. */
export function columnsOfMapping(mapping: TableMapping): Column[] {
  const { where = [], carry, instrument, ends, also = [], cash_flows: cash, fields } = mapping;
  return [
    ...where,
    ...(carry ? [{ column: carry }] : []),
    ...(instrument ? [instrument] : []),
    ...(ends ? [ends] : []),
    ...(cash ? [...cash.where, ...sourcesIn(cash.fields)] : []),
    ...sourcesIn(fields),
    ...also.flatMap((other) => sourcesIn(other.fields)),
  ].flatMap(columnsIn);
}

/** The sources of fields, and the columns that say of them which zone or coin they are in. */
function sourcesIn(fields: TableMapping['fields']): { column?: Column | Column[] | undefined }[] {
  return Object.values(fields).flatMap((source) => {
    if (!source) return [];
    const zone = 'zone' in source && typeof source.zone === 'object' ? [source.zone] : [];
    const coin = 'coin' in source && typeof source.coin === 'object' ? [source.coin] : [];
    const minus = 'minus' in source && source.minus !== undefined ? [{ column: source.minus }] : [];
    return [source, ...zone, ...coin, ...minus];
  });
}

/** What the report is to say of a mapping's guesses. */
function assumptions({ dataset, fields }: TableMapping): Parsed[] {
  const notes = Object.entries(fields).flatMap(([name, source]) => {
    if (!source || !('assumed' in source) || source.assumed === undefined) return [];
    if (source.assumed === true)
      return [`${name} ${String(source.value)} is assumed: nothing in the table says it`];
    const { zone, format } = source as TimeSource;
    return source.assumed.map((what) =>
      what === 'zone'
        ? `the clock of ${typeof zone === 'string' ? zone : ''} is assumed: nothing in the table says whose it is`
        : `days written ${[format].flat().join(', ')} are assumed: nothing in the table says whether the month comes first`,
    );
  });
  const money = dataset === 'executions' || dataset === 'cash_flows';
  const unsaid =
    money && fields['currency'] === undefined ? ['no currency in the mapping: taken for USD'] : [];
  return [...notes, ...unsaid].map((reason) => ({ kind: 'note', reason }));
}

/** True where no row of an execution can be a bare buy or sell. */
function saysOpenOrClose({ dataset, fields: { action } }: TableMapping): boolean {
  if (dataset !== 'executions') return true;
  if (action?.value !== undefined) return !isBare(String(action.value));
  if (action === undefined || !('values' in action || 'signs' in action)) return false;
  return ![...Object.values(action.values ?? {}), ...Object.values(action.signs ?? {})].some(isBare);
}

function isBare(action: string): boolean {
  return action === 'buy' || action === 'sell';
}

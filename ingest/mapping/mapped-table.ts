import { FileRefused } from '../../domain/errors.js';
import { parseDecimal } from '../../domain/number/decimal.js';
import { fieldsOf } from '../../domain/records/records.js';
import type { FieldKind } from '../../domain/records/record-fields.js';
import { checkedRecord } from '../checked-record.js';
import type { CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import {
  keyOf,
  readDay,
  readNumber,
  readText,
  readTime,
  readValue,
  type ValueReader,
} from './mapped-values.js';
import {
  columnsIn,
  type Column,
  type Condition,
  type Source,
  type TableMapping,
  type TimeSource,
} from './mapping.js';
import { openOrClose } from '../accounting/open-or-close.js';
import { futuresMultiplier } from '../contracts/futures-multipliers.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import type { Parsed, Parser, ParseOptions, SourceFormat } from '../source-format.js';
import { remembered } from '../text/remembered.js';
import { tableRecords } from '../text/table-records.js';
import { plainAmount } from '../text/written-values.js';

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

interface RowReader {
  read(record: CsvRecord): Parsed[];
  /** To be called at a row that cannot be read: it may have said what the next ones leave out. */
  forget(): void;
}

function tableParser(mapping: TableMapping, options: ParseOptions): Parser {
  const records = tableRecords();
  const labels = saysOpenOrClose(mapping) ? undefined : openOrClose();
  const wanted = columnsOfMapping(mapping);
  let readRow = mapping.header === false ? rowReader(mapping, placeAmong([]), options) : undefined;
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
      return [...last, ...(labels?.end() ?? [])];
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
function placeAmong(headings: readonly string[]): (column: Column) => number | undefined {
  const keys = new Map(headings.map((heading, at) => [keyOf(heading), at] as const).toReversed());
  return (column) => (typeof column === 'number' ? column - 1 : keys.get(keyOf(column)));
}

function columnsOfMapping({ where = [], carry, instrument, fields }: TableMapping): Column[] {
  return [
    ...where,
    ...(carry ? [{ column: carry }] : []),
    ...(instrument ? [instrument] : []),
    ...Object.values(fields),
  ].flatMap((one) => (one ? columnsIn(one) : []));
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

interface FieldReader {
  name: string;
  source: Source;
  places: number[];
  read: ValueReader;
}

function rowReader(
  mapping: TableMapping,
  placeOf: (column: Column) => number | undefined,
  { account }: ParseOptions,
): RowReader {
  const { dataset, where = [], instrument } = mapping;
  const placesOf = (of: { column?: Column | Column[] | undefined }) =>
    columnsIn(of).map((one) => placeOf(one) ?? -1);
  const readers: FieldReader[] = fieldsOf(dataset).flatMap(({ name, field }) => {
    const source = mapping.fields[name];
    return source ? [{ name, source, places: placesOf(source), read: readerOf(source, field) }] : [];
  });
  const conditions = where.map((condition) => ({
    condition,
    places: placesOf(condition),
    holds: holding(condition),
  }));
  const symbolPlaces = instrument ? placesOf(instrument) : [];
  const carried = carrying(columnsIn({ column: mapping.carry }).map((one) => placeOf(one) ?? -1));
  const ofAccount = dataset === 'executions' || dataset === 'cash_flows';

  const read = (record: CsvRecord): Parsed[] => {
    const fields = carried.fill(record.fields);
    const textsAt = (places: readonly number[]) => places.map((at) => fields[at] ?? '');
    const unmet = conditions.find(({ places, holds }) => !holds(textsAt(places).join(' ')));
    if (unmet)
      return [{ kind: 'ignored', line: record.line, reason: `left out by where: ${unmet.condition.column}` }];
    const told: Record<string, string | null> = instrument
      ? { ...instrumentOf(textsAt(symbolPlaces).join(' ')) }
      : {};
    for (const { name, source, places, read } of readers) {
      const texts = textsAt(places);
      const value = read(texts);
      if (!value.ok)
        return [rejected(record, `${fromColumn(name, source)} ${value.reason}`, texts.join(' '))];
      if (value.value !== '') told[name] = value.value;
    }
    if (ofAccount) told['account'] ??= account;
    if (dataset === 'executions' && !told['right'] && !told['multiplier'])
      told['multiplier'] = futuresMultiplier(told['underlying'] ?? '') ?? null;
    return checkedRecord(told, [record], { dataset, ...statedAmount(told['amount']) }).map((event) =>
      namingColumn(event, mapping),
    );
  };
  return { read, forget: () => carried.forget() };
}

/** Fills in what is empty in these places by what stood there in the rows before. */
function carrying(places: readonly number[]): {
  fill(fields: readonly string[]): readonly string[];
  forget(): void;
} {
  const above = new Map<number, string>();
  return {
    fill(fields) {
      if (places.length === 0) return fields;
      const filled = [...fields];
      for (const at of places) {
        if ((fields[at] ?? '').trim() === '') filled[at] = above.get(at) ?? '';
        else above.set(at, fields[at] ?? '');
      }
      return filled;
    },
    forget: () => above.clear(),
  };
}

function readerOf(source: Source, { kind }: FieldKind): ValueReader {
  if (source.value !== undefined) return readValue(source);
  switch (kind) {
    case 'decimal':
    case 'integer':
    case 'fraction':
      return readNumber(source);
    case 'time':
      return readTime(source);
    case 'date':
      return readDay(source as TimeSource);
    default:
      return readText(source);
  }
}

function holding({ is, is_not }: Condition): (text: string) => boolean {
  const named = new Set((is ?? is_not ?? []).map((value) => comparable(String(value))));
  return remembered((text) => named.has(comparable(text)) === (is !== undefined));
}

function comparable(text: string): string {
  const number = parseDecimal(plainAmount(text));
  return number === undefined ? keyOf(text) : String(number);
}

const instrumentOf = remembered((written: string): Readonly<Record<string, string | null>> => {
  return { ...(optionSymbol(written) ?? { underlying: written.trim() }) };
});

/** Only a broker's own amount ties cash out. */
function statedAmount(amount: string | null | undefined): { statedAmount?: bigint } {
  const stated = typeof amount === 'string' ? parseDecimal(amount) : undefined;
  return stated === undefined ? {} : { statedAmount: stated };
}

/** A reject by the record's own check names the field: the user knows the column. */
function namingColumn(event: Parsed, { fields }: TableMapping): Parsed {
  if (event.kind !== 'reject') return event;
  const [name = '', ...words] = event.reason.split(' ');
  const source = fields[name];
  return source ? { ...event, reason: [fromColumn(name, source), ...words].join(' ') } : event;
}

function fromColumn(name: string, source: Source): string {
  const columns = columnsIn(source);
  if (columns.length === 0) return name;
  return `${name} from column ${columns.map((column) => JSON.stringify(column)).join(' and ')}`;
}

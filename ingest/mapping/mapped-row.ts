import { abs, formatDecimal, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { fieldsOf, type Execution } from '../../domain/records/records.js';
import type { FieldKind } from '../../domain/records/record-fields.js';
import { isBuy, isSell } from '../../domain/records/trade-amount.js';
import { checkedRecord } from '../checked-record.js';
import { futuresMultiplier } from '../contracts/futures-multipliers.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import type { Parsed, ParseOptions } from '../source-format.js';
import type { CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import { remembered } from '../text/remembered.js';
import { plainAmount } from '../text/written-values.js';
import { placeFee, type Told } from './coin-fee.js';
import {
  keyOf,
  readDay,
  readNumber,
  readText,
  readTime,
  readValue,
  unitBehind,
  type ValueReader,
} from './mapped-values.js';
import { inWholeUnits } from './minor-units.js';
import {
  columnsIn,
  type Column,
  type Condition,
  type NumberSource,
  type Source,
  type TableMapping,
  type TextSource,
  type TimeSource,
} from './mapping.js';
import { partReader } from './part.js';

/** Reads the rows of a table, in their order. */
export interface RowReader {
  read(record: CsvRecord): Parsed[];
  /** To be called at a row that cannot be read: it may have said what the next ones leave out. */
  forget(): void;
}

/** Where a column stands, from 0; undefined where there is none of that name. */
export type PlaceOf = (column: Column) => number | undefined;

/** Reads the rows of a table whose columns stand at those places, as the mapping says. */
export function rowReader(mapping: TableMapping, placeOf: PlaceOf, { account }: ParseOptions): RowReader {
  const { where = [], also = [], cash_flows: cash } = mapping;
  const placesOf = (of: { column?: Column | Column[] | undefined }) =>
    columnsIn(of).map((one) => placeOf(one) ?? -1);
  const conditionsOf = (given: readonly Condition[]) =>
    given.map((condition) => ({ condition, places: placesOf(condition), holds: holding(condition) }));
  const conditions = conditionsOf(where);
  const ofCash = conditionsOf(cash?.where ?? []);
  const carried = carrying(columnsIn({ column: mapping.carry }).map((one) => placeOf(one) ?? -1));
  const readMain = recordReader(mapping, placesOf, account);
  const others = also.map(({ fields }) =>
    recordReader({ ...mapping, fields: { ...mapping.fields, ...fields } }, placesOf, account),
  );
  const readCash = cash && recordReader({ dataset: 'cash_flows', fields: cash.fields }, placesOf, account);

  const read = (record: CsvRecord): Parsed[] => {
    const fields = carried.fill(record.fields);
    const textsAt = (places: readonly number[]) => places.map((at) => fields[at] ?? '');
    const textOf = ({ places }: { places: number[] }) => textsAt(places).join(' ');
    if (readCash && ofCash.every((one) => one.holds(textOf(one)))) return readCash(record, textsAt);
    const unmet = conditions.find((one) => !one.holds(textOf(one)));
    if (unmet) {
      const reason = `left out by where: ${unmet.condition.column}${shownValue(unmet.condition, textOf(unmet))}`;
      return [{ kind: 'ignored', line: record.line, reason }];
    }
    return [readMain, ...others].flatMap((one) => one(record, textsAt));
  };
  return { read, forget: () => carried.forget() };
}

/** A word that tells what was left out; numbers are too many to be listed. */
function shownValue({ above }: Condition, text: string): string {
  const word = text.trim();
  return above === undefined && /^[\p{L}_][\p{L}_ -]{0,30}$/u.test(word) ? ` ${word}` : '';
}

interface FieldReader {
  name: string;
  source: Source;
  places: number[];
  read: ValueReader;
}

type TextsAt = (places: readonly number[]) => string[];

/** What one record of each row is made by: a dataset, and where its fields come from. */
function recordReader(
  mapping: Pick<TableMapping, 'dataset' | 'instrument' | 'ends' | 'fields'>,
  placesOf: (of: { column?: Column | Column[] | undefined }) => number[],
  account: string | null,
): (record: CsvRecord, textsAt: TextsAt) => Parsed[] {
  const { dataset, instrument, ends } = mapping;
  const readers: FieldReader[] = fieldsOf(dataset).flatMap(({ name, field }) => {
    const source = mapping.fields[name];
    return source
      ? [{ name, source, places: placesIn(source, placesOf), read: readerOf(source, field) }]
      : [];
  });
  const symbolPlaces = instrument ? placesOf(instrument) : [];
  const endPlaces = ends ? placesOf(ends) : [];
  const coin = coinOf(mapping.fields['fees'], placesOf);
  const bySide = sourceSign(mapping.fields['amount']) === 'by_action';
  const ofAccount = dataset === 'executions' || dataset === 'cash_flows';

  return (record, textsAt) => {
    const told: Told = instrument ? { ...instrumentOf(textsAt(symbolPlaces).join(' ')) } : {};
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
    if (ends) endOfOption(told, ends.values, textsAt(endPlaces).join(' '));
    if (bySide) told['amount'] = signed(told, dataset === 'cash_flows') ?? null;
    inWholeUnits(told);
    const apart = coin && placeFee(told, { amount: told['fees'] ?? '', coin: coin(textsAt) });
    const stated = parseDecimal(told['amount'] ?? '');
    return [
      ...checkedRecord(told, [record], {
        dataset,
        ...(stated === undefined ? {} : { statedAmount: stated }),
      }),
      ...(apart ? checkedRecord(feeApart(told, apart), [record], { dataset: 'cash_flows' }) : []),
    ].map((event) => namingColumn(event, mapping));
  };
}

function feeApart(told: Told, fee: { amount: string; currency: string }): Told {
  return {
    account: told['account'] ?? null,
    at: told['executed_at'] ?? null,
    kind: 'fee',
    ...fee,
    underlying: told['underlying'] ?? null,
    description: 'fee of a trade in another currency',
  };
}

/** A zone that a column names stands before what it is the zone of, a column to subtract behind the others. */
function placesIn(source: Source, placesOf: (of: Source) => number[]): number[] {
  const zone = 'zone' in source && typeof source.zone === 'object' ? source.zone : undefined;
  const minus = 'minus' in source && source.minus !== undefined ? placesOf({ column: source.minus }) : [];
  return [...(zone ? placesOf(zone) : []), ...placesOf(source), ...minus];
}

/** Reads the coin that fees are in, from behind their number or from a column of its own. */
function coinOf(
  fees: Source | undefined,
  placesOf: (of: { column?: Column | Column[] | undefined }) => number[],
): ((textsAt: TextsAt) => string) | undefined {
  const coin = (fees as NumberSource | undefined)?.coin;
  if (!fees || coin === undefined) return undefined;
  const places = placesOf(coin === 'behind' ? fees : coin);
  return (textsAt) => {
    const text = textsAt(places).join(' ').trim();
    return coin === 'behind' ? (unitBehind(text) ?? '') : text;
  };
}

function sourceSign(source: Source | undefined): unknown {
  return source && 'sign' in source ? source.sign : undefined;
}

/** Kinds of cash that leave an account, which is below zero. */
export const LEAVES: ReadonlySet<string> = new Set(['withdrawal', 'fee']);

function signed(told: Told, ofCash: boolean): string | undefined {
  const amount = parseDecimal(told['amount'] ?? '');
  if (amount === undefined) return told['amount'] ?? undefined;
  if (ofCash) return formatDecimal(LEAVES.has(told['kind'] ?? '') ? -abs(amount) : amount);
  const action = (told['action'] ?? '') as Execution['action'];
  return formatDecimal(isBuy(action) ? -abs(amount) : isSell(action) ? abs(amount) : amount);
}

/** A code beside an option's row may say that it is no trade but the option's end, which has no price. */
function endOfOption(told: Told, values: Readonly<Record<string, string>>, written: string): void {
  if (!told['right']) return;
  const codes = new Set(written.split(/[;,\s]+/).map(keyOf));
  const end = Object.entries(values).find(([code]) => codes.has(keyOf(code)))?.[1];
  if (end === undefined) return;
  told['action'] = end;
  told['price'] = null;
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
  const read = ofKind(source, kind);
  const part = 'part' in source && source.part !== undefined ? partReader(source.part) : undefined;
  if (!part) return read;
  return (texts) => {
    const parts = texts.map((text) => (text.trim() === '' ? '' : part(text)));
    if (parts.includes(undefined)) return { ok: false, reason: 'not written as the mapping says ("part")' };
    return read(parts as string[]);
  };
}

function ofKind(source: Source, kind: FieldKind['kind']): ValueReader {
  switch (kind) {
    case 'decimal':
    case 'integer':
    case 'fraction':
      return readNumber(source);
    case 'time':
      return readTime(source as TimeSource);
    case 'date':
      return readDay(source as TimeSource);
    default:
      return readText(source as TextSource);
  }
}

function holding({ is, is_not, above }: Condition): (text: string) => boolean {
  if (above !== undefined) {
    const least = parseDecimal(String(above)) ?? ZERO;
    return remembered((text) => (readNumberIn(text) ?? least) > least);
  }
  const named = new Set((is ?? is_not ?? []).map((value) => comparable(String(value))));
  return remembered((text) => named.has(comparable(text)) === (is !== undefined));
}

function readNumberIn(text: string): bigint | undefined {
  const read = readNumber({ suffix: '*' })([text]);
  return read.ok ? parseDecimal(read.value) : undefined;
}

function comparable(text: string): string {
  const number = parseDecimal(plainAmount(text));
  return number === undefined ? keyOf(text) : String(number);
}

const instrumentOf = remembered((written: string): Readonly<Record<string, string | null>> => {
  return { ...(optionSymbol(written) ?? { underlying: written.trim() }) };
});

/** A reject by the record's own check names the field: the user knows the column. */
function namingColumn(event: Parsed, { fields }: Pick<TableMapping, 'fields'>): Parsed {
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

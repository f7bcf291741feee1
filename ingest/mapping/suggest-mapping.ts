import { parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { actionOf } from './action-words.js';
import { findColumn, tellsOfTrades, type Told } from './column-headings.js';
import { guessTimeFormat, USUAL_ZONE, type GuessedTime } from './guess-time-format.js';
import type { Column, Source, TableMapping, TextSource, TimeSource } from './mapping.js';
import { amounts, isCurrency, type Sides } from './suggest-amounts.js';
import { isRow, suggestPlaces } from './suggest-places.js';
import { distinct, isCommaDecimal, numberSource, text, TO_FILL_IN, type Find } from './suggested-source.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import {
  isNumber,
  MOSTLY,
  numberOf,
  shareOf,
  tableSample,
  type SampledColumn,
  type TableSample,
} from './table-sample.js';
import { plainAmount } from '../text/written-values.js';

/** So many different texts at most are a list of values. */
const MOST_VALUES = 40;

/**
 * A mapping of a table of trades or orders, by its headings and the values of its first rows (up to 64 KiB), for the
 * user to look over. What is needed and not found has an empty value, which the mapping's check asks to fill in. Throws
 * {@link FileRefused} for what has no rows.
 */
export function suggestMapping(head: Uint8Array): TableMapping {
  const sample = tableSample(head, tellsOfTrades);
  if (!sample.columns.some(({ key }) => tellsOfTrades(key)) && isRow(sample.header))
    return suggestPlaces([sample.header, ...sample.rows]);
  if (sample.rows.length === 0) throw new FileRefused('no table: it has no rows below a header');
  const filled = filledRows(sample);
  const table = filled?.sample ?? sample;
  const used = new Set<SampledColumn>();
  const find = (told: Told, fits: (column: SampledColumn) => boolean) => {
    const found = findColumn(table, told, (column) => !used.has(column) && fits(column));
    if (found) used.add(found);
    return found;
  };
  const executedAt = timeSource(table, find);
  const { instrument, ...contract } = instrumentSources(table, find);
  const quantity = find('quantity', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  const side = find('action', isSide);
  const currency = find('currency', ({ values }) => shareOf(values, isCurrency) >= MOSTLY);
  const fields: Record<string, Source | undefined> = {
    ...plainText(
      'execution_id',
      find('execution_id', ({ values }) => isUnique(values, table)),
    ),
    ...plainText('order_id', find('order_id', hasValues)),
    ...plainText('account', find('account', hasValues)),
    executed_at: executedAt ?? TO_FILL_IN,
    action: actionSource(find, { side, quantity }) ?? TO_FILL_IN,
    ...contract,
    quantity: quantity ? numberSource(table, { of: [quantity], sign: 'absolute' }) : TO_FILL_IN,
    ...amounts(table, { find, side, quantity, currency }),
  };
  const carry = carriedOn(sample, [filled?.column.heading, instrument?.column, ...sourcesOf(fields)]);
  return {
    dataset: 'executions',
    ...(filled ? { where: [{ column: filled.column.heading, is: filled.values }] } : {}),
    ...(carry.length > 0 ? { carry } : {}),
    ...(instrument ? { instrument } : {}),
    fields,
  };
}

/** The fields that the user has to fill in. */
export function fieldsToFillIn({ fields }: TableMapping): string[] {
  return Object.entries(fields).flatMap(([name, source]) => (source?.value === '' ? [name] : []));
}

/** The texts in the column of the side to which the mapping gives no meaning, and whose rows would be rejected. */
export function sidesWithoutMeaning(
  head: Uint8Array,
  { fields }: TableMapping,
): { column: string; texts: string[] } {
  const { column, values } = (fields['action'] ?? {}) as TextSource;
  const sampled = tableSample(head, tellsOfTrades).columns.find(({ heading }) => heading === column);
  if (typeof column !== 'string' || values === undefined || !sampled) return { column: '', texts: [] };
  return { column, texts: distinct(sampled.values).filter((written) => !Object.hasOwn(values, written)) };
}

/** Of orders, those that were carried out: the values of the status that say so, and the rows that have them. */
function filledRows(
  sample: TableSample,
): { column: SampledColumn; values: string[]; sample: TableSample } | undefined {
  const column = findColumn(sample, 'status', ({ values }) => new Set(values).size <= MOST_VALUES);
  const values = distinct(column?.values ?? []).filter((text) =>
    /^(partial(ly)?[ _-]?)?(fill|filled|exec|executed|complete|completed|done|settled|ausgeführt|teilausgeführt)$/i.test(
      text,
    ),
  );
  if (!column || values.length === 0) return undefined;
  const at = sample.columns.indexOf(column);
  const rows = sample.rows.filter((row) => values.includes(row[at] ?? ''));
  const columns = sample.columns.map((one, i) => ({ ...one, values: rows.flatMap((row) => row[i] || []) }));
  return { column, values, sample: { ...sample, rows, columns } };
}

/** European tables write decimals after a comma, and the day first. */
function guessed(values: readonly string[], { columns }: TableSample, heading = ''): GuessedTime | undefined {
  return guessTimeFormat(values, { dayFirst: isCommaDecimal(columns), zone: zoneOf(heading) });
}

function zoneOf(heading: string): string {
  if (/\b(utc|gmt)\b/i.test(heading)) return 'UTC';
  return /datum|zeit|tag\b/i.test(heading) ? 'Europe/Berlin' : USUAL_ZONE;
}

function timeSource(table: TableSample, find: Find): TimeSource | undefined {
  const isTime = ({ values, heading }: SampledColumn) => guessed(values, table, heading) !== undefined;
  const column = find('time', isTime);
  if (!column) return undefined;
  const alone = guessed(column.values, table, column.heading);
  const clock = column.values.some((text) => /\d:\d/.test(text))
    ? undefined
    : find('clock', ({ values }) => shareOf(values, (text) => /^\d{1,2}:\d{2}/.test(text)) >= MOSTLY);
  if (!clock) return { column: column.heading, ...alone };
  const [dayAt, clockAt] = [table.columns.indexOf(column), table.columns.indexOf(clock)];
  const texts = table.rows.map((row) => `${row[dayAt]} ${row[clockAt]}`);
  const both = guessed(texts, table, `${column.heading} ${clock.heading}`);
  return both ? { column: [column.heading, clock.heading], ...both } : { column: column.heading, ...alone };
}

/** An option's symbol or words; or columns for each part of the contract; or what is traded alone. */
function instrumentSources(
  table: TableSample,
  find: Find,
): { instrument?: { column: Column } } & Record<string, unknown> & { underlying?: TextSource } {
  const named = table.columns
    .map((column) => ({ column, share: shareOf(column.values, (text) => optionSymbol(text) !== undefined) }))
    .reduce<{ column?: SampledColumn; share: number }>((best, one) => (one.share > best.share ? one : best), {
      share: 0,
    });
  const symbol = find('symbol', ({ values }) => hasText(values));
  if (named.column) {
    const other = symbol && tellsUnderlying(table, symbol, named.column) ? { underlying: text(symbol) } : {};
    return { instrument: { column: named.column.heading }, ...other };
  }
  const strike = find('strike', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  const underlying = { underlying: symbol ? text(symbol) : TO_FILL_IN };
  if (!strike) return underlying;
  const expiration = find('expiration', ({ values }) => guessed(values, table) !== undefined);
  const right = find('right', ({ values }) => values.some((value) => rightOf(value) !== ''));
  const { format } = guessed(expiration?.values ?? [], table) ?? {};
  return {
    ...underlying,
    right: right
      ? {
          column: right.heading,
          values: Object.fromEntries(distinct(right.values).map((one) => [one, rightOf(one)])),
        }
      : TO_FILL_IN,
    strike: numberSource(table, { of: [strike] }),
    expiration: expiration ? { column: expiration.heading, ...(format ? { format } : {}) } : TO_FILL_IN,
  };
}

/** True where a column beside the one that names options has their underlying. */
function tellsUnderlying(
  { columns, rows }: TableSample,
  symbol: SampledColumn,
  named: SampledColumn,
): boolean {
  const [symbolAt, namedAt] = [columns.indexOf(symbol), columns.indexOf(named)];
  return (
    symbol !== named &&
    rows.every((row) => {
      const option = optionSymbol(row[namedAt] ?? '');
      return option === undefined || [option.underlying, option.root].includes(row[symbolAt] ?? '');
    })
  );
}

function rightOf(written: string): string {
  const [, right] = /(?:^|\W|\b)(c|call|p|put)s?$/i.exec(written) ?? [];
  return right === undefined ? '' : /^c/i.test(right) ? 'call' : 'put';
}

/** There may be rows of other kinds. */
function isSide({ values }: SampledColumn): boolean {
  return shareOf(values, (text) => actionOf(text) !== undefined) >= MOSTLY / 2;
}

function actionSource(find: Find, { side, quantity }: Sides): TextSource | undefined {
  if (side) {
    const effect = find(
      'effect',
      ({ values }) => shareOf(values, (text) => /^(open|close|opening|closing|o|c)$/i.test(text)) >= MOSTLY,
    );
    const written = effect
      ? distinct(side.values).flatMap((one) =>
          ['', ...distinct(effect.values)].map((other) => `${one} ${other}`.trim()),
        )
      : distinct(side.values);
    const known = written.flatMap((one) => {
      const action = actionOf(one);
      return action === undefined ? [] : [[one, action] as const];
    });
    return {
      column: effect ? [side.heading, effect.heading] : side.heading,
      values: Object.fromEntries(known.slice(0, MOST_VALUES)),
    };
  }
  const signed = quantity?.values.some((text) => (numberOf(text) ?? ZERO) < ZERO);
  return quantity && signed
    ? { column: quantity.heading, signs: { positive: 'buy', negative: 'sell' } }
    : undefined;
}

/** The columns that are empty in rows that continue the row above: they have a number and a price, and no side. */
function carriedOn(sample: TableSample, used: readonly (Column | Column[] | undefined)[]): string[] {
  const headings = new Set(used.flat().filter((column) => typeof column === 'string'));
  const columns = sample.columns.flatMap((column, at) =>
    headings.has(column.heading) ? [{ column, at }] : [],
  );
  const isText = ({ column }: { column: SampledColumn }) => shareOf(column.values, isNumber) < MOSTLY;
  const texts = columns.filter(isText);
  const goesOn = sample.rows.filter(
    (row, i) =>
      i > 0 &&
      texts.filter(({ at }) => row[at] === '').length * 2 > texts.length &&
      columns.filter((one) => !isText(one) && row[one.at] !== '').length > 1,
  );
  return texts.filter(({ at }) => goesOn.some((row) => row[at] === '')).map(({ column }) => column.heading);
}

function sourcesOf(fields: Readonly<Record<string, Source | undefined>>): (Column | Column[] | undefined)[] {
  return Object.values(fields).map((source) => source?.column);
}

function plainText(name: string, column: SampledColumn | undefined): Record<string, TextSource> {
  return column ? { [name]: text(column) } : {};
}

function hasValues({ values }: SampledColumn): boolean {
  return values.length > 0;
}

function hasText(values: readonly string[]): boolean {
  return (
    shareOf(values, (text) => parseDecimal(plainAmount(text)) === undefined && text.length <= 60) >= MOSTLY
  );
}

function isUnique(values: readonly string[], { rows }: TableSample): boolean {
  return values.length === rows.length && new Set(values).size === values.length;
}

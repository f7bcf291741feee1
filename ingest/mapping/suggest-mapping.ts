import { parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { actionOf } from './action-words.js';
import { findColumn, tellsOfTrades, type Told } from './column-headings.js';
import { guessTimeFormat, type GuessedTime } from './guess-time-format.js';
import type { Column, Source, TableMapping, TextSource, TimeSource } from './mapping.js';
import { amounts } from './suggest-amounts.js';
import { cashKindOf } from './cash-words.js';
import { cashColumn, suggestCash } from './suggest-cash.js';
import { currencyColumns } from './suggest-currency.js';
import { countedRows, withRows } from './suggest-rows.js';
import { zoneNamed } from './time-format.js';
import { isMoney, isStateCurrency } from '../contracts/currencies.js';
import { pairOf } from '../contracts/pairs.js';
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
  const counted = countedRows(sample);
  const whole = counted?.sample ?? sample;
  const named = findColumn(whole, 'action', isSide) ?? sideByContent(whole);
  // Rows of cash beside the trades say nothing of what trades look like.
  const table = named ? tradeRows(whole, named) : whole;
  const side = named && table.columns[whole.columns.indexOf(named)];
  const { traded } = currencyColumns(table);
  const used = new Set<SampledColumn>(side ? [side] : []);
  const find = (told: Told, fits: (column: SampledColumn) => boolean) => {
    const found = findColumn(table, told, (column) => !used.has(column) && fits(column));
    if (found) used.add(found);
    return found;
  };
  const executedAt = timeSource(table, find);
  const { instrument, symbol, ...contract } = instrumentSources(table, find, traded);
  const numeric = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const quantity = find('filled', numeric) ?? find('quantity', numeric);
  const multiplier = find('multiplier', numeric);
  const money = amounts(table, { find, side, quantity, symbol, multiplier });
  const codes = find('codes', ({ values }) => values.length > 0 && values.every(isCodes));
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
    ...(multiplier ? { multiplier: numberSource(table, { of: [multiplier] }) } : {}),
    quantity: quantity ? numberSource(table, { of: [quantity], sign: 'absolute' }) : TO_FILL_IN,
    ...money.fields,
  };
  const carry = carriedOn(sample, [
    ...(counted?.where ?? []).flatMap(({ column, is }) => (is ? [column] : [])),
    instrument?.column,
    ...sourcesOf(fields),
  ]);
  const cash = suggestCash(whole, { side: named, amount: money.amount, symbol, fields });
  return {
    dataset: 'executions',
    ...(counted ? { where: counted.where } : {}),
    ...(carry.length > 0 ? { carry } : {}),
    ...(instrument ? { instrument } : {}),
    ...(codes ? { ends: { column: codes.heading, values: END_CODES } } : {}),
    ...(cash ? { cash_flows: cash } : {}),
    fields,
  };
}

/** Codes of Interactive Brokers, and those of them that end an option. */
const CODE =
  /^(A|AEx|Adj|Al|Aw|B|C|CD|CP|Co|Cx|D|ETF|Ep|Ex|G|HC|HFI|I|IA|IM|L|LD|LI|LT|Lo|M|MEx|ML|MLG|MLL|MO|MP|NTA|O|P|PI|Po|Pr|R|RED|RI|Re|SI|SL|SO|ST|SY|T|V)$/;
const END_CODES = { A: 'assign', Ex: 'exercise', Ep: 'expire' } as const;

function isCodes(written: string): boolean {
  return written.split(/[;,]\s*/).every((code) => CODE.test(code));
}

/** A column all of whose texts say what was done or what money it was, whatever its heading. */
function sideByContent(table: TableSample): SampledColumn | undefined {
  const isTrade = (text: string) => /^(buy|sell)/.test(actionOf(text) ?? '');
  return table.columns.find(
    ({ heading, values }) =>
      heading !== '' &&
      values.some(isTrade) &&
      values.every((text) => isTrade(text) || cashKindOf(text) !== undefined),
  );
}

/** The rows that are no cash. */
function tradeRows(table: TableSample, side: SampledColumn): TableSample {
  const cash = cashColumn(table, side);
  return cash
    ? withRows(
        table,
        table.rows.filter((row) => !cash.isCash(row)),
      )
    : table;
}

/** The fields that the user has to fill in. */
export function fieldsToFillIn({ fields }: TableMapping): string[] {
  return Object.entries(fields).flatMap(([name, source]) => {
    if (source?.value === '') return [name];
    return source && 'zone' in source && source.zone === '' ? [`${name}.zone`] : [];
  });
}

/** The texts in the column of the side to which the mapping gives no meaning, and whose rows would be rejected. */
export function sidesWithoutMeaning(
  head: Uint8Array,
  { fields, cash_flows: cash }: TableMapping,
): { column: string; texts: string[] } {
  const { column, values } = (fields['action'] ?? {}) as TextSource;
  const sampled = tableSample(head, tellsOfTrades).columns.find(({ heading }) => heading === column);
  if (typeof column !== 'string' || values === undefined || !sampled) return { column: '', texts: [] };
  const isCash = (written: string) => cash?.where.some(({ is }) => is?.includes(written)) === true;
  return {
    column,
    texts: distinct(sampled.values).filter((written) => !Object.hasOwn(values, written) && !isCash(written)),
  };
}

/** European tables write decimals after a comma, and the day first. */
function guessed(values: readonly string[], table: TableSample, heading = ''): GuessedTime | undefined {
  return guessTimeFormat(values, { dayFirst: isCommaDecimal(table.columns), zone: zoneOf(heading, table) });
}

/** Zones by what headings say, by their language, or by the venue; empty where nothing shows whose clock it is. */
function zoneOf(heading: string, table: TableSample): string {
  const beside = [...heading.matchAll(/[([]([^)\]]+)[)\]]/g)].flatMap(
    ([, told = '']) => zoneNamed(told) ?? [],
  );
  if (beside[0] !== undefined) return beside[0];
  if (/\b(utc|gmt)\b/i.test(heading)) return 'UTC';
  const word = /(?:^|[\s_])(EST|EDT|ET|CET|CEST|PST|PDT|PT)$/.exec(heading)?.[1];
  if (word !== undefined) return zoneNamed(word) ?? '';
  if (tradesCoins(table)) return 'UTC';
  return /datum|zeit|tag\b|tijd/i.test(heading) ? BY_LANGUAGE : '';
}

/** German and Dutch headings are of clocks that show the same; what nobody else says is assumed. */
const BY_LANGUAGE = 'Europe/Berlin';

/** Exchanges of coins write UTC. */
function tradesCoins({ columns }: TableSample): boolean {
  const coins = ({ values }: SampledColumn) =>
    values.length > 0 &&
    values.every((text) => {
      const pair = pairOf(text);
      return pair !== undefined && !isStateCurrency(pair.base);
    });
  return columns.some(coins);
}

function timeSource(table: TableSample, find: Find): TimeSource | undefined {
  const isTime = ({ values, heading }: SampledColumn) => guessed(values, table, heading) !== undefined;
  const told = find('time', isTime) ?? byContent(table, isTime);
  if (!told) return undefined;
  const hasClock = ({ values }: SampledColumn) => values.some((text) => /\d:\d/.test(text));
  const later =
    hasClock(told) || findColumn(table, 'clock', isClock)
      ? undefined
      : table.columns.find((one) => /\b(time|timestamp)\b/.test(one.key) && hasClock(one) && isTime(one));
  const column = later ?? told;
  const alone = guessed(column.values, table, column.heading);
  const ofZone = find(
    'zone',
    ({ values }) => values.length > 0 && values.every((text) => zoneNamed(text) !== undefined),
  );
  const zoned = (told: GuessedTime | undefined) =>
    ofZone && told?.zone !== undefined
      ? { ...told, zone: { column: ofZone.heading } }
      : told && { ...told, ...(told.zone === BY_LANGUAGE ? { assumed: true as const } : {}) };
  const clock = column.values.some((text) => /\d:\d/.test(text)) ? undefined : find('clock', isClock);
  if (!clock) return { column: column.heading, ...zoned(alone) };
  const [dayAt, clockAt] = [table.columns.indexOf(column), table.columns.indexOf(clock)];
  const texts = table.rows.map((row) => `${row[dayAt]} ${row[clockAt]}`);
  const both = guessed(texts, table, `${column.heading} ${clock.heading}`);
  return { column: both ? [column.heading, clock.heading] : column.heading, ...zoned(both ?? alone) };
}

function isClock({ values }: SampledColumn): boolean {
  return shareOf(values, (text) => /^\d{1,2}:\d{2}/.test(text)) >= MOSTLY;
}

/** A column of times with clocks, whatever its heading. */
function byContent(
  table: TableSample,
  isTime: (column: SampledColumn) => boolean,
): SampledColumn | undefined {
  return table.columns.find(
    (one) => one.heading !== '' && one.values.some((text) => /\d\D\d.*\d:\d/.test(text)) && isTime(one),
  );
}

/** An option's symbol or words; or columns for each part of the contract; or what is traded alone. */
function instrumentSources(
  table: TableSample,
  find: Find,
  traded: SampledColumn | undefined,
): { instrument?: { column: Column }; symbol: SampledColumn | undefined; underlying?: TextSource } & Record<
  string,
  unknown
> {
  const named = table.columns
    .map((column) => ({ column, share: shareOf(column.values, (text) => optionSymbol(text) !== undefined) }))
    .reduce<{ column?: SampledColumn; share: number }>((best, one) => (one.share > best.share ? one : best), {
      share: 0,
    });
  const symbol = find('symbol', ({ values }) => hasText(values)) ?? traded;
  const ofUnits = symbol ? undefined : unitsTraded(table);
  if (named.column) {
    const other = symbol && tellsUnderlying(table, symbol, named.column) ? { underlying: text(symbol) } : {};
    return { instrument: { column: named.column.heading }, symbol: symbol ?? named.column, ...other };
  }
  const strike = find('strike', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  const underlying = {
    underlying: symbol ? text(symbol) : ofUnits ? { column: ofUnits.heading, part: '* {}' } : TO_FILL_IN,
  };
  if (!strike) return { symbol, ...underlying };
  const expiration = find('expiration', ({ values }) => guessed(values, table) !== undefined);
  const right = find('right', ({ values }) => values.some((value) => rightOf(value) !== ''));
  const { format } = guessed(expiration?.values ?? [], table) ?? {};
  return {
    symbol,
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

/** A column of quantities behind which the coins stand that are traded, `0.5 BTC`. */
function unitsTraded({ columns }: TableSample): SampledColumn | undefined {
  return columns.find(
    ({ key, values }) =>
      /\b(amount|quantity|qty|size|volume)\b/.test(key) &&
      values.length > 0 &&
      values.every((text) => / [A-Z][A-Z0-9]{1,9}$/.test(text) && !isMoney(text.split(' ').at(-1) ?? '')),
  );
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

function actionSource(
  find: Find,
  { side, quantity }: { side: SampledColumn | undefined; quantity: SampledColumn | undefined },
): TextSource | undefined {
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

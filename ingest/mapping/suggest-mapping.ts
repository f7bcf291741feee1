import { ZERO } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { actionOf } from './action-words.js';
import { cashKindOf } from './cash-words.js';
import { findColumn, tellsOfTrades } from './column-headings.js';
import type { Column, Source, TableMapping, TextSource } from './mapping.js';
import { amounts } from './suggest-amounts.js';
import { cashColumn, suggestCash } from './suggest-cash.js';
import { currencyColumns } from './suggest-currency.js';
import { instrumentSources } from './suggest-instrument.js';
import { paidAndReceived } from './suggest-paid.js';
import { isRow, suggestPlaces } from './suggest-places.js';
import { roundTrips } from './suggest-round-trips.js';
import { countedRows, withRows } from './suggest-rows.js';
import { tradesInSentences } from './suggest-sentences.js';
import { timeSource } from './suggest-time.js';
import { distinct, numberSource, text, TO_FILL_IN, type Find } from './suggested-source.js';
import {
  isNumber,
  MOSTLY,
  numberOf,
  shareOf,
  tableSample,
  type SampledColumn,
  type TableSample,
} from './table-sample.js';

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
  const named =
    findColumn(whole, 'action', isSide) ??
    sideByContent(whole) ??
    findColumn(whole, 'action', ({ values }) => values.some(isTradeWord));
  // Rows of cash beside the trades say nothing of what trades look like.
  const table = named ? tradeRows(whole, named) : whole;
  const side = named && table.columns[whole.columns.indexOf(named)];
  const { traded } = currencyColumns(table);
  const used = new Set<string>(side ? [side.heading] : []);
  const finding =
    (among: TableSample): Find =>
    (told, fits) => {
      const found = findColumn(among, told, (column) => !used.has(column.heading) && fits(column));
      if (found) used.add(found.heading);
      return found;
    };
  const find = finding(table);
  const sentence = tradesInSentences(table);
  const round = sentence ? undefined : roundTrips(whole);
  const executedAt = round?.opened.executed_at ?? timeSource(whole, finding(whole));
  const { instrument, symbol, ...contract } = sentence
    ? { symbol: undefined, underlying: sentence.underlying }
    : instrumentSources(table, find, traded);
  const numeric = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const quantity = find('filled', numeric) ?? find('quantity', numeric);
  const multiplier = find('multiplier', numeric);
  const paid = side || sentence ? undefined : paidAndReceived(table);
  const money = amounts(table, { find, side, quantity, symbol, multiplier });
  const codes = find('codes', ({ values }) => values.length > 0 && values.every(isCodes));
  const fields: Record<string, Source | undefined> = {
    ...plainText(
      'execution_id',
      round ? undefined : find('execution_id', ({ values }) => isUnique(values, table)),
    ),
    ...plainText('order_id', find('order_id', hasValues)),
    ...plainText('account', find('account', hasValues)),
    executed_at: executedAt ?? TO_FILL_IN,
    action: sentence?.action ?? paid?.action ?? actionSource(find, { side, quantity }) ?? TO_FILL_IN,
    ...contract,
    ...(multiplier ? { multiplier: numberSource(table, { of: [multiplier] }) } : {}),
    quantity: quantity ? numberSource(table, { of: [quantity], sign: 'absolute' }) : TO_FILL_IN,
    ...money.fields,
    ...(sentence ? { quantity: sentence.quantity, price: sentence.price } : {}),
    ...(paid ? { amount: paid.amount } : sentence ? paidAndReceived(table)?.cash : {}),
    ...round?.opened,
  };
  const carry = carriedOn(sample, [
    ...(counted?.where ?? []).flatMap(({ column, is }) => (is ? [column] : [])),
    instrument?.column,
    ...sourcesOf(fields),
  ]);
  const cash = round ? undefined : suggestCash(whole, { side: named, amount: money.amount, symbol, fields });
  return {
    dataset: 'executions',
    ...(counted ? { where: counted.where } : {}),
    ...(carry.length > 0 ? { carry } : {}),
    ...(instrument ? { instrument } : {}),
    ...(codes ? { ends: { column: codes.heading, values: END_CODES } } : {}),
    ...(cash ? { cash_flows: cash } : {}),
    ...(round ? { also: [{ fields: round.closed }] } : {}),
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

function isTradeWord(text: string): boolean {
  return /^(buy|sell)/.test(actionOf(text) ?? '');
}

/** A column all of whose texts say what was done or what money it was, whatever its heading. */
function sideByContent(table: TableSample): SampledColumn | undefined {
  return table.columns.find(
    ({ heading, values }) =>
      heading !== '' &&
      values.some(isTradeWord) &&
      values.every((text) => isTradeWord(text) || cashKindOf(text) !== undefined),
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

function isUnique(values: readonly string[], { rows }: TableSample): boolean {
  return values.length === rows.length && new Set(values).size === values.length;
}

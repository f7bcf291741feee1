import { parseDecimal, ZERO } from '../../domain/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { actionOf } from './action-words.js';
import { findColumn, tellsOfTrades, type Told } from './column-headings.js';
import { guessTimeFormat } from './guess-time-format.js';
import type { Column, NumberSource, Source, TableMapping, TextSource, TimeSource } from './mapping.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import {
  isNumber,
  numberOf,
  shareOf,
  tableSample,
  type SampledColumn,
  type TableSample,
} from './table-sample.js';
import { plainAmount } from '../text/written-values.js';

const MOSTLY = 0.8;
/** So many different texts at most are a list of values. */
const MOST_VALUES = 40;

/**
 * A mapping of a table of trades or orders, by its headings and the values of its first rows (up to 64 KiB), for the user to look over.
 * What is needed and not found has an empty value, which the mapping's check asks to fill in. Throws {@link FileRefused} for what has no rows.
 */
export function suggestMapping(head: Uint8Array): TableMapping {
  const sample = tableSample(head, tellsOfTrades);
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
    ...amounts(table, { find, side, quantity }),
    ...plainText(
      'currency',
      find('currency', ({ values }) => shareOf(values, isCurrency) >= MOSTLY),
    ),
  };
  return {
    dataset: 'executions',
    ...(filled ? { where: [{ column: filled.column.heading, is: filled.values }] } : {}),
    ...(instrument ? { instrument } : {}),
    fields,
  };
}

const TO_FILL_IN: TextSource = { value: '' };

/** The fields that the user has to fill in. */
export function fieldsToFillIn({ fields }: TableMapping): string[] {
  return Object.entries(fields).flatMap(([name, source]) => (source?.value === '' ? [name] : []));
}

type Find = (told: Told, fits: (column: SampledColumn) => boolean) => SampledColumn | undefined;

/** Of orders, those that were carried out: the values of the status that say so, and the rows that have them. */
function filledRows(
  sample: TableSample,
): { column: SampledColumn; values: string[]; sample: TableSample } | undefined {
  const column = findColumn(sample, 'status', ({ values }) => new Set(values).size <= MOST_VALUES);
  const values = distinct(column?.values ?? []).filter((text) =>
    /^(partial(ly)?[ _-]?)?(fill|filled|exec|executed|complete|completed|done|settled)$/i.test(text),
  );
  if (!column || values.length === 0) return undefined;
  const at = sample.columns.indexOf(column);
  const rows = sample.rows.filter((row) => values.includes(row[at] ?? ''));
  const columns = sample.columns.map((one, i) => ({ ...one, values: rows.flatMap((row) => row[i] || []) }));
  return { column, values, sample: { rows, columns } };
}

function timeSource(table: TableSample, find: Find): TimeSource | undefined {
  const column = find('time', ({ values }) => guessTimeFormat(values) !== undefined);
  if (!column) return undefined;
  const alone = guessTimeFormat(column.values);
  const clock = column.values.some((text) => /\d:\d/.test(text))
    ? undefined
    : find('clock', ({ values }) => shareOf(values, (text) => /^\d{1,2}:\d{2}/.test(text)) >= MOSTLY);
  if (!clock) return { column: column.heading, ...alone };
  const [dayAt, clockAt] = [table.columns.indexOf(column), table.columns.indexOf(clock)];
  const both = guessTimeFormat(table.rows.map((row) => `${row[dayAt]} ${row[clockAt]}`));
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
    const other = symbol && symbol !== named.column ? { underlying: text(symbol) } : {};
    return { instrument: { column: named.column.heading }, ...other };
  }
  const strike = find('strike', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  const underlying = { underlying: symbol ? text(symbol) : TO_FILL_IN };
  if (!strike) return underlying;
  const expiration = find('expiration', ({ values }) => guessTimeFormat(values) !== undefined);
  const right = find('right', ({ values }) => values.some((value) => rightOf(value) !== ''));
  const { format } = guessTimeFormat(expiration?.values ?? []) ?? {};
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

function rightOf(written: string): string {
  const [, right] = /(?:^|\W|\b)(c|call|p|put)s?$/i.exec(written) ?? [];
  return right === undefined ? '' : /^c/i.test(right) ? 'call' : 'put';
}

/** What tells whether a row bought or sold: a word, or the sign of the quantity. */
interface Sides {
  side: SampledColumn | undefined;
  quantity: SampledColumn | undefined;
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

function amounts(table: TableSample, { find, ...sides }: { find: Find } & Sides): Record<string, Source> {
  const numeric = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const price = find('price', numeric);
  const amount = find('amount', (column) => numeric(column) && followsSide(table, column, sides));
  const costs: SampledColumn[] = [];
  const isOther = ({ key }: SampledColumn) =>
    !costs.some((cost) => key.startsWith(cost.key) && IN_CURRENCY.test(key));
  for (
    let cost = find('fees', numeric);
    cost;
    cost = find('fees', (column) => numeric(column) && isOther(column))
  )
    costs.push(cost);
  return {
    ...(price
      ? { price: numberSource(table, { of: [price], sign: 'absolute' }) }
      : amount
        ? {}
        : { price: TO_FILL_IN }),
    ...(costs.length > 0
      ? { fees: { ...numberSource(table, { of: costs }), sign: 'absolute' as const } }
      : {}),
    ...(amount ? { amount: numberSource(table, { of: [amount] }) } : {}),
  };
}

/** The same costs once more, in another currency. */
const IN_CURRENCY = / (euro?|usd|gbp|chf|base|local|converted)$/;

/** True where the amounts are cash: paid for what is bought, received for what is sold. */
function followsSide(
  { columns, rows }: TableSample,
  amount: SampledColumn,
  { side, quantity }: Sides,
): boolean {
  const textOf = (row: readonly string[], column: SampledColumn | undefined) =>
    (column && row[columns.indexOf(column)]) ?? '';
  const sides = rows.flatMap((row) => {
    const action = /^(buy|sell)/.exec(actionOf(textOf(row, side)) ?? '')?.[0];
    const bought = side ? action && action === 'buy' : (numberOf(textOf(row, quantity)) ?? ZERO) > ZERO;
    const value = numberOf(textOf(row, amount)) ?? ZERO;
    return bought === undefined || value === ZERO ? [] : [bought === value < ZERO];
  });
  return sides.length > 0 && sides.filter(Boolean).length >= sides.length * 0.95;
}

function numberSource(
  { columns }: TableSample,
  { of, sign }: { of: readonly SampledColumn[] } & Pick<NumberSource, 'sign'>,
): NumberSource {
  const values = of.flatMap((column) => column.values);
  const signed = values.some((text) => (numberOf(text) ?? ZERO) < ZERO);
  const [only, other] = of.map(({ heading }) => heading);
  return {
    column: only !== undefined && other === undefined ? only : of.map(({ heading }) => heading),
    ...(values.some((text) => text.startsWith('@')) ? { prefix: '@' } : {}),
    ...(isCommaDecimal(columns) ? { decimal: ',' as const } : {}),
    ...(sign && signed ? { sign } : {}),
  };
}

/** A table is written in one way: some number in it has a comma before one or two digits, and none a point. */
function isCommaDecimal(columns: readonly SampledColumn[]): boolean {
  const numbers = columns.flatMap(({ values }) => values.filter(isNumber));
  return (
    numbers.some((text) => /,\d{1,2}\D*$/.test(text)) && !numbers.some((text) => /\.\d{1,2}\D*$/.test(text))
  );
}

function plainText(name: string, column: SampledColumn | undefined): Record<string, TextSource> {
  return column ? { [name]: text(column) } : {};
}

function text({ heading }: SampledColumn): TextSource {
  return { column: heading };
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

function isCurrency(text: string): boolean {
  return /^[A-Z]{3,4}$/.test(text);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Which columns of a table have prices, costs, cash and currency. */
import { ZERO } from '../../domain/number/decimal.js';
import { actionOf } from './action-words.js';
import type { Source } from './mapping.js';
import { distinct, numberSource, text, TO_FILL_IN, type Find } from './suggested-source.js';
import {
  isNumber,
  MOSTLY,
  numberOf,
  shareOf,
  unitOf,
  type SampledColumn,
  type TableSample,
} from './table-sample.js';

/** What shows whether a row bought or sold: a word, or the sign of the quantity. */
export interface Sides {
  side: SampledColumn | undefined;
  quantity: SampledColumn | undefined;
}

/** The sources of price, fees, amount and currency; fees in other currencies than the prices are left to the user. */
export function amounts(
  table: TableSample,
  { find, currency, ...sides }: { find: Find; currency: SampledColumn | undefined } & Sides,
): Record<string, Source> {
  const numeric = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const price = find('price', numeric);
  const unnamed = price && !currency ? currencyBeside(table, price) : undefined;
  const told = currency ?? unnamed?.column;
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
  const inOneCurrency = costs.every((cost) => inCurrencyOf(table, cost, told));
  return {
    ...(price
      ? { price: numberSource(table, { of: [price], sign: 'absolute' }) }
      : amount
        ? {}
        : { price: TO_FILL_IN }),
    ...(costs.length === 0
      ? {}
      : { fees: inOneCurrency ? { ...numberSource(table, { of: costs }), sign: 'absolute' } : TO_FILL_IN }),
    ...(amount ? { amount: numberSource(table, { of: [amount] }) } : {}),
    ...(currency ? { currency: text(currency) } : unnamed ? { currency: { column: unnamed.place } } : {}),
  };
}

/** A currency that stands behind the price without a heading. */
function currencyBeside(
  { columns }: TableSample,
  price: SampledColumn,
): { column: SampledColumn; place: number } | undefined {
  const at = columns.indexOf(price) + 1;
  const column = columns[at];
  if (!column || column.heading !== '' || shareOf(column.values, isCurrency) < 1) return undefined;
  return { column, place: at + 1 };
}

/** True unless the costs are in another currency or coin than the prices, by a column beside, the heading or units. */
function inCurrencyOf(
  { columns }: TableSample,
  cost: SampledColumn,
  told: SampledColumn | undefined,
): boolean {
  const units = distinct(cost.values.flatMap((value) => unitOf(value) ?? []));
  if (units.length > 0) return units.length === 1;
  const beside = columns.find(({ key }) => key === `currency ${cost.key}`);
  const heading = / (eur|usd|gbp|chf)$/.exec(cost.key)?.[1]?.toUpperCase();
  const own = beside ? distinct(beside.values) : heading === undefined ? [] : [heading];
  return told === undefined || own.every((one) => distinct(told.values).every((other) => other === one));
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

export function isCurrency(text: string): boolean {
  return /^[A-Z]{3,4}$/.test(text);
}

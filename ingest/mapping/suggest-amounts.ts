/** Which columns of a table have prices, costs, cash and currency. */
import {
  abs,
  decimal,
  multiply,
  parseDecimal,
  sum,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import { futuresMultiplier } from '../contracts/futures-multipliers.js';
import { hundredthOf } from '../contracts/currencies.js';
import { actionOf } from './action-words.js';
import { mayBeCash, mayBeCosts } from './column-headings.js';
import type { NumberSource, Source } from './mapping.js';
import { currencyColumns, suggestCurrency, type SuggestedCurrency } from './suggest-currency.js';
import { distinct, numberSource, TO_FILL_IN, type Find } from './suggested-source.js';
import {
  isNumber,
  MOSTLY,
  numberOf,
  shareOf,
  unitOf,
  type SampledColumn,
  type TableSample,
} from './table-sample.js';

/** What shows what a row traded and which way: the words and numbers of these columns. */
export interface TradeColumns {
  side: SampledColumn | undefined;
  quantity: SampledColumn | undefined;
  symbol: SampledColumn | undefined;
  multiplier: SampledColumn | undefined;
}

/** What one row comes to. */
interface Worth {
  /** True for what is bought; undefined for what is neither. */
  bought: boolean | undefined;
  /** Quantity × price × multiplier. */
  gross: Decimal;
}

/** The sources of price, fees, amount and currency, and the column that names the currency row by row. */
export function amounts(
  table: TableSample,
  { find, ...traded }: { find: Find } & TradeColumns,
): { fields: Record<string, Source>; currency: SuggestedCurrency; amount: SampledColumn | undefined } {
  const numeric = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const price = find('price', numeric);
  const worthOf = worthReader(table, price, traded);
  const costs = costColumns(table, find, worthOf);
  const { money } = currencyColumns(table);
  const ofPrice = money.find(({ key }) => price && key !== price.key && key.includes(price.key));
  const total = find('amount', (column) => numeric(column) && mayBeCash(column) && !costs.includes(column));
  const ofTotal = total && money.find(({ key }) => key.includes(total.key));
  const apart = ofPrice && ofTotal && ofPrice !== ofTotal && !isSameText(table, ofPrice, ofTotal);
  const currencyColumn = (apart ? ofTotal : (ofPrice ?? money[0])) ?? besidePrice(table, price);
  const currency = suggestCurrency(table, {
    column: currencyColumn,
    symbol: traded.symbol,
    numbers: [price, total, ...costs].flatMap((one) => one ?? []),
  });
  const kept = apart ? undefined : price;
  const cash = total ? cashSign(table, { total, costs, worthOf, sure: apart === true || !price }) : undefined;
  return {
    currency,
    amount: total,
    fields: {
      ...(kept
        ? { price: numberSource(table, { of: [kept], sign: 'absolute' }) }
        : cash
          ? {}
          : { price: TO_FILL_IN }),
      ...feesOf(table, costs, currency),
      ...(total && cash
        ? {
            amount: {
              ...numberSource(table, { of: [total] }),
              ...(cash === 'by_action' ? { sign: cash } : {}),
            },
          }
        : {}),
      currency: inWholes(table, currencyColumn, currency),
    },
  };
}

/** A column of currencies that has no heading and stands behind the price. */
function besidePrice({ columns }: TableSample, price: SampledColumn | undefined): SampledColumn | undefined {
  const column = price && columns[columns.indexOf(price) + 1];
  if (!column || column.heading !== '' || shareOf(column.values, (one) => /^[A-Z]{3,4}$/.test(one)) < 1)
    return undefined;
  return column;
}

/** A column without a heading is named by its place. */
function inWholes(
  { columns }: TableSample,
  column: SampledColumn | undefined,
  { source }: SuggestedCurrency,
): Source {
  return column && column.heading === '' ? { column: columns.indexOf(column) + 1 } : source;
}

function isSameText({ columns, rows }: TableSample, a: SampledColumn, b: SampledColumn): boolean {
  const [at, other] = [columns.indexOf(a), columns.indexOf(b)];
  return rows.every((row) => row[at] === '' || row[other] === '' || row[at] === row[other]);
}

function worthReader(
  { columns }: TableSample,
  price: SampledColumn | undefined,
  { side, quantity, symbol, multiplier }: TradeColumns,
): (row: readonly string[]) => Worth {
  const textOf = (row: readonly string[], column: SampledColumn | undefined) =>
    (column && row[columns.indexOf(column)]) ?? '';
  return (row) => {
    const action = /^(buy|sell)/.exec(actionOf(textOf(row, side)) ?? '')?.[0];
    const units = numberOf(textOf(row, quantity)) ?? ZERO;
    const bought = side ? (action ? action === 'buy' : undefined) : units === ZERO ? undefined : units > ZERO;
    const traded = textOf(row, symbol);
    const times =
      numberOf(textOf(row, multiplier)) ??
      parseDecimal(futuresMultiplier(traded) ?? '') ??
      (columns.some((_, at) => optionSymbol(row[at] ?? '') !== undefined) ? decimal(100) : decimal(1));
    const gross = abs(multiply(multiply(units, numberOf(textOf(row, price)) ?? ZERO), times));
    return { bought, gross };
  };
}

const MOST_COST = decimal('0.05');

/** The columns of costs: no rates, no totals with costs in them, and no sum beside its parts. */
function costColumns(
  table: TableSample,
  find: Find,
  worthOf: (row: readonly string[]) => Worth,
): SampledColumn[] {
  const numeric = (column: SampledColumn) => shareOf(column.values, isNumber) >= MOSTLY && mayBeCosts(column);
  const costs: SampledColumn[] = [];
  const isOther = ({ key }: SampledColumn) =>
    !costs.some((cost) => key.startsWith(cost.key) && IN_CURRENCY.test(key));
  for (
    let cost = find('fees', numeric);
    cost;
    cost = find('fees', (column) => numeric(column) && isOther(column))
  )
    costs.push(cost);
  if (costs.length === 0) {
    const small = find('smallCost', (column) => {
      const at = table.columns.indexOf(column);
      const isSmall = (row: readonly string[]) => {
        const [cost, { gross }] = [abs(numberOf(row[at] ?? '') ?? ZERO), worthOf(row)];
        return gross > ZERO && cost <= multiply(gross, MOST_COST);
      };
      return numeric(column) && table.rows.every((row) => row[at] === '' || isSmall(row));
    });
    if (small) costs.push(small);
  }
  const at = (column: SampledColumn) => table.columns.indexOf(column);
  const valueOf = (row: readonly string[], column: SampledColumn) => numberOf(row[at(column)] ?? '') ?? ZERO;
  const whole =
    costs.length > 2 &&
    costs.find((cost) => {
      const rest = costs.filter((other) => other !== cost);
      return table.rows.every(
        (row) => abs(valueOf(row, cost) - sum(rest.map((other) => valueOf(row, other)))) <= CENT,
      );
    });
  return whole ? [whole] : costs;
}

const CENT = decimal('0.011');

/** The same costs once more, in another currency. */
const IN_CURRENCY = / (euro?|usd|gbp|chf|base|local|converted)$/;

/** The source of the costs; what cannot be told of costs in another currency is to be filled in. */
function feesOf(
  table: TableSample,
  costs: readonly SampledColumn[],
  currency: SuggestedCurrency,
): Record<string, Source> {
  const [only] = costs;
  if (!only) return {};
  const units = distinct(costs.flatMap(({ values }) => values.flatMap((value) => unitOf(value) ?? [])));
  const source: NumberSource = { ...numberSource(table, { of: costs }), sign: 'absolute' };
  const ofUnits = table.rows.every((row) => {
    const unit = unitOf(row[table.columns.indexOf(only)] ?? '');
    return unit === undefined || unit === currency.of(row);
  });
  if (costs.length === 1) {
    if (units.length > 0 && !ofUnits) return { fees: { ...source, suffix: '*', coin: 'behind' } };
    const beside = coinColumn(table, only);
    if (beside && !isSameCurrency(table, beside, currency))
      return { fees: { ...source, coin: { column: beside.heading } } };
  }
  if (units.length > 1) return { fees: TO_FILL_IN };
  const foreign = costs.some((cost) => {
    const beside = coinColumn(table, cost);
    if (beside) return !isSameCurrency(table, beside, currency);
    const heading = / (eur|usd|gbp|chf)$/.exec(cost.key)?.[1]?.toUpperCase();
    return heading !== undefined && table.rows.some((row) => ![heading, ''].includes(currency.of(row)));
  });
  return { fees: foreign ? TO_FILL_IN : source };
}

const COIN = /\b(currency|coin|asset|ccy)\b/;

/** The column that says which currency or coin a column of costs is in. */
function coinColumn({ columns }: TableSample, cost: SampledColumn): SampledColumn | undefined {
  const texts = columns.filter(
    ({ key, values }) => COIN.test(key) && shareOf(values, (one) => !isNumber(one)) === 1,
  );
  return (
    texts.find(({ key }) => key.replace(COIN, '').trim() === cost.key) ??
    texts.find(({ key }) => /^(fee|fees|commission) (currency|coin|asset|ccy)$/.test(key))
  );
}

function isSameCurrency(table: TableSample, column: SampledColumn, currency: SuggestedCurrency): boolean {
  const at = table.columns.indexOf(column);
  return table.rows.every((row) => {
    const [own = '', money] = [row[at], currency.of(row)];
    return own === '' || money === '' || own === money || own === hundredthOf(money);
  });
}

/**
 * How a total is cash: by its own sign, or by the side where it has none. Undefined where it is none, or not what was
 * paid with the costs; `sure` where there is nothing to compare it with, so that it has to be.
 */
function cashSign(
  { columns, rows }: TableSample,
  {
    total,
    costs,
    worthOf,
    sure,
  }: {
    total: SampledColumn;
    costs: readonly SampledColumn[];
    worthOf: (row: readonly string[]) => Worth;
    sure: boolean;
  },
): 'as_written' | 'by_action' | undefined {
  const at = columns.indexOf(total);
  const costAt = costs.map((cost) => columns.indexOf(cost));
  const told = rows.flatMap((row) => {
    const [{ bought, gross }, value] = [worthOf(row), numberOf(row[at] ?? '') ?? ZERO];
    if (bought === undefined || value === ZERO) return [];
    const fees = abs(sum(costAt.map((one) => numberOf(row[one] ?? '') ?? ZERO)));
    return [{ bought, gross, value, fees }];
  });
  if (told.length === 0) return undefined;
  const share = (holds: (one: (typeof told)[number]) => boolean) => told.filter(holds).length / told.length;
  const signed = share(({ bought, value }) => bought === value < ZERO) >= 0.95;
  const unsigned = told.every(({ value }) => value > ZERO);
  if (!signed && !unsigned) return undefined;
  const near = (a: Decimal, b: Decimal) => abs(abs(a) - abs(b)) <= CENT;
  const withFees = told.filter(({ fees }) => fees > ZERO);
  const isGross = withFees.length > 0 && withFees.every(({ value, gross }) => near(value, gross));
  if (isGross) return undefined;
  if (signed) return 'as_written';
  if (sure) return 'by_action';
  if (withFees.length > 0)
    return share(({ bought, value, gross, fees }) => near(value, bought ? gross + fees : gross - fees)) >=
      0.95
      ? 'by_action'
      : undefined;
  // Costs that no column has are in the total: it is a little more than what was bought, and less than what was sold.
  const withCosts = ({ bought, value, gross }: (typeof told)[number]) =>
    (bought ? value >= gross : value <= gross) && abs(value - gross) <= multiply(gross, MOST_COST);
  const isSame = told.every(({ value, gross }) => near(value, gross));
  return !isSame && told.every(withCosts) ? 'by_action' : undefined;
}

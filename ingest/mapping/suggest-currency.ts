/** Which currency the money of a table is in, and which columns say so. */
import { currencyBeside, currencyInHeading, isMoney, isStateCurrency } from '../contracts/currencies.js';
import { pairOf } from '../contracts/pairs.js';
import { isCurrencyKey, isCurrencyOfCosts } from './column-headings.js';
import type { TextSource } from './mapping.js';
import { distinct, text, TO_FILL_IN } from './suggested-source.js';
import { MOSTLY, shareOf, type SampledColumn, type TableSample } from './table-sample.js';

/** The currency of a table's money. */
export interface SuggestedCurrency {
  source: TextSource;
  /** The column that names it, row by row. */
  column?: SampledColumn;
  /** Of each row, empty where it is not known. */
  of(row: readonly string[]): string;
}

/** What a code in a column may be, of a currency or of a coin. */
export function isCurrency(written: string): boolean {
  return /^[A-Z]{2,6}$/.test(written) || isMoney(written);
}

const MADE_FOR_MONEY = /\b(counter|quote|settlement|settle|price|total|amount|wallet|account|cash)\b/;

/**
 * The columns of codes of currencies, that of the trade's money first; a column of the coins that are traded is none of
 * them where another one says what they are paid in.
 */
export function currencyColumns({ columns }: TableSample): {
  money: SampledColumn[];
  traded: SampledColumn | undefined;
} {
  const all = columns.filter(
    ({ key, values }) =>
      isCurrencyKey(key) &&
      !isCurrencyOfCosts(key) &&
      shareOf(values, isCurrency) >= MOSTLY &&
      !/^base\b/.test(key),
  );
  const plain = all.find(({ key }) => !MADE_FOR_MONEY.test(key));
  const told = all.filter((column) => column !== plain);
  const coins = plain !== undefined && shareOf(plain.values, isMoney) < 1;
  const made = told.filter(({ values }) => shareOf(values, isMoney) >= MOSTLY);
  if (plain && coins && made.length > 0) return { money: inOrder(made), traded: plain };
  return { money: [...(plain ? [plain] : []), ...inOrder(told)], traded: undefined };
}

const ORDER = [
  /price|preis|prix|prezzo|precio/,
  /quote|counter/,
  /trade|transaction/,
  /settle/,
  /total|amount/,
  /./,
];

function inOrder(columns: readonly SampledColumn[]): SampledColumn[] {
  const rank = ({ key }: SampledColumn) => ORDER.findIndex((pattern) => pattern.test(key));
  return columns.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The currency of what is paid, by a column of codes, by the pairs that are traded, by signs and codes beside numbers,
 * or by their headings; to be filled in where nothing says it.
 */
export function suggestCurrency(
  table: TableSample,
  {
    column,
    symbol,
    numbers,
  }: {
    column: SampledColumn | undefined;
    symbol: SampledColumn | undefined;
    numbers: readonly SampledColumn[];
  },
): SuggestedCurrency {
  const { columns } = table;
  const textAt = (one: SampledColumn, row: readonly string[]) => row[columns.indexOf(one)] ?? '';
  const pairs =
    symbol && shareOf(symbol.values, (one) => pairOf(one) !== undefined) === 1 ? symbol : undefined;
  const tradesIt =
    column && pairs ? shareOf(column.values, isStateCurrency) < 1 && areBases(table, column, pairs) : false;
  if (column && !tradesIt) {
    return { source: text(column), column, of: (row) => textAt(column, row) };
  }
  if (pairs)
    return {
      source: { column: pairs.heading, of_pair: 'quote' },
      of: (row) => pairOf(textAt(pairs, row))?.quote ?? '',
    };
  const beside = numbers.find(
    ({ values }) => shareOf(values, (one) => currencyBeside(one) !== undefined) === 1,
  );
  if (beside)
    return {
      source: { column: beside.heading, of_amount: true },
      of: (row) => currencyBeside(textAt(beside, row)) ?? '',
    };
  const named = distinct(numbers.flatMap(({ heading }) => currencyInHeading(heading) ?? []));
  const [only] = named;
  if (only !== undefined && named.length === 1) return { source: { value: only }, of: () => only };
  return { source: TO_FILL_IN, of: () => '' };
}

/** True where the column names what the pairs trade. */
function areBases({ columns, rows }: TableSample, column: SampledColumn, pairs: SampledColumn): boolean {
  const [at, pairAt] = [columns.indexOf(column), columns.indexOf(pairs)];
  return rows.every((row) => {
    const pair = pairOf(row[pairAt] ?? '');
    return pair === undefined || pair.base === row[at];
  });
}

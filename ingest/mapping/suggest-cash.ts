/** Which rows of a table of trades are cash: deposits, dividends, interest, fees. */
import { ZERO } from '../../domain/number/decimal.js';
import { actionOf } from './action-words.js';
import { cashKindOf } from './cash-words.js';
import { LEAVES } from './mapped-row.js';
import type { NumberSource, Source, TableMapping } from './mapping.js';
import { distinct, numberSource } from './suggested-source.js';
import { numberOf, type SampledColumn, type TableSample } from './table-sample.js';

/** What of the trades' sources the cash rows share. */
interface Shared {
  side: SampledColumn | undefined;
  amount: SampledColumn | undefined;
  symbol: SampledColumn | undefined;
  fields: TableMapping['fields'];
}

/** The column whose words name money in rows that are no trades; and which rows these are. */
export function cashColumn(
  table: TableSample,
  side: SampledColumn | undefined,
): { column: SampledColumn; isCash: (this: void, row: readonly string[]) => boolean } | undefined {
  const sideAt = side ? table.columns.indexOf(side) : -1;
  const others = table.columns.filter(
    (column) => column.heading !== '' && column !== side && distinct(column.values).length <= MOST_KINDS,
  );
  const told = [...(side ? [side] : []), ...others].map((column) => {
    const at = table.columns.indexOf(column);
    const isCash = (row: readonly string[]) =>
      actionOf(row[sideAt] ?? '') === undefined && cashKindOf(row[at] ?? '') !== undefined;
    return { column, isCash, count: table.rows.filter(isCash).length };
  });
  const most = Math.max(0, ...told.map(({ count }) => count));
  return most === 0 ? undefined : told.find(({ count }) => count === most);
}

/** More different words are no kinds. */
const MOST_KINDS = 40;

/** The rows of cash beside the trades, by what they have of the columns of trades. */
export function suggestCash(
  table: TableSample,
  { side, amount, symbol, fields }: Shared,
): TableMapping['cash_flows'] {
  const found = cashColumn(table, side);
  if (!found || !amount) return undefined;
  const { column, isCash } = found;
  const placeOf = ({ heading }: SampledColumn) => table.columns.findIndex((one) => one.heading === heading);
  const [kindAt, amountAt] = [placeOf(column), placeOf(amount)];
  const rows = table.rows.filter(isCash);
  const kinds = distinct(rows.map((row) => row[kindAt] ?? ''));
  // What else is below zero may be taken back, in a table without signs too.
  const signed = rows.some(
    (row) =>
      LEAVES.has(cashKindOf(row[kindAt] ?? '') ?? '') && (numberOf(row[amountAt] ?? '') ?? ZERO) < ZERO,
  );
  const money: NumberSource = numberSource(table, { of: [amount] });
  const { executed_at, account, currency } = fields;
  const shared: Record<string, Source | undefined> = { account, currency };
  return {
    where: [{ column: column.heading, is: kinds }],
    fields: {
      ...Object.fromEntries(Object.entries(shared).filter(([, source]) => source !== undefined)),
      ...(executed_at ? { at: executed_at } : {}),
      kind: {
        column: column.heading,
        values: Object.fromEntries(kinds.map((one) => [one, cashKindOf(one) ?? ''])),
      },
      amount: { ...money, ...(signed ? {} : { sign: 'by_action' as const }) },
      ...(symbol ? { underlying: { column: symbol.heading } } : {}),
      description: { column: column.heading },
    },
  };
}

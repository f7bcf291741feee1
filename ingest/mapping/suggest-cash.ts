/** Which rows of a table of trades are cash: deposits, dividends, interest, fees. */
import { ZERO } from '../../domain/number/decimal.js';
import { actionOf } from './action-words.js';
import { cashKindOf } from './cash-words.js';
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

/** The rows whose word in the column of the side names money, by what they have of the columns of trades. */
export function suggestCash(
  table: TableSample,
  { side, amount, symbol, fields }: Shared,
): TableMapping['cash_flows'] {
  if (!side || !amount) return undefined;
  const kinds = distinct(side.values).flatMap((word) => {
    const kind = actionOf(word) === undefined ? cashKindOf(word) : undefined;
    return kind === undefined ? [] : [[word, kind] as const];
  });
  if (kinds.length === 0) return undefined;
  const placeOf = ({ heading }: SampledColumn) =>
    table.columns.findIndex((column) => column.heading === heading);
  const [sideAt, amountAt] = [placeOf(side), placeOf(amount)];
  const words = new Set(kinds.map(([word]) => word));
  const signed = table.rows.some(
    (row) => words.has(row[sideAt] ?? '') && (numberOf(row[amountAt] ?? '') ?? ZERO) < ZERO,
  );
  const money: NumberSource = numberSource(table, { of: [amount] });
  const { executed_at, account, currency } = fields;
  const shared: Record<string, Source | undefined> = { account, currency };
  return {
    where: [{ column: side.heading, is: kinds.map(([word]) => word) }],
    fields: {
      ...Object.fromEntries(Object.entries(shared).filter(([, source]) => source !== undefined)),
      ...(executed_at ? { at: executed_at } : {}),
      kind: { column: side.heading, values: Object.fromEntries(kinds) },
      amount: { ...money, ...(signed ? {} : { sign: 'by_action' as const }) },
      ...(symbol ? { underlying: { column: symbol.heading } } : {}),
      description: { column: side.heading },
    },
  };
}

/** Money in two columns: what was paid in one and what was received in the other. */
import type { NumberSource, TextSource } from './mapping.js';
import { isNumber, type SampledColumn, type TableSample } from './table-sample.js';
import { isCommaDecimal } from './suggested-source.js';

const PAID = /^(debit|debits|paid|paid out|money out|out|soll|belastung|af|debito|dare|cargo|debe)\b/;
const RECEIVED =
  /^(credit|credits|received|paid in|money in|in|haben|gutschrift|bij|credito|avere|abono|haber)\b/;

/** The amount as what was received less what was paid, and the side that its sign shows. */
export function paidAndReceived(
  table: TableSample,
): { action: TextSource; amount: NumberSource; cash: { amount: NumberSource } } | undefined {
  const { columns, rows } = table;
  const among = (pattern: RegExp) =>
    columns.find((one) => pattern.test(one.key) && one.values.some(isNumber));
  const [paid, received] = [among(PAID), among(RECEIVED)];
  if (!paid || !received) return undefined;
  const has = (row: readonly string[], column: SampledColumn) => isNumber(row[columns.indexOf(column)] ?? '');
  if (!rows.every((row) => has(row, paid) !== has(row, received))) return undefined;
  const amount: NumberSource = {
    column: received.heading,
    minus: paid.heading,
    ...(isCommaDecimal(columns) ? { decimal: ',' } : {}),
  };
  return {
    action: {
      column: received.heading,
      minus: paid.heading,
      signs: { positive: 'sell', negative: 'buy' },
    },
    amount,
    cash: { amount },
  };
}

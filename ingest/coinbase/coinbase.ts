import { divide, formatDecimal, multiply, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { jsonObjectsIn, textOf, type JsonElement } from '../text/json-elements.js';
import { jsonFormat, type JsonFields } from '../text/json-format.js';
import { headText } from '../text/plain-text.js';
import type { Parsed, SourceFormat } from '../source-format.js';

/**
 * Fills of Coinbase's Advanced Trade API: pages of them as it gives them, one after the other, or the fills themselves.
 * Pairs of coins only: the file does not say what a derivative's fill moves in cash.
 */
export const coinbase: SourceFormat = {
  name: 'coinbase',
  needsAccount: true,
  detect(head) {
    const text = headText(head);
    // A page of many fills does not end within the head.
    const isPage = /^\ufeff?\s*\{/.test(text) && /"fills"\s*:\s*\[\s*\{/.test(text);
    if (isPage && ['product_id', 'trade_id'].every((name) => text.includes(`"${name}"`))) return 1;
    return jsonObjectsIn(head).some(isFill) ? 1 : 0;
  },
  open: ({ account }) =>
    jsonFormat({
      record(fields, element) {
        const page = fields['fills'];
        if (!Array.isArray(page)) return fill(fields, element, account);
        if (page.length === 0) return [{ kind: 'ignored', line: element.line, reason: 'page without fills' }];
        // Each fill of a page counts as a record of its own, on the line of the page.
        return page.flatMap((each: unknown) => {
          const own = { line: element.line, raw: JSON.stringify(each) };
          return fill(typeof each === 'object' && each !== null ? (each as JsonFields) : {}, own, account);
        });
      },
    }),
};

function isFill(fields: JsonFields): boolean {
  return ['trade_id', 'product_id', 'trade_time', 'size'].every((name) => name in fields);
}

const PAIR = /^([A-Z0-9]+)-([A-Z]+)$/;

function fill(fields: JsonFields, element: JsonElement, account: string | null): Parsed[] {
  if (!isFill(fields)) return [rejected(element, 'no fill', element.raw)];
  const text = (name: string) => textOf(fields[name]);
  const [, , currency] = PAIR.exec(text('product_id')) ?? [];
  if (currency === undefined)
    return [rejected(element, 'product_id not a pair of coins', text('product_id'))];
  if (text('trade_type') !== 'FILL') return [rejected(element, 'trade_type not known', text('trade_type'))];
  const side = { BUY: 'buy', SELL: 'sell' }[text('side')];
  if (side === undefined) return [rejected(element, 'side not known', text('side'))];
  const [price, size, fees] = ['price', 'size', 'commission'].map((name) => parseDecimal(text(name)));
  if (price === undefined || price <= ZERO) return [rejected(element, 'price not above zero', text('price'))];
  if (size === undefined) return [rejected(element, 'size not a number', text('size'))];
  if (fees === undefined) return [rejected(element, 'commission not a number', text('commission'))];
  const inQuote = fields['size_in_quote'] === true;
  const worth = inQuote ? size : multiply(size, price);
  const amount = (side === 'buy' ? -worth : worth) - fees;
  const execution = {
    execution_id: text('entry_id') || text('trade_id'),
    order_id: text('order_id'),
    account,
    executed_at: text('trade_time'),
    action: side,
    underlying: text('product_id'),
    quantity: formatDecimal(inQuote ? divide(size, price) : size),
    price: formatDecimal(price),
    fees: fees < ZERO ? null : formatDecimal(fees),
    amount: formatDecimal(amount),
    currency,
  };
  return checkedRecord(execution, [element], { dataset: 'executions', statedAmount: amount });
}

import { formatDecimal, multiply, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { settledIn } from './pair.js';
import { freqtradeTrades, type StrategyTrade } from './trades.js';
import { jsonObject, textOf } from '../text/json-elements.js';
import type { JsonFields } from '../text/json-format.js';
import { headText } from '../text/plain-text.js';
import type { Parsed, SourceFormat } from '../source-format.js';

/**
 * The results of a freqtrade backtest: the trades of each strategy, whose name is the account. A trade is two records
 * of the file, its opening and its closing; one still open is one. `profit_abs` is what freqtrade says the trade made:
 * the closing's cash is what brings it about.
 */
export const freqtrade: SourceFormat = {
  name: 'freqtrade-backtest',
  needsAccount: false,
  detect(head) {
    const text = headText(head);
    if (!/^\ufeff?\s*\{/.test(text) || !/"strategy"\s*:\s*\{/.test(text)) return 0;
    return /"trades"\s*:\s*\[\s*\]/.test(text) || /"trades"\s*:\s*\[\s*\{.*"open_rate"/s.test(text) ? 1 : 0;
  },
  open() {
    const trades = freqtradeTrades();
    return {
      push: (chunk) => trades.push(chunk).flatMap(endsOf),
      end: () => trades.end().flatMap(endsOf),
    };
  },
};

const NUMBERS = ['amount', 'open_rate', 'close_rate', 'fee_open', 'fee_close', 'profit_abs'] as const;

function endsOf(trade: StrategyTrade): Parsed[] {
  const fields = jsonObject(trade.raw);
  if (fields === undefined) return [rejected(trade, 'not a JSON object', trade.raw)];
  const open = fields['is_open'] === true;
  const needed = open ? NUMBERS.filter((name) => /^(amount|.*_open|open_.*)$/.test(name)) : NUMBERS;
  const both = (event: Parsed) => (open ? [event] : [event, event]);
  for (const name of needed)
    if (parseDecimal(textOf(fields[name])) === undefined)
      return both(rejected(trade, `${name} not a number`, textOf(fields[name])));
  const pair = textOf(fields['pair']);
  const settled = settledIn(pair);
  if (settled === undefined) return both(rejected(trade, 'pair not known', pair));
  const opening = openingOf(fields);
  const told = {
    account: trade.strategy,
    underlying: pair,
    currency: settled,
    quantity: textOf(fields['amount']),
  };
  const tell = (end: object, amount: Decimal) =>
    checkedRecord({ ...told, ...end, amount: formatDecimal(amount) }, [trade], {
      dataset: 'executions',
      statedAmount: amount,
    });
  const opened = tell(opening.record, opening.cash);
  return open
    ? opened
    : [...opened, ...tell(closingOf(fields), numberOf(fields, 'profit_abs') - opening.cash)];
}

function numberOf(fields: JsonFields, name: (typeof NUMBERS)[number]): Decimal {
  return parseDecimal(textOf(fields[name])) ?? ZERO;
}

function openingOf(fields: JsonFields): { record: object; cash: Decimal } {
  const short = fields['is_short'] === true;
  const worth = multiply(numberOf(fields, 'amount'), numberOf(fields, 'open_rate'));
  const fees = multiply(worth, numberOf(fields, 'fee_open'));
  const record = {
    executed_at: instantOf(fields['open_date']),
    action: short ? 'sell_to_open' : 'buy',
    price: textOf(fields['open_rate']),
    fees: formatDecimal(fees),
    sequence: OPENS,
    enter_tag: textOf(fields['enter_tag'] ?? fields['buy_tag']) || undefined,
  };
  return { record, cash: (short ? worth : -worth) - fees };
}

function closingOf(fields: JsonFields): object {
  const worth = multiply(numberOf(fields, 'amount'), numberOf(fields, 'close_rate'));
  const fees = multiply(worth, numberOf(fields, 'fee_close'));
  const [openedAt, closedAt] = [instantOf(fields['open_date']), instantOf(fields['close_date'])];
  return {
    executed_at: closedAt,
    action: fields['is_short'] === true ? 'buy_to_close' : 'sell',
    price: textOf(fields['close_rate']),
    fees: formatDecimal(fees),
    sequence: openedAt === closedAt ? CLOSES_AT_ONCE : CLOSES,
    exit_reason: textOf(fields['exit_reason'] ?? fields['sell_reason']) || undefined,
  };
}

/** A candle may close a trade, open the next one of the pair and close that too: in this order, at one instant. */
const [CLOSES, OPENS, CLOSES_AT_ONCE] = [0, 1, 2];

/** `2018-01-10 07:15:00+00:00`. */
function instantOf(value: unknown): string {
  return textOf(value).replace(' ', 'T');
}

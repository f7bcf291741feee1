import {
  abs,
  formatDecimal,
  multiply,
  parseDecimal,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { jsonObjectsIn, textOf, type JsonElement } from '../text/json-elements.js';
import { jsonFormat, type JsonFields } from '../text/json-format.js';
import { headText } from '../text/plain-text.js';
import type { Parsed, SourceFormat } from '../source-format.js';

/**
 * Hyperliquid's user fills and funding payments as its API gives them: `userFills`, `userFillsByTime`, `userFunding`,
 * and the messages of its WebSocket that carry them. A perpetual's price decides what a fill is worth; its cash is what
 * it closed less the fee. A spot fill's cash is quantity × price; a fee taken in the coin that was bought makes that
 * much less of it.
 */
export const hyperliquid: SourceFormat = {
  name: 'hyperliquid',
  needsAccount: true,
  detect(head) {
    const objects = jsonObjectsIn(head);
    if (objects.some((fields) => recordsOf(fields) !== undefined || isFundingRate(fields))) return 1;
    // A message of many fills does not end within the head.
    const text = headText(head);
    return /^\s*\{"channel":"user(Fills|Fundings|Events)?",.*"(closedPnl|szi)":/s.test(text) ? 0.9 : 0;
  },
  open: ({ account: said }) =>
    jsonFormat({
      record(fields, element) {
        if (isFundingRate(fields))
          throw new FileRefused(
            'Hyperliquid funding rates of a coin, which nobody paid: ask userFunding for what the account paid',
          );
        if (isEmptyMessage(fields))
          return [{ kind: 'ignored', line: element.line, reason: 'message without fills' }];
        const records = recordsOf(fields);
        if (records === undefined) return [rejected(element, 'no fill and no funding payment', element.raw)];
        const account = ownerOf(fields) || (said ?? '');
        // Each fill of a message counts as a record of its own, on the line of the message.
        return records.flatMap((each) => {
          const own = each === fields ? element : { line: element.line, raw: JSON.stringify(each) };
          return isFill(each) ? fill(each, own, account) : payment(each, own, account);
        });
      },
    }),
};

const FILL = ['coin', 'px', 'sz', 'side', 'time', 'dir'];

function isFill(fields: JsonFields): boolean {
  return FILL.every((name) => name in fields);
}

/** What the market's rate was, not what an account paid. */
function isFundingRate(fields: JsonFields): boolean {
  return 'fundingRate' in fields && 'coin' in fields && !('usdc' in fields) && !('szi' in fields);
}

/** The fills and payments that a record holds: itself, or those of a message; undefined for what is neither. */
function recordsOf(fields: JsonFields): JsonFields[] | undefined {
  if (isFill(fields) || isPayment(fields)) return [fields];
  const data = objectOf(fields['data']);
  if (!('channel' in fields) || data === undefined) return undefined;
  const lists = ['fills', 'fundings'].flatMap((name) =>
    Array.isArray(data[name]) ? (data[name] as unknown[]) : [],
  );
  const single = objectOf(data['funding']);
  const records = [...lists, ...(single ? [single] : [])].map(objectOf);
  return records.length > 0 &&
    records.every((each) => each !== undefined && (isFill(each) || isPayment(each)))
    ? (records as JsonFields[])
    : undefined;
}

/** What a connection says of itself, and lists that nothing is in. */
function isEmptyMessage(fields: JsonFields): boolean {
  const channel = textOf(fields['channel']);
  if (channel === 'subscriptionResponse' || channel === 'pong') return true;
  const lists = Object.values(objectOf(fields['data']) ?? {}).filter(Array.isArray);
  return channel !== '' && lists.length > 0 && lists.every(({ length }) => length === 0);
}

function isPayment(fields: JsonFields): boolean {
  const told = objectOf(fields['delta']) ?? fields;
  return 'time' in fields && 'usdc' in told && ('fundingRate' in told || textOf(told['type']) === 'funding');
}

function objectOf(value: unknown): JsonFields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonFields)
    : undefined;
}

/** The address that a message names. */
function ownerOf(fields: JsonFields): string {
  return textOf(objectOf(fields['data'])?.['user']);
}

/** The instant of milliseconds since 1970; a text that is none stays for the check to name. */
function instantOf(milliseconds: unknown): string {
  const text = textOf(milliseconds);
  const instant = new Date(/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}

/**
 * Pairs of coins: by name (`PURR/USDC`), by number (`@156`) and the sides of outcomes (`#10`); all else is a perpetual.
 */
function isSpot(coin: string): boolean {
  return /^[@#+]|\//.test(coin);
}

const USUAL_QUOTE = 'USDC';

function fill(fields: JsonFields, element: JsonElement, account: string): Parsed[] {
  const text = (name: string) => textOf(fields[name]);
  const coin = text('coin');
  const [price, size, fee, closed] = ['px', 'sz', 'fee', 'closedPnl'].map((name) => parseDecimal(text(name)));
  if (price === undefined) return [rejected(element, 'px not a number', text('px'))];
  if (size === undefined) return [rejected(element, 'sz not a number', text('sz'))];
  if (fee === undefined) return [rejected(element, 'fee not a number', text('fee'))];
  const buys = text('side') === 'B';
  if (!buys && text('side') !== 'A') return [rejected(element, 'side not known', text('side'))];
  const read = { coin, price, size, fee, buys, feeToken: text('feeToken') };
  const money = isSpot(coin) ? spotMoney(read) : perpetualMoney({ ...read, closed });
  if (money === undefined) return [rejected(element, 'closedPnl not a number', text('closedPnl'))];
  const { stated, ...told } = money;
  const start = parseDecimal(text('startPosition'));
  const execution = {
    execution_id: /^0?$/.test(text('tid')) ? null : text('tid'),
    order_id: text('oid'),
    account,
    executed_at: instantOf(fields['time']),
    action: isSpot(coin) || start === undefined ? side(buys) : actionOf(start, buys ? size : -size),
    underlying: coin,
    price: formatDecimal(price),
    ...told,
    dir: text('dir'),
    closed_pnl: text('closedPnl'),
    liquidation: fields['liquidation'],
  };
  const identity = JSON.stringify([text('time'), coin, buys, text('sz'), text('px'), text('oid')]);
  return checkedRecord(execution, [element], {
    dataset: 'executions',
    // Some fills that the venue makes itself all have the number 0.
    ...(execution.execution_id === null ? { identity } : {}),
    statedAmount: stated,
  });
}

function side(buys: boolean): string {
  return buys ? 'buy' : 'sell';
}

/** By the position before the fill; one that turns it round opens the other side. */
function actionOf(start: Decimal, change: Decimal): string {
  const closes = start !== ZERO && start > ZERO !== change > ZERO && abs(change) <= abs(start);
  return `${side(change > ZERO)}_to_${closes ? 'close' : 'open'}`;
}

interface ReadFill {
  price: Decimal;
  size: Decimal;
  /** In `feeToken`; a rebate below zero. */
  fee: Decimal;
  feeToken: string;
  coin: string;
  buys: boolean;
}

interface Money {
  quantity: string;
  currency: string;
  fees: string | null;
  amount: string | null;
  stated: Decimal;
}

/**
 * Only what was closed and the fee move cash; what the fill is worth decides, by its price, unless a rebate comes to
 * it.
 */
function perpetualMoney(fill: ReadFill & { closed: Decimal | undefined }): Money | undefined {
  const { closed, fee, size, price, buys, feeToken } = fill;
  if (closed === undefined) return undefined;
  const worth = multiply(size, price);
  return {
    quantity: formatDecimal(size),
    currency: feeToken || USUAL_QUOTE,
    fees: fee < ZERO ? null : formatDecimal(fee),
    amount: fee < ZERO ? formatDecimal((buys ? -worth : worth) - fee) : null,
    stated: closed - fee,
  };
}

/**
 * The fee is taken in what was received: of a sale, in the coin that it was paid in; of a purchase, mostly in the coin
 * that was bought. Then so much less of it came, at the price of the fill. The coin paid in is USDC unless the pair's
 * name or a sale's fee says otherwise.
 */
function spotMoney({ coin, price, size, fee, feeToken, buys }: ReadFill): Money {
  const [, named] = coin.split('/');
  const quote = named ?? (buys || feeToken === '' ? USUAL_QUOTE : feeToken);
  const worth = multiply(size, price);
  if (buys && feeToken !== '' && feeToken !== quote) {
    return {
      quantity: formatDecimal(size - fee),
      currency: quote,
      fees: fee < ZERO ? null : formatDecimal(multiply(fee, price)),
      amount: formatDecimal(-worth),
      stated: -worth,
    };
  }
  const amount = (buys ? -worth : worth) - fee;
  return {
    quantity: formatDecimal(size),
    currency: quote,
    fees: fee < ZERO ? null : formatDecimal(fee),
    amount: formatDecimal(amount),
    stated: amount,
  };
}

/** A funding payment, received above zero. */
function payment(fields: JsonFields, element: JsonElement, account: string): Parsed[] {
  const delta = objectOf(fields['delta']) ?? fields;
  const [coin, usdc, position, rate] = ['coin', 'usdc', 'szi', 'fundingRate'].map((name) =>
    textOf(delta[name]),
  );
  const amount = parseDecimal(usdc ?? '');
  const flow = {
    account,
    at: instantOf(fields['time']),
    kind: 'interest',
    amount: usdc,
    currency: USUAL_QUOTE,
    underlying: coin,
    description: `funding of ${position} ${coin} at ${rate}`,
  };
  return checkedRecord(flow, [element], {
    dataset: 'cash_flows',
    identity: JSON.stringify([
      textOf(fields['time']),
      coin,
      amount === undefined ? '' : formatDecimal(amount),
    ]),
    ...(amount === undefined ? {} : { statedAmount: amount }),
  });
}

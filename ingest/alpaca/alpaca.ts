import { abs, divide, formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { CashFlow, Execution } from '../../domain/records/records.js';
import { alpacaConversions, CONVERSIONS } from './conversions.js';
import { instrumentOf, textsOf, type Activity } from './activity.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { jsonObjectsIn } from '../text/json-elements.js';
import { jsonFormat } from '../text/json-format.js';
import type { Parsed, SourceFormat } from '../source-format.js';
import { onOneLine } from '../text/written-values.js';

/**
 * Alpaca's account activities as its API gives them, an array, pages of it or one a line. A fill has no cash and no
 * costs: its cash is quantity × price, its costs are activities of their own. Everything that is no fill knows its day
 * only.
 */
export const alpaca: SourceFormat = {
  name: 'alpaca',
  needsAccount: true,
  detect: (head) =>
    jsonObjectsIn(head).some((fields) => 'activity_type' in fields && 'id' in fields) ? 1 : 0,
  open({ account: said }) {
    const conversions = alpacaConversions();
    return jsonFormat({
      record(fields, element) {
        const texts = textsOf(fields);
        const activity = { ...texts, account: texts.account_id || (said ?? ''), element };
        if (activity.status === 'canceled' || activity.status === 'cancelled')
          return [{ kind: 'ignored', line: element.line, reason: 'cancelled activity' }];
        if (!CONVERSIONS.has(activity.activity_type)) return eventOf(activity);
        const unreadable = unreadableIn(activity);
        if (unreadable) return unreadable;
        conversions.add(activity);
        return [];
      },
      end: () => conversions.end(),
    });
  },
};

const ENDS: ReadonlyMap<string, Execution['action']> = new Map([
  ['OPASN', 'assign'],
  ['OPEXP', 'expire'],
  ['OPEXC', 'exercise'],
  ['OPXRC', 'exercise'],
]);
const TRANSFERS = new Set(['ACATS', 'JNLS', 'SPIN', 'SSO']);
const CASH_FLOWS: ReadonlyMap<string, CashFlow['kind']> = new Map([
  ...kinds('dividend', ['DIV', 'DIVCGL', 'DIVCGS', 'DIVROC', 'DIVTXEX', 'CGD', 'CIL']),
  ...kinds('interest', ['INT']),
  ...kinds('fee', [
    'FEE',
    'CFEE',
    'DIVFEE',
    'DIVFT',
    'DIVNRA',
    'DIVTW',
    'DIVWH',
    'INTNRA',
    'INTTW',
    'PTC',
    'PTR',
    'WH',
  ]),
  ...kinds('transfer', ['JNL', 'JNLC', 'ACATC', 'FXCNV']),
]);

function kinds(kind: CashFlow['kind'], types: readonly string[]): [string, CashFlow['kind']][] {
  return types.map((type) => [type, kind]);
}

function eventOf(activity: Activity): Parsed[] {
  const { activity_type: type, element } = activity;
  if (type === '') return [rejected(element, 'activity_type missing')];
  const unreadable = unreadableIn(activity);
  if (unreadable) return unreadable;
  const quantity = parseDecimal(activity.qty) ?? ZERO;
  const amount = parseDecimal(activity.net_amount) ?? ZERO;
  if (type === 'FILL') return fill(activity);
  const end = ENDS.get(type);
  if (end !== undefined) return execution(activity, { action: end, amount: amount === ZERO ? null : amount });
  if (type === 'OPTRD') return delivery(activity, { quantity, amount });
  const inKind = TRANSFERS.has(type) || type === 'CFEE';
  if (inKind && quantity !== ZERO && amount === ZERO)
    return execution(activity, { action: 'transfer', direction: quantity < ZERO ? 'out' : 'in' });
  if (amount !== ZERO) return cashFlow(activity, amount);
  return [
    rejected(element, 'activity_type not known, without money', `${type} ${activity.description}`.trim()),
  ];
}

/** A number that is none, named; undefined where all can be read. */
function unreadableIn(activity: Activity): Parsed[] | undefined {
  for (const name of ['qty', 'net_amount'] as const)
    if (activity[name] !== '' && parseDecimal(activity[name]) === undefined)
      return [rejected(activity.element, `${name} not a number`, activity[name])];
  return undefined;
}

const SIDES: Readonly<Record<string, string>> = {
  buy: 'buy',
  sell: 'sell',
  sell_short: 'sell_to_open',
  buy_to_cover: 'buy_to_close',
};

function fill(activity: Activity): Parsed[] {
  const { element, type, side, position_intent: intent } = activity;
  if (type !== '' && type !== 'fill' && type !== 'partial_fill')
    return [rejected(element, 'type of fill not known', type)];
  const labelled = /^(buy|sell)_to_(open|close)$/.test(intent) && instrumentOf(activity).right !== null;
  const action = labelled ? intent : SIDES[side];
  if (action === undefined) return [rejected(element, 'side not known', side)];
  return checkedRecord(
    {
      execution_id: activity.id,
      order_id: activity.order_id,
      account: activity.account,
      executed_at: activity.transaction_time,
      action,
      ...instrumentOf(activity),
      quantity: activity.qty,
      price: activity.price,
    },
    [element],
    { dataset: 'executions' },
  );
}

/** Shares that an assignment or exercise moves; what was paid decides their price. */
function delivery(
  activity: Activity,
  { quantity, amount }: { quantity: Decimal; amount: Decimal },
): Parsed[] {
  if (quantity === ZERO) return [rejected(activity.element, 'qty missing')];
  const price = amount === ZERO ? activity.price : formatDecimal(divide(abs(amount), abs(quantity)));
  const action = quantity < ZERO ? 'sell' : 'buy';
  return execution(activity, { action, price, amount: amount === ZERO && price === '' ? null : amount });
}

function execution(
  activity: Activity,
  told: { action: string; price?: string; amount?: Decimal | null; direction?: string },
): Parsed[] {
  const amount = told.amount ?? null;
  return checkedRecord(
    {
      account: activity.account,
      executed_at: activity.date || activity.transaction_time,
      ...instrumentOf(activity),
      quantity: activity.qty.replace(/^-/, ''),
      ...told,
      amount: amount === null ? null : formatDecimal(amount),
    },
    [activity.element],
    {
      dataset: 'executions',
      identity: identityOf(activity),
      ...(amount === null ? {} : { statedAmount: amount }),
    },
  );
}

function cashFlow(activity: Activity, amount: Decimal): Parsed[] {
  const { activity_type: type } = activity;
  const moved = amount < ZERO ? 'withdrawal' : 'deposit';
  const flow = {
    account: activity.account,
    at: activity.date || activity.transaction_time,
    kind: type === 'CSD' || type === 'CSW' ? moved : (CASH_FLOWS.get(type) ?? 'adjustment'),
    amount: formatDecimal(amount),
    currency: activity.currency,
    underlying: activity.symbol === '' ? null : instrumentOf(activity).underlying,
    description: onOneLine(`${type} ${activity.description}`),
  };
  return checkedRecord(flow, [activity.element], {
    dataset: 'cash_flows',
    identity: identityOf(activity),
    statedAmount: amount,
  });
}

/** Activities of one event have been seen with one id. */
function identityOf({ id, activity_type, symbol, qty, net_amount }: Activity): string {
  return JSON.stringify([id, activity_type, symbol, qty, net_amount]);
}

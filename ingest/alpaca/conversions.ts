import { abs, divide, formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { groupBy } from '../../domain/group-by.js';
import type { Activity } from './activity.js';
import { instrumentOf } from './activity.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import type { Parsed } from '../source-format.js';

/**
 * Activities that exchange a position: what was held goes with a negative quantity, what it became comes with a
 * positive one.
 */
export const CONVERSIONS: ReadonlySet<string> = new Set(['SPLIT', 'SSP', 'SC', 'NC', 'MA', 'REORG']);

const MERGERS = new Set(['MA', 'REORG']);
/** Older codes of the same. */
const NEWER: Readonly<Record<string, string>> = { SSP: 'SPLIT', NC: 'SC' };

interface Half {
  activity: Activity;
  quantity: Decimal;
  amount: Decimal;
}

/**
 * Pairs the halves of splits, symbol changes and mergers, which may stand in either order and apart: they are held
 * until the end. Shares that keep their symbol are a `split` by the ratio of the two, others a `symbol_change`. Shares
 * that went for cash alone were sold.
 */
export function alpacaConversions(): { add(activity: Activity): void; end(): Parsed[] } {
  const held: Half[] = [];
  return {
    add(activity) {
      const quantity = parseDecimal(activity.qty) ?? ZERO;
      held.push({ activity, quantity, amount: parseDecimal(activity.net_amount) ?? ZERO });
    },
    end: () =>
      [
        ...groupBy(held, ({ activity }) => {
          const { account, date, activity_type: type, group_id, symbol } = activity;
          const kind = NEWER[type] ?? type;
          return JSON.stringify([account, date, kind, group_id, kind === 'SPLIT' ? symbol : '']);
        }).values(),
      ].flatMap(converted),
  };
}

function converted(halves: readonly Half[]): Parsed[] {
  const went = halves.filter(({ quantity }) => quantity < ZERO);
  const came = halves.filter(({ quantity }) => quantity > ZERO);
  const others = halves.filter(({ quantity }) => quantity === ZERO);
  const events = others.flatMap((half) => (half.amount === ZERO ? alone(half) : paid(half)));
  for (const from of went) {
    const fitting = came.filter(({ quantity }) => quantity === -from.quantity);
    const to = fitting[0] ?? (went.length === 1 && came.length === 1 ? came[0] : undefined);
    if (to === undefined) {
      events.push(
        ...(MERGERS.has(from.activity.activity_type) && from.amount > ZERO ? sold(from) : alone(from)),
      );
      continue;
    }
    came.splice(came.indexOf(to), 1);
    events.push(...conversion(from, to));
  }
  return [...events, ...came.flatMap(alone)];
}

function conversion(from: Half, to: Half): Parsed[] {
  const [held, became] = [from, to].map(({ activity }) => instrumentOf(activity));
  const split = held?.underlying === became?.underlying;
  const ratio = divide(to.quantity, abs(from.quantity));
  const told = {
    account: from.activity.account,
    executed_at: from.activity.date,
    action: split ? 'split' : 'symbol_change',
    ...held,
    quantity: formatDecimal(abs(from.quantity)),
    ratio: !split && to.quantity === abs(from.quantity) ? null : formatDecimal(ratio),
    to_underlying: split ? null : became?.underlying,
  };
  // Cash beside shares is a record of its own, of the half that has it.
  const cash = from.amount + to.amount;
  const payer = from.amount === ZERO ? to : from;
  const halves = [from, to].filter((half) => cash === ZERO || half !== payer);
  const identity = JSON.stringify([from.activity.id, to.activity.id, told.action]);
  const elements = halves.map(({ activity }) => activity.element);
  return [
    ...checkedRecord(told, elements, { dataset: 'executions', identity }),
    ...(cash === ZERO ? [] : paid({ ...payer, amount: cash })),
  ];
}

function sold({ activity, quantity, amount }: Half): Parsed[] {
  const told = {
    account: activity.account,
    executed_at: activity.date,
    action: 'sell',
    ...instrumentOf(activity),
    quantity: formatDecimal(abs(quantity)),
    price: formatDecimal(divide(amount, abs(quantity))),
    amount: formatDecimal(amount),
  };
  const identity = JSON.stringify([activity.id, 'sell']);
  return checkedRecord(told, [activity.element], { dataset: 'executions', identity, statedAmount: amount });
}

function paid({ activity, amount }: Half): Parsed[] {
  const flow = {
    account: activity.account,
    at: activity.date,
    kind: 'adjustment',
    amount: formatDecimal(amount),
    underlying: activity.symbol,
    description: `${activity.activity_type} ${activity.description}`.trim(),
  };
  const identity = JSON.stringify([activity.id, 'cash']);
  return checkedRecord(flow, [activity.element], { dataset: 'cash_flows', identity, statedAmount: amount });
}

function alone(half: Half): Parsed[] {
  const { activity, amount } = half;
  const { activity_type: type, symbol, element } = activity;
  return amount === ZERO
    ? [rejected(element, 'conversion without its other half', `${type} ${symbol}`)]
    : paid(half);
}

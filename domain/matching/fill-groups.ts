import { compare } from '../compare.js';
import { isBareDate } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { compareTimes } from '../time/time-order.js';
import { prorate, sum, type Decimal } from '../number/decimal.js';
import { groupBy } from '../group-by.js';
import { hashId } from '../hash.js';
import { multiplierOf } from '../records/instrument.js';
import { isTrade, type Execution, type TradeAction } from '../records/records.js';
import { isBuy } from '../records/trade-amount.js';
import { effectOf, type Effect } from './trade-effect.js';

/** The fields of an execution that it is matched by. */
export const MATCHED_FIELDS = [
  'order_id',
  'account',
  'executed_at',
  'action',
  'underlying',
  'root',
  'right',
  'strike',
  'expiration',
  'multiplier',
  'quantity',
  'price',
  'fees',
  'amount',
  'currency',
  'sequence',
] as const satisfies readonly (keyof Execution)[];

/** An execution as it is matched, with the ids that the store has of it. */
export type MatchedExecution = Pick<Execution, (typeof MATCHED_FIELDS)[number]> & {
  record_id: string;
  execution_id: string;
  trading_date: IsoDate;
  /**
   * Of an option's trade without a label: how much of it closed what was held; null or absent where the data shows
   * nothing before it.
   */
  closes?: Decimal | null;
  /** True for the shares that an assignment or exercise bought or sold: nobody decided on them. */
  is_delivery?: boolean;
};

/** One of a trade. */
export type Fill = MatchedExecution & { action: TradeAction };

type Fills = readonly [Fill, ...Fill[]];

/** Partial fills of one order, in the order of their times. */
export interface FillGroup {
  /** Of what its first fill is; later fills change nothing about it. */
  id: string;
  fills: Fills;
  quantity: Decimal;
  effect: Effect;
}

/** As much of a fill as one decision owns. */
export interface OwnedFill {
  fill: Fill;
  quantity: Decimal;
}

const FIFTEEN_MINUTES = 15 * 60_000;

/**
 * The fill groups of executions in any order. Fills of one order, account, contract, currency and action belong
 * together, whatever sessions they fall in; without an order id those within 15 minutes of the first, or of the same
 * day where there is no time. Events of a position that are no trades are left out, and the shares that they
 * delivered.
 */
export function fillGroups(executions: readonly MatchedExecution[]): FillGroup[] {
  const fills = executions.filter(isDecided).sort(byTime);
  return [...(groupBy(fills, orderKey).values() as Iterable<Fills>)].flatMap((same) =>
    same[0].order_id === null ? withinMinutes(same) : [fillGroup(same)],
  );
}

/** Groups of one contract and action as one, with all of their fills. */
export function joinedGroup(groups: readonly FillGroup[]): FillGroup {
  const [first, ...others] = groups;
  if (first === undefined) throw new Error('no groups to join');
  return others.length === 0
    ? first
    : fillGroup(groups.flatMap(({ fills }) => fills).sort(byTime) as unknown as Fills);
}

function isDecided(execution: MatchedExecution): execution is Fill {
  return isTrade(execution.action) && execution.is_delivery !== true;
}

/** Milliseconds of a fill's time; null for a bare date. */
export function instantOf(fill: Fill): number | null {
  return isBareDate(fill.executed_at) ? null : Date.parse(fill.executed_at);
}

/** Orders by time, then by the broker's sequence and id. */
export function byTime(a: Fill, b: Fill): number {
  const times = compareTimes(a.executed_at, b.executed_at);
  if (times !== 0) return times;
  const [sequenceA, sequenceB] = [a.sequence ?? Infinity, b.sequence ?? Infinity];
  if (sequenceA !== sequenceB) return sequenceA - sequenceB;
  return compare(a.record_id, b.record_id);
}

/** No text of a record that identifies has a line break in it. */
function orderKey(fill: Fill): string {
  const { account, order_id, executed_at, action, right, strike, expiration, underlying, root, currency } =
    fill;
  const day = order_id === null && isBareDate(executed_at) ? executed_at : '';
  const otherRoot = root === underlying ? null : root;
  return `${account}\n${underlying}\n${order_id ?? ''}\n${day}\n${action}\n${right}\n${strike}\n${expiration}\n${otherRoot}\n${multiplierOf(fill)}\n${currency}`;
}

/** Of fills of one {@link orderKey}: those without a time are all of one day. */
function withinMinutes(fills: Fills): FillGroup[] {
  const groups: [Fill, ...Fill[]][] = [];
  for (const fill of fills) {
    const open = groups.at(-1);
    if (open && Date.parse(fill.executed_at) - Date.parse(open[0].executed_at) <= FIFTEEN_MINUTES)
      open.push(fill);
    else groups.push([fill]);
  }
  return groups.map(fillGroup);
}

function fillGroup(fills: Fills): FillGroup {
  return {
    id: hashId('fills', fills[0].record_id),
    fills,
    quantity: sum(fills.map(({ quantity }) => quantity)),
    effect: effectOf(fills),
  };
}

/**
 * The average per share, weighted by quantity, rounded once to ten places; null where a fill has neither price nor
 * amount.
 */
export function averagePrice(owned: readonly OwnedFill[]): Decimal | null {
  let paid = 0n;
  for (const { fill, quantity } of owned) {
    const price = pricePerShare(fill);
    if (price === null) return null;
    paid += price * quantity;
  }
  return prorate(paid, 1n, sum(owned.map(({ quantity }) => quantity)));
}

/** The price, or what the amount before fees comes to per share. */
function pricePerShare(fill: Fill): Decimal | null {
  const { price, amount, fees, quantity } = fill;
  if (price !== null || amount === null) return price;
  const gross = amount + (fees ?? 0n);
  return prorate(isBuy(fill.action) ? -gross : gross, 10n ** 20n, quantity * multiplierOf(fill));
}

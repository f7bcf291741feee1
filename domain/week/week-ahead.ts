import { compare } from '../compare.js';
import { formatDecimal, toFixed, type Decimal } from '../number/decimal.js';
import { contractText } from '../records/trade-text.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { shortDay, weekdayName } from '../time/day-text.js';
import { cut } from './cut.js';
import type { OpenPosition } from './open-position.js';

/** What is known at the end of a week of the one that follows. */
export interface Ahead {
  /** Its last day. */
  until: IsoDate;
  open: readonly OpenPosition[];
  /** Last prices of underlyings, on the share count of that day. */
  prices: ReadonlyMap<string, Decimal>;
  /** Of that week. */
  events: readonly { underlying: string; kind: 'ex_dividend' | 'earnings'; date: IsoDate }[];
  /** Shares that no call covers, by underlying: whole hundreds. */
  uncovered: readonly { underlying: string; shares: Decimal; account: string | null }[];
  /** What single accounts hold of these positions. */
  held: readonly (OpenPosition & { account: string })[];
}

/** So many things of one kind are named. */
const MOST_NAMED = 4;

/** What expires, what is tested, dates, and what could be sold, a line each where there is any; `day` ends the week. */
export function weekAheadLines(ahead: Ahead, day: IsoDate): string[] {
  const held = new Set(ahead.open.map(({ underlying }) => underlying));
  const expires = ({ expiration }: OpenPosition) => expiration !== null && expiration <= ahead.until;
  const eventsOf = (kind: Ahead['events'][number]['kind']) =>
    ahead.events
      .filter((event) => event.kind === kind && held.has(event.underlying))
      .map(({ underlying, date }) => `${underlying} ${dayText(date, day)}`);
  const kinds: [string, string[]][] = [
    [
      'expiring',
      [...ahead.open.filter(expires)].sort(byExpiration).map((one) => expiringText(one, ahead, day)),
    ],
    [
      'tested',
      ahead.open
        .filter((one) => !expires(one) && isTested(one, ahead))
        .map((one) => testedText(one, ahead, day)),
    ],
    ['ex-dividend', eventsOf('ex_dividend')],
    ['earnings', eventsOf('earnings')],
    ['uncovered', ahead.uncovered.map(({ underlying, shares }) => `${formatDecimal(shares)} ${underlying}`)],
  ];
  const lines = kinds.flatMap(([kind, named]) =>
    named.length === 0 ? [] : [`  ${kind.padEnd(11)}  ${cut(named, MOST_NAMED).join('; ')}`],
  );
  return lines.length === 0 ? [] : ['NEXT WEEK', ...lines];
}

/** One thing of the week that follows. */
export interface AheadItem {
  kind: 'expiring' | 'ex_dividend' | 'earnings' | 'uncovered' | 'assignment_risk';
  date: IsoDate;
  symbol: string;
  /** The one that is concerned; null where several are. */
  account: string | null;
  /** Without its date. */
  text: string;
}

/**
 * The same as items by date, then symbol. What was sold and is worth exercising stands at its expiration, what no call
 * covers at the week's first day.
 */
export function aheadItems(ahead: Ahead, day: IsoDate): AheadItem[] {
  const held = new Set(ahead.open.map(({ underlying }) => underlying));
  const positions = ahead.open.flatMap((one): AheadItem[] => {
    const { expiration: date, underlying: symbol } = one;
    if (date === null) return [];
    const account = onlyAccount(ahead.held.filter((other) => isSame(one, other)));
    const isInReach = isTested(one, ahead);
    const price = isInReach ? `, ${priceText(one, ahead)}` : '';
    const name = heldText({ ...one, expiration: null }, day);
    if (date <= ahead.until)
      return [{ kind: 'expiring', date, symbol, account, text: `${name} expires${price}` }];
    if (!isInReach) return [];
    return [{ kind: 'assignment_risk', date, symbol, account, text: `${name} may be assigned${price}` }];
  });
  const events = ahead.events
    .filter(({ underlying }) => held.has(underlying))
    .map(({ kind, date, underlying: symbol }): AheadItem => {
      const name = kind === 'earnings' ? 'earnings' : 'ex-dividend';
      const account = onlyAccount(ahead.held.filter(({ underlying }) => underlying === symbol));
      return { kind, date, symbol, account, text: `${symbol} ${name}` };
    });
  const uncovered = ahead.uncovered.map(({ underlying: symbol, shares, account }): AheadItem => {
    const text = `${formatDecimal(shares)} ${symbol} shares uncovered`;
    return { kind: 'uncovered', date: addDays(ahead.until, -6), symbol, account, text };
  });
  return [...positions, ...events, ...uncovered].sort(
    (a, b) => compare(a.date, b.date) || compare(a.symbol, b.symbol) || compare(a.kind, b.kind),
  );
}

/** The account of all of these; null where they are of several, or there are none. */
export function onlyAccount(held: readonly { account: string }[]): string | null {
  const [first, ...others] = new Set(held.map(({ account }) => account));
  return others.length === 0 ? (first ?? null) : null;
}

function isSame(a: OpenPosition, b: OpenPosition): boolean {
  return (
    a.underlying === b.underlying &&
    a.right === b.right &&
    a.strike === b.strike &&
    a.expiration === b.expiration
  );
}

function expiringText(held: OpenPosition, ahead: Ahead, day: IsoDate): string {
  const tested = isTested(held, ahead) ? `, ${priceText(held, ahead)}` : '';
  const name = heldText({ ...held, expiration: null }, day);
  return `${name} ${dayText(held.expiration as IsoDate, day)}${tested}`;
}

function testedText(held: OpenPosition, ahead: Ahead, day: IsoDate): string {
  return `${heldText(held, day)}, ${priceText(held, ahead)}`;
}

function heldText({ underlying, quantity, ...contract }: OpenPosition, day: IsoDate): string {
  return `${formatDecimal(quantity)} ${underlying} ${contractText(contract, day)}`;
}

/** An option that was sold and is worth exercising, or within 1 % of it. */
function isTested({ underlying, right, strike, quantity }: OpenPosition, { prices }: Ahead): boolean {
  const price = prices.get(underlying);
  if (price === undefined || strike === null || quantity >= 0n) return false;
  return right === 'call' ? price * 100n >= strike * 99n : right === 'put' && price * 100n <= strike * 101n;
}

function priceText({ underlying }: OpenPosition, { prices }: Ahead): string {
  return `price ${toFixed(prices.get(underlying) as Decimal, 2)}`;
}

function dayText(date: IsoDate, beside: IsoDate): string {
  return `${weekdayName(date).slice(0, 3)} ${shortDay(date, beside)}`;
}

function byExpiration(a: OpenPosition, b: OpenPosition): number {
  return compare(a.expiration ?? '', b.expiration ?? '') || compare(a.underlying, b.underlying);
}

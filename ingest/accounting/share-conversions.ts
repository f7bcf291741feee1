import { abs, divide, formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { checkedRecord } from '../checked-record.js';
import type { CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import type { Parsed } from '../source-format.js';
import { onOneLine } from '../text/written-values.js';

/** One row of a reorganisation: a reverse split, a merger, a change of name. */
export interface Leg {
  /** What its rows share; rows of other groups, days and accounts have nothing to do with it. */
  group: string;
  account: string | null;
  day: string;
  instrument: Readonly<Record<string, string | null>>;
  /** Below zero for what leaves the account, zero for a row of money alone. */
  quantity: Decimal;
  amount: Decimal;
  currency: string;
  /** The broker's words, for the money that no trade explains. */
  words: string;
  by: CsvRecord;
}

/**
 * What a leg that leaves and one that comes are: one position that changes, two that have nothing to do with each
 * other, or one that was held short, so that it is the old one that comes.
 */
export type Joint = 'split' | 'symbol_change' | 'held_short' | 'apart';

/**
 * The joint of two contracts: a split for more shares lowers the strike, one for fewer raises it. Nothing else shows
 * which is old and which is new.
 */
export function contractJoint(from: Leg, to: Leg): Joint {
  const terms = ({ instrument: { right, expiration } }: Leg) => `${right} ${expiration}`;
  if (terms(from) !== terms(to)) return 'apart';
  if (JSON.stringify(from.instrument) === JSON.stringify(to.instrument)) return 'split';
  const [left, came] = [from, to].map(({ instrument }) => parseDecimal(instrument['strike'] ?? '') ?? ZERO);
  if (left === undefined || came === undefined || left === came || !/split/i.test(from.words)) return 'apart';
  return /reverse/i.test(from.words) === left < came ? 'symbol_change' : 'held_short';
}

/**
 * Collects the rows of reorganisations and gives, at the end of the file, what they make together. The old and the new
 * position are one `split` or `symbol_change`, as `join` says; what leaves for money is a `sell`, what comes for money
 * a `buy`; what comes or goes without is a `transfer`, of which a value that stands beside what comes is no cash; money
 * alone is an `adjustment`.
 */
export function shareConversions(join: (from: Leg, to: Leg) => Joint): {
  add(leg: Leg): void;
  end(): Parsed[];
} {
  const groups = new Map<string, Leg[]>();
  return {
    add(leg) {
      const key = JSON.stringify([leg.account, leg.day, leg.group]);
      const legs = groups.get(key);
      if (legs) legs.push(leg);
      else groups.set(key, [leg]);
    },
    end: () => [...groups.values()].flatMap((legs) => reorganised(legs, join)),
  };
}

function reorganised(legs: readonly Leg[], join: (from: Leg, to: Leg) => Joint): Parsed[] {
  const news = legs.filter(({ quantity }) => quantity > ZERO);
  const money = legs.filter(({ quantity }) => quantity === ZERO);
  const parsed: Parsed[] = [];
  for (const from of legs.filter(({ quantity }) => quantity < ZERO)) {
    const to = nearest(
      from,
      news.filter((leg) => join(from, leg) !== 'apart'),
    );
    if (to) {
      news.splice(news.indexOf(to), 1);
      const joint = join(from, to);
      parsed.push(...(joint === 'held_short' ? changed(to, from, joint) : changed(from, to, joint)));
      continue;
    }
    const paid = from.amount === ZERO ? money.shift() : undefined;
    parsed.push(...gone(from, paid));
  }
  return [...parsed, ...news.flatMap(come), ...money.flatMap(cash)];
}

function nearest(from: Leg, among: readonly Leg[]): Leg | undefined {
  const distance = ({ by }: Leg) => Math.abs(by.line - from.by.line);
  return among.toSorted((a, b) => distance(a) - distance(b))[0];
}

function changed(from: Leg, to: Leg, joint: Joint): Parsed[] {
  const [held, became] = [from.instrument, to.instrument];
  const [before, after] = [from, to].map(({ quantity }) => abs(quantity)) as [Decimal, Decimal];
  const isSplit = joint === 'split';
  const told = {
    ...common(from),
    action: isSplit ? 'split' : 'symbol_change',
    ...(isSplit ? became : held),
    quantity: formatDecimal(before),
    ratio: before === after && !isSplit ? null : formatDecimal(divide(after, before)),
    ...(isSplit ? {} : changes(held, became)),
  };
  // Money beside the exchange has a row of its own only in the leg that left.
  const apart = from.amount !== ZERO;
  const rows = apart ? [to.by] : [from.by, to.by];
  const quantities = [before, after].map(formatDecimal);
  const identity = JSON.stringify(['changed', from.day, from.instrument, to.instrument, ...quantities]);
  // A split of what has another name now comes from a file that does not know the old one.
  const coarseness = isSplit && held['underlying'] !== became['underlying'] ? 1 : 0;
  const change = checkedRecord(told, rows, { dataset: 'executions', identity, coarseness });
  return [...change, ...(apart ? cash(from) : [])];
}

function changes(
  held: Leg['instrument'],
  became: Leg['instrument'],
): Record<string, string | null | undefined> {
  const followingRoot = held['root'] === held['underlying'] ? became['underlying'] : held['root'];
  const unless = (name: string) => (became[name] === held[name] ? null : became[name]);
  return {
    to_underlying: became['underlying'],
    to_strike: unless('strike'),
    to_multiplier: unless('multiplier'),
    to_root: became['root'] === followingRoot ? null : became['root'],
  };
}

function gone(from: Leg, paid: Leg | undefined): Parsed[] {
  if (isContract(from)) return [...alone(from), ...(paid ? cash(paid) : [])];
  const sold = from.amount !== ZERO || (paid !== undefined && paid.amount > ZERO);
  if (!sold) {
    const out = { ...moved(from), direction: 'out' };
    return [...checkedRecord(out, [from.by], { dataset: 'executions' }), ...(paid ? cash(paid) : [])];
  }
  const amount = from.amount + (paid?.amount ?? ZERO);
  const told = { ...moved(from), action: 'sell', amount: formatDecimal(amount) };
  const rows = paid ? [from.by, paid.by] : [from.by];
  return checkedRecord(told, rows, { dataset: 'executions', statedAmount: amount });
}

function come(to: Leg): Parsed[] {
  if (isContract(to)) return alone(to);
  if (to.amount >= ZERO)
    return checkedRecord({ ...moved(to), direction: 'in' }, [to.by], { dataset: 'executions' });
  const told = { ...moved(to), action: 'buy', amount: formatDecimal(to.amount) };
  return checkedRecord(told, [to.by], { dataset: 'executions', statedAmount: to.amount });
}

function isContract({ instrument }: Leg): boolean {
  return instrument['right'] !== null;
}

/**
 * One side of a contract's change: the file does not say whether contracts were held long or short, so that nothing can
 * be said of the other.
 */
function alone(leg: Leg): Parsed[] {
  if (leg.amount !== ZERO) return cash(leg);
  return [rejected(leg.by, 'contract changed, its other side missing', leg.words)];
}

function moved(leg: Leg): Record<string, unknown> {
  const quantity = formatDecimal(abs(leg.quantity));
  return { ...common(leg), action: 'transfer', ...leg.instrument, quantity };
}

function common({ account, day, currency }: Leg): Record<string, unknown> {
  return { account, executed_at: day, currency };
}

function cash(leg: Leg): Parsed[] {
  const told = {
    account: leg.account,
    at: leg.day,
    kind: 'adjustment',
    amount: formatDecimal(leg.amount),
    currency: leg.currency,
    underlying: leg.instrument['underlying'],
    description: onOneLine(leg.words),
  };
  return checkedRecord(told, [leg.by], { dataset: 'cash_flows', statedAmount: leg.amount });
}

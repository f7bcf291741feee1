import { compare } from '../compare.js';
import { abs, sum, ZERO, type Decimal } from '../number/decimal.js';

/** An execution, or a sum of several, of one account, contract and side. */
export interface Fill {
  id: string;
  /** An instant, or the day alone. */
  at: string;
  /** Its session. */
  tradingDate: string;
  orderId: string | null;
  quantity: Decimal;
  /** Of a sum the mean of its parts, rounded. */
  price: Decimal | null;
  /** The cash of it, net of fees. */
  amount: Decimal | null;
}

/**
 * What one report has in sum, beside the executions that other reports have in its place: of one order, or of one
 * session.
 */
export interface Bag {
  of: 'order' | 'session';
  sums: readonly Fill[];
  fills: readonly Fill[];
}

/**
 * Which sums the executions of their bag make up; `doubtful` are those that stand beside executions that may be parts
 * of them.
 */
export interface PartsFound {
  madeUp: string[];
  doubtful: string[];
}

/** Prices are rounded to four places at least. */
const PRICE_ROUNDING = 500_000n;
/** A cent a row. */
const AMOUNT_ROUNDING = 100_000_000n;
const MINUTE = 60_000;
/**
 * A day of many fills adds up in more ways than can be counted: so many steps are taken for a bag, over so many kinds
 * of fills.
 */
const MOST_STEPS = 200_000;
const MOST_KINDS = 1_000;

/**
 * Which sums are made up by executions: quantities add up exactly, the money within the rounding of a printed price
 * (where a price is missing, a cent a row), and a sum's time lies among those of its parts, to the minute. An order's
 * sums and parts are compared as a whole, each session by itself and then all. Of a session all sums may be made up by
 * all executions. Otherwise each sum is looked for alone, and counts as found where there is one way to add it up,
 * fills of one quantity and price being alike, and no other sum needs the same fills. Whatever the order of the input,
 * the outcome is the same.
 */
export function partsFound({ of, sums, fills }: Bag): PartsFound {
  const given = { sums: inOrder(sums), fills: inOrder(fills) };
  const found = of === 'order' ? wholeOrder(given) : wholeSession(given);
  const made = new Set(found.madeUp);
  const open = given.sums.filter(({ id }) => !made.has(id));
  const doubtful = open.filter(({ quantity }) => found.unused.some((fill) => fill.quantity <= quantity));
  return { madeUp: [...made].sort(), doubtful: doubtful.map(({ id }) => id) };
}

interface Given {
  sums: readonly Fill[];
  fills: readonly Fill[];
}

interface Found {
  madeUp: string[];
  unused: readonly Fill[];
}

function inOrder(fills: readonly Fill[]): Fill[] {
  return [...fills].sort((a, b) => compare(a.id, b.id));
}

const idsOf = (fills: readonly Fill[]) => fills.map(({ id }) => id);

function wholeOrder({ sums, fills }: Given): Found {
  const days = [...new Set(sums.map(({ tradingDate }) => tradingDate))];
  const whole = days.filter((day) => {
    const ofDay = (all: readonly Fill[]) => all.filter(({ tradingDate }) => tradingDate === day);
    return fits(ofDay(sums), ofDay(fills));
  });
  const isOpen = ({ tradingDate }: Fill) => !whole.includes(tradingDate);
  const rest = { sums: sums.filter(isOpen), fills: fills.filter(isOpen) };
  const all = fits(rest.sums, rest.fills);
  return { madeUp: idsOf(all ? sums : sums.filter((each) => !isOpen(each))), unused: all ? [] : rest.fills };
}

function wholeSession({ sums, fills }: Given): Found {
  const ordersApart = sums.some(hasOrder) && fills.some(hasOrder);
  if (!ordersApart && fits(sums, fills)) return { madeUp: idsOf(sums), unused: [] };
  return oneByOne({ sums, fills });
}

function hasOrder({ orderId }: Fill): boolean {
  return orderId !== null;
}

/** True where the parts come to the sums, each taken as a whole. */
function fits(sums: readonly Fill[], parts: readonly Fill[]): boolean {
  const quantity = sum(sums.map((each) => each.quantity));
  if (quantity !== sum(parts.map((part) => part.quantity))) return false;
  return moneyFits(sums, parts) && liesAmong(sums, parts);
}

function moneyFits(sums: readonly Fill[], parts: readonly Fill[]): boolean {
  const all = [...sums, ...parts];
  if (all.every(({ price }) => price !== null)) {
    const difference = worth(sums) - worth(parts);
    return abs(difference) <= PRICE_ROUNDING * sum(sums.map(({ quantity }) => quantity));
  }
  if (all.every(({ amount }) => amount !== null)) {
    const difference = cash(sums) - cash(parts);
    return abs(difference) <= AMOUNT_ROUNDING * BigInt(all.length);
  }
  // How an option ended has neither.
  return all.every(({ price }) => price === null);
}

function worth(fills: readonly Fill[]): bigint {
  return sum(fills.map(({ quantity, price }) => quantity * (price ?? ZERO)));
}

function cash(fills: readonly Fill[]): Decimal {
  return sum(fills.map(({ amount }) => amount ?? ZERO));
}

/** From the first to the last time of executions, by the minute; undefined where a day is all that is known of one. */
function timesOf(parts: readonly Fill[]): { from: number; to: number } | undefined {
  let [from, to] = [Infinity, -Infinity];
  for (const part of parts) {
    const time = instantOf(part.at);
    if (time === undefined) return undefined;
    from = Math.min(from, time - MINUTE);
    to = Math.max(to, time + MINUTE);
  }
  return { from, to };
}

function liesAmong(sums: readonly Fill[], parts: readonly Fill[]): boolean {
  const times = timesOf(parts);
  if (times === undefined) return true;
  return sums.every(({ at }) => {
    const time = instantOf(at);
    return time === undefined || (times.from <= time && time <= times.to);
  });
}

function instantOf(at: string): number | undefined {
  return at.length === 10 ? undefined : Date.parse(at);
}

/** Fills of which any stands for any other but in time. */
interface Kind {
  fills: Fill[];
  quantity: Decimal;
  ofOrder: boolean;
}

function kindsOf(fills: readonly Fill[], keyOf: (fill: Fill) => string): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const fill of fills) {
    const key = keyOf(fill);
    const kind = kinds.get(key);
    if (kind) kind.fills.push(fill);
    else kinds.set(key, { fills: [fill], quantity: fill.quantity, ofOrder: hasOrder(fill) });
  }
  return [...kinds.values()];
}

const alike = (fill: Fill) =>
  `${fill.quantity} ${fill.price ?? `for ${fill.amount}`} ${hasOrder(fill) ? 'of an order' : ''}`;
const alikeSums = ({ quantity, price, amount, at, orderId }: Fill) =>
  JSON.stringify([String(quantity), String(price), String(amount), at, orderId]);

/** How many of each kind make up a sum. */
type Way = ReadonlyMap<Kind, number>;

function oneByOne({ sums, fills }: Given): Found {
  const kinds = kindsOf(fills, alike).sort((a, b) => compare(b.quantity, a.quantity));
  if (kinds.length > MOST_KINDS) return { madeUp: [], unused: fills };
  const budget = { steps: MOST_STEPS };
  const sought = kindsOf(sums, alikeSums).flatMap(({ fills: wanted }) => {
    const way = onlyWay(wanted[0] as Fill, kinds, budget);
    return way === undefined ? [] : [{ wanted, way }];
  });
  const claims = new Map<Kind, { needed: number; sums: number }>();
  for (const { wanted, way } of sought)
    for (const [kind, n] of way) {
      const { needed, sums: others } = claims.get(kind) ?? { needed: 0, sums: 0 };
      claims.set(kind, { needed: needed + n * wanted.length, sums: others + 1 });
    }
  const isContested = (kind: Kind) => {
    const { needed, sums: claiming } = claims.get(kind) ?? { needed: 0, sums: 0 };
    return claiming > 1 && needed > kind.fills.length;
  };
  const madeUp: string[] = [];
  const used = new Map<Kind, number>();
  for (const { wanted, way } of sought) {
    if ([...way.keys()].some(isContested)) continue;
    // Of sums that are alike, as many as there are executions for.
    const most = Math.min(wanted.length, ...[...way].map(([kind, n]) => Math.floor(kind.fills.length / n)));
    madeUp.push(...idsOf(wanted.slice(0, most)));
    for (const [kind, n] of way) used.set(kind, (used.get(kind) ?? 0) + most * n);
  }
  return { madeUp, unused: kinds.flatMap((kind) => kind.fills.slice(used.get(kind) ?? 0)) };
}

/**
 * The one way to add a sum up; undefined where there is none, where there are several, and where it takes too long to
 * say.
 */
function onlyWay(wanted: Fill, all: readonly Kind[], budget: { steps: number }): Way | undefined {
  // Orders that both name are compared with their own fills, not here.
  const kinds = all.filter(
    ({ quantity, ofOrder }) => quantity <= wanted.quantity && !(ofOrder && hasOrder(wanted)),
  );
  budget.steps -= all.length;
  const left = new Array<Decimal>(kinds.length + 1).fill(ZERO);
  for (let at = kinds.length - 1; at >= 0; at--) {
    const { quantity, fills } = kinds[at] as Kind;
    left[at] = (left[at + 1] as Decimal) + quantity * BigInt(fills.length);
  }
  const ways: Way[] = [];
  const taken = new Map<Kind, number>();

  function search(at: number, missing: Decimal): void {
    budget.steps -= 1;
    if (missing === ZERO) {
      const parts = [...taken].flatMap(([kind, n]) => kind.fills.slice(0, n));
      budget.steps -= parts.length;
      if (moneyFits([wanted], parts) && timeFits(wanted, taken)) ways.push(new Map(taken));
      return;
    }
    if (missing > (left[at] as Decimal)) return;
    const kind = kinds[at] as Kind;
    const fewEnough = missing / kind.quantity;
    const most = fewEnough < BigInt(kind.fills.length) ? Number(fewEnough) : kind.fills.length;
    for (let n = most; n >= 0 && budget.steps > 0 && ways.length < 2; n--) {
      if (n > 0) taken.set(kind, n);
      else taken.delete(kind);
      search(at + 1, missing - BigInt(n) * kind.quantity);
    }
  }

  search(0, wanted.quantity);
  return budget.steps > 0 && ways.length === 1 ? ways[0] : undefined;
}

/** True where fills of these kinds can be chosen so that the sum's time lies among theirs. */
function timeFits(wanted: Fill, way: Way): boolean {
  const candidates = [...way.keys()].flatMap(({ fills }) => fills);
  const alone = [...way.values()].reduce((all, n) => all + n, 0) === 1;
  return alone ? candidates.some((fill) => liesAmong([wanted], [fill])) : liesAmong([wanted], candidates);
}

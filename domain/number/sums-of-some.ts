import { sum, ZERO, type Decimal } from './decimal.js';

/** A thing with a size, and how little it is wanted in a sum. */
export interface Sized<T> {
  thing: T;
  size: Decimal;
  cost: number;
}

/** Some things that come to a sum: the last of them, and the way to the sum without it; null of nothing. */
export interface Way<T> {
  sum: Decimal;
  cost: number;
  last: T | null;
  before: Way<T> | null;
}

/** So many different sums are looked for. */
const MOST_SUMS = 1_000;

/**
 * What some of these things, none included, come to, up to a size: each sum with the cheapest way to it, of several
 * the one that is found first. That of all is always there; past a thousand sums no others are.
 */
export function sumsOfSome<T>(things: readonly Sized<T>[], atMost: Decimal): ReadonlyMap<Decimal, Way<T>> {
  const none: Way<T> = { sum: ZERO, cost: 0, last: null, before: null };
  const ways = new Map([[ZERO, none]]);
  for (const one of things)
    for (const before of [...ways.values()]) {
      const way = withOne(before, one);
      const known = ways.get(way.sum);
      if (way.sum <= atMost && (known === undefined ? ways.size < MOST_SUMS : way.cost < known.cost))
        ways.set(way.sum, way);
    }
  const all = sum(things.map(({ size }) => size));
  if (all <= atMost && !ways.has(all)) ways.set(all, things.reduce(withOne, none));
  return ways;
}

/** The things of a way, in the order in which they were given. */
export function thingsOf<T>(way: Way<T>): T[] {
  const things: T[] = [];
  for (let at: Way<T> | null = way; at !== null; at = at.before) if (at.last !== null) things.push(at.last);
  return things.reverse();
}

function withOne<T>(before: Way<T>, { thing, size, cost }: Sized<T>): Way<T> {
  return { sum: before.sum + size, cost: before.cost + cost, last: thing, before };
}

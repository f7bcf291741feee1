import { putInto } from './group-by.js';

/**
 * Work in pieces of some milliseconds: between two of them whoever runs it may do something else. What it comes to is
 * the same as in one go.
 */
export type Pieces<T> = Generator<void, T, void>;

/** So many items of little work are a piece. */
const ITEMS = 256;
/** Of items that take milliseconds each is one. */
export const ONE_BY_ONE = 1;

/** What work comes to that is done in one go. */
export function whole<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

/** `every`: so many items are a piece. */
export function* eachInPieces<T>(
  items: Iterable<T>,
  visit: (item: T, at: number) => void,
  every = ITEMS,
): Pieces<void> {
  let at = 0;
  for (const item of items) {
    visit(item, at++);
    if (at % every === 0) yield;
  }
}

/** Likewise. */
export function* mapInPieces<T, U>(
  items: Iterable<T>,
  make: (item: T, at: number) => U,
  every?: number,
): Pieces<U[]> {
  const made: U[] = [];
  yield* eachInPieces(items, (item, at) => made.push(make(item, at)), every);
  return made;
}

/** As {@link groupBy}. */
export function* groupInPieces<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Pieces<Map<K, T[]>> {
  const groups = new Map<K, T[]>();
  yield* eachInPieces(items, (item) => putInto(groups, keyOf(item), item));
  return groups;
}

/**
 * Items in the order of `compare`; `drawerOf` gives a number that does not fall in that order, so that each drawer is
 * sorted by itself.
 */
export function* sortInPieces<T>(
  items: Iterable<T>,
  { drawerOf, compare }: { drawerOf: (item: T) => number; compare: (a: T, b: T) => number },
): Pieces<T[]> {
  const drawers = yield* groupInPieces(items, drawerOf);
  const inOrder = [...drawers].sort(([a], [b]) => a - b);
  const sorted: T[] = [];
  for (const [, drawer] of inOrder) {
    sorted.push(...drawer.sort(compare));
    yield;
  }
  return sorted;
}

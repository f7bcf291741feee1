import { availableParallelism } from 'node:os';

/** Items that one thread takes, in their order, and what they weigh together. */
export interface Part<T> {
  items: T[];
  weight: number;
}

/**
 * Items in their order in as many parts as the machine runs threads at once, of about the same weight; fewer where
 * there is little.
 */
export function evenParts<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  { most = availableParallelism(), least = LEAST }: { most?: number; least?: number } = {},
): Part<T>[] {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  const share = Math.max(total / most, least);
  const parts: Part<T>[] = [];
  for (const item of items) {
    const open = parts.at(-1);
    if (open && (open.weight < share || parts.length === most)) {
      open.items.push(item);
      open.weight += weightOf(item);
    } else parts.push({ items: [item], weight: weightOf(item) });
  }
  return parts;
}

/** In records: what is less is not worth a thread. */
const LEAST = 20_000;

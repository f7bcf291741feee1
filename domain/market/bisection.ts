/** Index of the first item, of some in the order of a key (a day, a number), whose key is not below `from`. */
export function firstIndexFrom<T, K extends string | number>(
  items: readonly T[],
  keyOf: (item: T) => K,
  from: K,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(items[middle] as T) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

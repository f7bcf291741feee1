/** Items in their order in batches that weigh at most so much together; one that weighs more is a batch by itself. */
export function batches<T>(items: readonly T[], weightOf: (item: T) => number, most: number): T[][] {
  const result: T[][] = [];
  let weight = Infinity;
  for (const item of items) {
    weight += weightOf(item);
    if (weight <= most) result.at(-1)?.push(item);
    else {
      result.push([item]);
      weight = weightOf(item);
    }
  }
  return result;
}

/** The value below which a share of the values lies, by linear interpolation between the two beside it. */
export function quantile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const below = Math.floor(at);
  const left = values.slice();
  const low = nthSmallest(left, below);
  if (at === below) return low;
  const high = left.subarray(below + 1).reduce((least, value) => Math.min(least, value), Infinity);
  return low + (at - below) * (high - low);
}

/**
 * The n-th smallest value, from 0; none before it is larger then, none behind it smaller. Hoare, Algorithm 65: Find,
 * Communications of the ACM 4 (1961).
 */
function nthSmallest(values: Float64Array, n: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[n] as number;
    let [low, high] = [first, last];
    while (low <= high) {
      while ((values[low] as number) < pivot) low++;
      while (pivot < (values[high] as number)) high--;
      if (low > high) break;
      const larger = values[low] as number;
      values[low++] = values[high] as number;
      values[high--] = larger;
    }
    if (high < n) first = low;
    if (n < low) last = high;
  }
  return values[n] as number;
}

/** Beyond so many steps the exact chance takes too long, and the limit is close enough. */
const MOST_STEPS = 1_000_000;

export interface KsTest {
  /** The largest distance between the two distributions. */
  distance: number;
  /** How often two samples of one distribution are as far apart. */
  p: number;
}

/**
 * The two-sample test of Kolmogorov and Smirnov. The p is exact given the ties there are: the share of all ways to deal
 * the values out (Hodges, Arkiv för Matematik 3, 1958; with ties as in Schröer and Trenkler, Computational Statistics
 * and Data Analysis 20, 1995). For large samples it is that of the limit. Both have at least one value.
 *
 * Where `time` values in a row say as much as an independent one, the p is that of samples so much smaller.
 */
export function ksTest(one: readonly number[], other: readonly number[], time = 1): KsTest {
  const pooled = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value, isOne: false })),
  ].sort((a, b) => a.value - b.value);
  // After which of the pooled values the distributions may be compared.
  const isLast = pooled.map(({ value }, i) => pooled[i + 1]?.value !== value);
  let [seenOne, seenOther, distance] = [0, 0, 0];
  pooled.forEach(({ isOne }, i) => {
    if (isOne) seenOne++;
    else seenOther++;
    if (!isLast[i]) return;
    distance = Math.max(distance, Math.abs(seenOne / one.length - seenOther / other.length));
  });
  const [m, n] = [one, other].map(({ length }) => Math.max(1, Math.floor(length / time))) as [number, number];
  // Of fewer values than there are, none are held for ties.
  const mayPart = time === 1 ? isLast : isLast.map(() => true);
  const isSmall = m * n <= MOST_STEPS;
  return { distance, p: isSmall ? exact(distance, mayPart, [m, n]) : limit(distance, m, n) };
}

/** Rounding of two shares' difference. */
const ROUNDING = 1e-12;

/** The chance of a distance as large: 1 − the share of paths from (0, 0) to the sizes that stay nearer. */
function exact(distance: number, isLast: readonly boolean[], [m, n]: readonly [number, number]): number {
  const isFar = (i: number, j: number) =>
    i + j > 0 && isLast[i + j - 1] === true && Math.abs(i / m - j / n) >= distance - ROUNDING;
  if (distance === 0) return 1;
  const near = new Float64Array(n + 1);
  near[0] = 1;
  for (let j = 1; j <= n; j++) near[j] = isFar(0, j) ? 0 : (near[j - 1] as number);
  for (let i = 1; i <= m; i++) {
    // Shares rather than counts, which no double holds.
    const scale = i / (i + n);
    near[0] = isFar(i, 0) ? 0 : near[0] * scale;
    for (let j = 1; j <= n; j++)
      near[j] = isFar(i, j) ? 0 : (near[j] as number) * scale + (near[j - 1] as number);
  }
  return Math.min(1, Math.max(0, 1 - (near[n] as number)));
}

function limit(distance: number, m: number, n: number): number {
  return kolmogorovTail(distance * Math.sqrt((m * n) / (m + n)));
}

/** P(K > x) of Kolmogorov's distribution: 2 Σ (−1)^(k−1) exp(−2k²x²). */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}

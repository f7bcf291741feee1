const Z = 1.959964;

/** Between what a rate lies (95 %, Wilson), as the API has it for weeks; per cent. Null of nothing. */
export function rateInterval(count: number, of: number): { low: number; high: number } | null {
  if (of === 0) return null;
  const rate = count / of;
  const scale = 1 + (Z * Z) / of;
  const middle = (rate + (Z * Z) / (2 * of)) / scale;
  const half = (Z * Math.sqrt((rate * (1 - rate)) / of + (Z * Z) / (4 * of * of))) / scale;
  return { low: 100 * Math.max(0, middle - half), high: 100 * Math.min(1, middle + half) };
}

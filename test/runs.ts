/**
 * How often a property test tries: as often as it says, in `npm test`. With `FUZZ_MINUTES` set each property is tried for that long instead, with
 * other values each time; `FUZZ_SEED` tries the values of a run that failed again.
 */
export function runs(numRuns: number): { numRuns: number; interruptAfterTimeLimit?: number; seed?: number } {
  const seed = process.env['FUZZ_SEED'];
  const again = seed === undefined ? {} : { seed: Number(seed) };
  const minutes = Number(process.env['FUZZ_MINUTES'] ?? 0);
  if (minutes === 0) return { numRuns, ...again };
  return { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: minutes * 60_000, ...again };
}

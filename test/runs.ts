import fc from 'fast-check';

const minutes = Number(process.env['FUZZ_MINUTES'] ?? 0);

/**
 * How often a property test tries: as often as it says. With `FUZZ_MINUTES` set the properties of a file, of which
 * there are `sharing`, have so many minutes together, and say what they did; `FUZZ_SEED` has them try the values of a
 * run that failed again.
 */
export function runs<T>(numRuns: number, { sharing }: { sharing: number }): fc.Parameters<T> {
  const seed = process.env['FUZZ_SEED'];
  const again = seed === undefined ? {} : { seed: Number(seed) };
  if (minutes === 0) return { numRuns, ...again };
  const interruptAfterTimeLimit = (minutes * 60_000) / sharing;
  return { numRuns: 100_000_000, interruptAfterTimeLimit, ...again, reporter: tell };
}

function tell<T>(run: fc.RunDetails<T>): void {
  process.stderr.write(`${run.numRuns} runs, ${run.failed ? 'failed' : 'none failed'}, seed ${run.seed}\n`);
  if (run.failed) throw new Error(fc.defaultReportMessage(run), { cause: run.errorInstance });
}

/** How many milliseconds a test of a property may take that needs so many for its usual runs. */
export function atMost(milliseconds: number): number {
  return milliseconds + minutes * 2 * 60_000;
}

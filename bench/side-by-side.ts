/**
 * Runs contenders in turn, A B A B …, so that a machine whose speed drifts is unfair to none, and gives each one's
 * median.
 */
export interface Contender {
  name: string;
  /** One measured run; gives the milliseconds that count. */
  run(round: number): Promise<number>;
}

export interface Measured {
  name: string;
  medianMs: number;
  minMs: number;
  maxMs: number;
}

export async function sideBySide(contenders: readonly Contender[], rounds: number): Promise<Measured[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [i, contender] of contenders.entries()) {
      const ms = await contender.run(round);
      if (round > 0) times[i]?.push(ms);
    }
  }
  return contenders.map(({ name }, i) => {
    const sorted = (times[i] ?? []).toSorted((a, b) => a - b);
    return {
      name,
      medianMs: sorted[sorted.length >> 1] ?? NaN,
      minMs: sorted[0] ?? NaN,
      maxMs: sorted.at(-1) ?? NaN,
    };
  });
}

/** A table of the measured, each with its ratio to the floor named first. */
export function ratioTable(title: string, floor: Measured, measured: readonly Measured[]): string {
  const rows = [floor, ...measured].map(({ name, medianMs, minMs, maxMs }) =>
    [
      `  ${name.padEnd(58)}`,
      `${medianMs.toFixed(0).padStart(8)} ms`,
      `(${minMs.toFixed(0)}–${maxMs.toFixed(0)})`.padStart(16),
      `${(medianMs / floor.medianMs).toFixed(2).padStart(8)}×`,
    ].join(''),
  );
  return [title, ...rows, ''].join('\n');
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

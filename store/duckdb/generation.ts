import { randomUUID } from 'node:crypto';

/** A read was ended before it was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Names for what is committed: equal names, equal contents, from one start of the program to the next. */
export interface Generations {
  /** Runs what commits something. */
  committing<T>(work: () => Promise<T>): Promise<T>;
  /** Undefined while something is being committed: what is seen then may be either. */
  now(this: void): string | undefined;
  /** A name that is given once. */
  only(): string;
}

export function countGenerations(): Generations {
  const start = randomUUID().slice(0, 8);
  let [commits, under] = [0, 0];
  return {
    async committing(work) {
      under += 1;
      try {
        return await work();
      } finally {
        under -= 1;
        commits += 1;
      }
    },
    now: () => (under === 0 ? `${start}-${commits}` : undefined),
    only: () => `${start}-${randomUUID().slice(0, 13)}`,
  };
}

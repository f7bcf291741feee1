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
  /** A table was written: by what is committed next. */
  wrote(table: string): void;
  /** What was written since the last commit is not committed. */
  rolledBack(): void;
  /**
   * The tables that were written by what was committed after a name; undefined for one of another start, and for one
   * that is given once.
   */
  writtenSince(this: void, name: string): string[] | undefined;
}

export function countGenerations(): Generations {
  const start = randomUUID().slice(0, 8);
  let [commits, under] = [0, 0];
  const written = new Set<string>();
  /** By table the commit that wrote it last. */
  const lastWritten = new Map<string, number>();
  return {
    async committing(work) {
      under += 1;
      try {
        return await work();
      } finally {
        under -= 1;
        commits += 1;
        for (const table of written) lastWritten.set(table, commits);
        written.clear();
      }
    },
    now: () => (under === 0 ? `${start}-${commits}` : undefined),
    only: () => `${start}-${randomUUID().slice(0, 13)}`,
    wrote: (table) => void written.add(table),
    rolledBack: () => written.clear(),
    writtenSince(name) {
      const [of, count = '', ...more] = name.split('-');
      if (of !== start || more.length > 0) return undefined;
      return [...lastWritten].filter(([, at]) => at > Number(count)).map(([table]) => table);
    },
  };
}

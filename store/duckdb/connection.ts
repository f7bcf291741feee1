import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * A connection that is closed only when nothing runs on it: the library takes the memory of a closed one away from
 * whatever still works with it, which ends the process.
 */
export interface Connection {
  /** Works with the connection of the library. Throws once the connection is being closed. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Ends the query that runs, and from then on any other, until the connection is closed. */
  interrupt(): void;
  /** Once what runs on it has ended; resolves then, and never throws. */
  close(): Promise<void>;
}

/** An interrupt that comes between two queries ends neither. */
const INTERRUPT_MS = 100;

export function usedInTurn(connection: DuckDBConnection): Connection {
  const underWay = new Set<Promise<unknown>>();
  let isClosing = false;
  let repeated: NodeJS.Timeout | undefined;
  return {
    async use(work) {
      if (isClosing) throw new Error('the connection to the warehouse is closed');
      const working = work(connection);
      underWay.add(working);
      try {
        return await working;
      } finally {
        underWay.delete(working);
      }
    },
    interrupt() {
      connection.interrupt();
      repeated ??= setInterval(() => connection.interrupt(), INTERRUPT_MS);
    },
    async close() {
      isClosing = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
      clearInterval(repeated);
      connection.closeSync();
    },
  };
}

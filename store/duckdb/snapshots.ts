import type { Connection } from './connection.js';
import { Interrupted, type Generations } from './generation.js';
import { readingFrom, type Reader } from './reader.js';

/** Reads beside whatever is written, each by a connection of its own in one read-only transaction. */
export interface Snapshots {
  /** Reads what is committed now. */
  snapshot<T>(this: void, work: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * The same of a moment that has a name, until it is to end: then it throws Interrupted. Who cannot wait while others
   * commit has a name that nothing else has.
   */
  moment<T>(
    this: void,
    work: (reader: Reader, generation: string) => Promise<T>,
    options?: { signal?: AbortSignal; canWait?: boolean },
  ): Promise<T>;
  /** Resolves when all that have begun have ended. */
  ended(this: void): Promise<void>;
}

/** How often it is tried to begin between two commits, until the moment gets a name that nothing else has. */
const TRIES = 5;
/** A transaction sees what was committed when it first looks at the file. */
const LOOK = 'FROM duckdb_schemas() LIMIT 1';
const BEGIN = 'BEGIN TRANSACTION READ ONLY';

export function snapshotsOf(connect: () => Promise<Connection>, generations: Generations): Snapshots {
  const underWay = new Set<Promise<unknown>>();

  function counted<T>(read: Promise<T>): Promise<T> {
    underWay.add(read);
    const gone = () => void underWay.delete(read);
    read.then(gone, gone);
    return read;
  }

  /** When the work fails, queries of it that it does not wait for are ended. */
  async function reading<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await connect();
    try {
      return await work(connection);
    } catch (error) {
      connection.interrupt();
      throw error;
    } finally {
      await connection.close();
    }
  }

  return {
    snapshot: (work) =>
      counted(
        reading(async (connection) => {
          await connection.use((open) => open.run(BEGIN));
          return work(readingFrom(connection));
        }),
      ),
    moment: (work, { signal, canWait = true } = {}) =>
      counted(
        reading(async (connection) => {
          const interrupt = () => connection.interrupt();
          signal?.addEventListener('abort', interrupt);
          try {
            for (let tries = 1; ; tries++) {
              const before = generations.now();
              await connection.use((open) => open.run(`${BEGIN}; ${LOOK}`));
              const isOfOne = before !== undefined && before === generations.now();
              if (isOfOne || !canWait || tries === TRIES)
                return await work(readingFrom(connection, signal), isOfOne ? before : generations.only());
              await connection.use((open) => open.run('ROLLBACK'));
            }
          } catch (error) {
            throw signal?.aborted === true ? new Interrupted() : error;
          } finally {
            signal?.removeEventListener('abort', interrupt);
          }
        }),
      ),
    async ended() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

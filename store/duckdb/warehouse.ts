import { setTimeout as sleep } from 'node:timers/promises';
import { append, type Appended } from './append.js';
import { nameBroken } from './broken.js';
import { lengthOf, type Columns } from './columns.js';
import { usedInTurn, type Connection } from './connection.js';
import { countGenerations } from './generation.js';
import { DuckDBInstance } from './node-api.js';
import { readingFrom, type Reader } from './reader.js';
import { snapshotsOf, type Snapshots } from './snapshots.js';
import { changedBy, temporaryTables } from './temporary.js';
import { runStatement } from './statement.js';
import type { Parameters } from './to-duckdb.js';
import type { Value } from './value.js';

export type { Parameters, Reader };

/**
 * The one open DuckDB file of a home. There is exactly one of these for a file on a machine: a second one in the same
 * process silently loses data. One statement runs at a time; callers within a process take turns.
 */
export interface Warehouse extends Reader, Pick<Snapshots, 'snapshot' | 'moment'> {
  /** Runs a statement for its effect; gives the number of rows it changed. */
  run(sql: string, parameters?: Parameters): Promise<number>;
  /** Appends objects by column name; a column that the objects lack is null. The table may be temporary. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** The same of a table column by column. */
  insertColumns(table: string, columns: Columns): Promise<void>;
  /** All of the work or nothing of it. Not to be nested. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** The name of what is committed now: another after every commit; undefined while one is under way. */
  generation(): string | undefined;
  /** The tables whose rows others were committed of after that; undefined for a name of another opening. */
  writtenSince(generation: string): string[] | undefined;
  /** Once what runs has ended and all snapshots are read; what comes later is refused. */
  close(): Promise<void>;
}

/** Of DuckDB's; the program itself needs some hundred megabytes. */
const MEMORY = '2GB';

/** How long to wait for those who have the file open to read it, in milliseconds: they are done within moments. */
const READERS_MS = 10_000;
const RETRY_MS = 50;
/** What DuckDB says of a file that another process has open. */
const IN_USE = /Could not set lock on file/;

/**
 * Opens (or creates) the file, or a database in memory for `:memory:`, with whatever schema is in it. Waits for those
 * who are reading it; the caller sees to it that nobody else writes it. Throws WarehouseBroken on a file that cannot be
 * read.
 */
export async function openDatabase(path: string): Promise<Warehouse> {
  const instance = await openFree(path).catch((error: unknown) => {
    throw nameBroken(error, path);
  });
  const connection = await firstOf(instance);
  // What does not fit goes to the disk beside the file: a file of any size is imported in as much memory, and no
  // slower.
  await connection.use((open) => open.run(`SET memory_limit = '${MEMORY}'`));
  // Most of our text is hashes, which do not compress; trying it on each costs a fifth of a large load.
  await connection.use((open) => open.run(`SET disabled_compression_methods = 'fsst'`));
  return warehouseOn(instance, connection);
}

/**
 * What can be read of the file, beside others who read it. Throws where a process has it open to write, and what DuckDB
 * does not read.
 */
export async function openSnapshots(path: string): Promise<Pick<Warehouse, 'snapshot' | 'close'>> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  await (await firstOf(instance)).close();
  const { snapshot, ended } = snapshotsOf(() => connectTo(instance), countGenerations());
  return {
    snapshot,
    async close() {
      await ended();
      instance.closeSync();
    },
  };
}

async function openFree(path: string): Promise<DuckDBInstance> {
  for (const since = performance.now(); ; await sleep(RETRY_MS))
    try {
      return await DuckDBInstance.create(path);
    } catch (error) {
      if (!IN_USE.test((error as Error).message) || performance.now() - since > READERS_MS) throw error;
    }
}

async function connectTo(instance: DuckDBInstance): Promise<Connection> {
  return usedInTurn(await instance.connect());
}

/** A first connection, which says what holds of all. */
async function firstOf(instance: DuckDBInstance): Promise<Connection> {
  const connection = await connectTo(instance);
  await connection.use((open) => open.run(`SET GLOBAL TimeZone = 'UTC'`));
  return connection;
}

function warehouseOn(instance: DuckDBInstance, connection: Connection): Warehouse {
  const generations = countGenerations();
  const { snapshot, moment, ended } = snapshotsOf(() => connectTo(instance), generations);
  const temporary = temporaryTables();
  let isOpen = false;

  /** What stands in no transaction is one of its own; of what is temporary nobody sees anything. */
  function committing<T>(isTemporary: boolean, work: () => Promise<T>): Promise<T> {
    return isOpen || isTemporary ? work() : generations.committing(work);
  }

  async function run(sql: string, parameters?: Parameters): Promise<number> {
    return connection.use(async (open) => (await runStatement(open, sql, parameters)).rowsChanged);
  }

  function appending(appended: Appended): Promise<void> {
    const isTemporary = temporary.has(appended.table);
    if (!isTemporary && appended.length > 0) generations.wrote(appended.table);
    return committing(isTemporary, () =>
      connection.use((open) => append(open, { ...appended, isTemporary })),
    );
  }

  return {
    ...readingFrom(connection),
    run(sql, parameters) {
      const isTemporary = temporary.isOfOne(sql);
      return committing(isTemporary, async () => {
        const rowsChanged = await run(sql, parameters);
        const table = changedBy(sql);
        if (!isTemporary && table !== undefined && rowsChanged > 0) generations.wrote(table);
        return rowsChanged;
      });
    },
    insert: (table, rows) => {
      const slices = (name: string, start: number, end: number) =>
        (rows.slice(start, end) as Readonly<Record<string, Value | undefined>>[]).map((row) => row[name]);
      return appending({ table, length: rows.length, slices });
    },
    insertColumns: (table, columns) => {
      const slices = (name: string, start: number, end: number) =>
        columns[name]?.slice(start, end) ?? new Array<null>(end - start).fill(null);
      return appending({ table, length: lengthOf(columns), slices });
    },
    async transaction(work) {
      await run('BEGIN TRANSACTION');
      isOpen = true;
      try {
        const result = await work();
        await generations.committing(() => run('COMMIT'));
        return result;
      } catch (error) {
        // After a full disk there may be none left to roll back; the error to report is what made the work fail.
        await run('ROLLBACK').catch(() => undefined);
        generations.rolledBack();
        throw error;
      } finally {
        isOpen = false;
      }
    },
    snapshot,
    moment,
    generation: generations.now,
    writtenSince: generations.writtenSince,
    async close() {
      await ended();
      try {
        await run('CHECKPOINT');
      } finally {
        await connection.close();
        instance.closeSync();
      }
    },
  };
}

import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBType, DuckDBValue, DuckDBVector } from '@duckdb/node-api';
import { WarehouseBroken } from '../../domain/errors.js';
import { formatDecimal } from '../../domain/number/decimal.js';
import { columnValues } from './column-values.js';
import { lengthOf, rowsIn, type Columns } from './columns.js';
import { countGenerations, Interrupted, type Generations } from './generation.js';
import { nearestDoubles, type DoubleColumns } from './nearest-doubles.js';
import { turns } from '../turns.js';
import {
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTypeId,
  listValue,
  LIST,
  VARCHAR,
  DECIMAL,
} from './node-api.js';
import { temporaryTables } from './temporary.js';
import type { Value } from './value.js';
import { writeColumn } from './write-column.js';

/** What a `?` or `$name` in SQL is bound to; an IsoDate is text there, so the SQL says `$day::DATE`. */
export type Parameters = readonly Value[] | Readonly<Record<string, Value>>;

/** What can be read. */
export interface Reader {
  /**
   * The rows a statement gives, as objects by column name. For up to some ten thousand rows; larger results stay in
   * SQL.
   */
  rows<T extends object>(sql: string, parameters?: Parameters): Promise<T[]>;
  /** The same column by column; where there are no rows, without their names. */
  columns(sql: string, parameters?: Parameters): Promise<Columns>;
  /** The same some two thousand rows at a time; other statements may run in between. */
  chunks(sql: string, parameters?: Parameters): AsyncGenerator<Columns, void>;
  /** The same for what is computed in doubles: each decimal is the nearest one, and what has no value not a number. */
  doubles(sql: string, parameters?: Parameters): AsyncGenerator<DoubleColumns, void>;
}

/**
 * The one open DuckDB file of a home. There is exactly one of these for a file on a machine: a second one in the same
 * process silently loses data. One statement runs at a time; callers within a process take turns.
 */
export interface Warehouse extends Reader {
  /** Runs a statement for its effect; gives the number of rows it changed. */
  run(sql: string, parameters?: Parameters): Promise<number>;
  /** Appends objects by column name; a column that the objects lack is null. The table may be temporary. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** The same of a table column by column. */
  insertColumns(table: string, columns: Columns): Promise<void>;
  /** All of the work or nothing of it. Not to be nested. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Reads what is committed now, beside whatever statement runs and whatever it changes; nothing can be written. */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** The same of a moment that has a name, until it is to end: then it throws {@link Interrupted}. */
  moment<T>(work: (reader: Reader, generation: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The name of what is committed now: another after every commit; undefined while one is under way. */
  generation(): string | undefined;
  /** Once all snapshots are read. */
  close(): Promise<void>;
}

const CHUNK_ROWS = 2048;
/** Of DuckDB's; the program itself needs some hundred megabytes. */
const MEMORY = '2GB';

/** How DuckDB says that a file is none of its own, or damaged. */
const BROKEN = /not a valid DuckDB database file|Corrupt database file|replaying WAL|^Serialization Error/;

/** An error that a damaged warehouse gave, as WarehouseBroken with the way to mend it; any other as it is. */
export function nameBroken(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !BROKEN.test(error.message)) return error;
  const [reason] = error.message.split('\n', 1);
  return new WarehouseBroken(
    `the warehouse ${path} cannot be read: "npx tradeloop rebuild" makes it again from imports and journal (${reason})`,
  );
}

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
  const connect = connectingTo(instance);
  const connection = await connect();
  // What does not fit goes to the disk beside the file: a file of any size is imported in as much memory, and no
  // slower.
  await connection.run(`SET memory_limit = '${MEMORY}'`);
  // Most of our text is hashes, which do not compress; trying it on each costs a fifth of a large load.
  await connection.run(`SET disabled_compression_methods = 'fsst'`);
  return warehouseOn(connection, { connect, closeInstance: () => instance.closeSync() });
}

/**
 * What can be read of the file, beside others who read it. Throws where a process has it open to write, and what DuckDB
 * does not read.
 */
export async function openSnapshots(path: string): Promise<Pick<Warehouse, 'snapshot' | 'close'>> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connect = connectingTo(instance);
  return {
    snapshot: (work) => readSnapshot(connect, work),
    close() {
      instance.closeSync();
      return Promise.resolve();
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

function connectingTo(instance: DuckDBInstance): Instance['connect'] {
  return async () => {
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return connection;
  };
}

interface Instance {
  connect: () => Promise<DuckDBConnection>;
  closeInstance: () => void;
}

function warehouseOn(connection: DuckDBConnection, { connect, closeInstance }: Instance): Warehouse {
  const snapshots = new Set<Promise<unknown>>();
  const generations = countGenerations();
  const temporary = temporaryTables();
  let isOpen = false;

  /** What stands in no transaction is one of its own; of what is temporary nobody sees anything. */
  function committing<T>(isTemporary: boolean, work: () => Promise<T>): Promise<T> {
    return isOpen || isTemporary ? work() : generations.committing(work);
  }

  function reading<T>(read: Promise<T>): Promise<T> {
    snapshots.add(read);
    const gone = () => void snapshots.delete(read);
    read.then(gone, gone);
    return read;
  }

  async function run(sql: string, parameters?: Parameters) {
    const bound = parameters === undefined ? undefined : bind(parameters);
    return connection.runAndReadAll(sql, bound?.values, bound?.types);
  }
  return {
    ...readingFrom(connection),
    async run(sql, parameters) {
      return (await committing(temporary.isOfOne(sql), () => run(sql, parameters))).rowsChanged;
    },
    insert: (table, rows) => {
      const slices = (name: string, start: number, end: number) =>
        (rows.slice(start, end) as Readonly<Record<string, Value | undefined>>[]).map((row) => row[name]);
      return committing(temporary.has(table), () =>
        append(connection, { table, length: rows.length, slices }),
      );
    },
    insertColumns: (table, columns) => {
      const slices = (name: string, start: number, end: number) =>
        columns[name]?.slice(start, end) ?? new Array<null>(end - start).fill(null);
      return committing(temporary.has(table), () =>
        append(connection, { table, length: lengthOf(columns), slices }),
      );
    },
    async transaction(work) {
      await connection.run('BEGIN TRANSACTION');
      isOpen = true;
      try {
        const result = await work();
        await generations.committing(() => connection.run('COMMIT'));
        return result;
      } catch (error) {
        // After a full disk there may be none left to roll back; the error to report is what made the work fail.
        await connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        isOpen = false;
      }
    },
    snapshot: (work) => reading(readSnapshot(connect, work)),
    moment: (work, signal) => reading(readMoment(connect, { generations, work, signal })),
    generation: generations.now,
    async close() {
      await Promise.allSettled(snapshots);
      try {
        await connection.run('CHECKPOINT');
      } finally {
        connection.closeSync();
        closeInstance();
      }
    },
  };
}

/** Rows for a table: so many, and by its columns' names the values from one place to before another. */
interface Appended {
  table: string;
  length: number;
  slices: (name: string, start: number, end: number) => readonly (Value | undefined)[];
}

async function append(connection: DuckDBConnection, { table, length, slices }: Appended): Promise<void> {
  if (length === 0) return;
  const described = await connection.runAndReadAll(`SELECT * FROM ${table} LIMIT 0`);
  const [names, types] = [described.columnNames(), described.columnTypes()];
  const [catalog] = (
    await connection.runAndReadAll(`SELECT database_name FROM duckdb_tables() WHERE table_name = '${table}'`)
  ).getRows();
  const appender = await connection.createAppender(table, null, (catalog?.[0] as string | undefined) ?? null);
  for (let start = 0; start < length; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, length);
    const chunk = DuckDBDataChunk.create(types, end - start);
    types.forEach((type, i) => {
      const values = slices(names[i] as string, start, end).map((value) => value ?? null);
      if (!writeColumn(chunk.getColumnVector(i), values))
        chunk.setColumnValues(
          i,
          values.map((value) => toDuckDB(value, type)),
        );
    });
    appender.appendDataChunk(chunk);
    await setImmediate();
  }
  appender.closeSync();
}

async function readSnapshot<T>(
  connect: Instance['connect'],
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const connection = await connect();
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    return await work(readingFrom(connection));
  } finally {
    connection.closeSync();
  }
}

/** How often it is tried to begin between two commits, until the moment gets a name that nothing else has. */
const TRIES = 5;
const INTERRUPT_MS = 100;
/** A transaction sees what was committed when it first looks at the file. */
const LOOK = 'FROM duckdb_schemas() LIMIT 1';

async function readMoment<T>(
  connect: Instance['connect'],
  {
    generations,
    work,
    signal,
  }: {
    generations: Generations;
    work: (reader: Reader, generation: string) => Promise<T>;
    signal: AbortSignal | undefined;
  },
): Promise<T> {
  const connection = await connect();
  let repeated: NodeJS.Timeout | undefined;
  // One that comes between two queries ends none of them.
  const interrupt = () => {
    connection.interrupt();
    repeated = setInterval(() => connection.interrupt(), INTERRUPT_MS);
  };
  signal?.addEventListener('abort', interrupt);
  try {
    for (let tries = 1; ; tries++) {
      const before = generations.now();
      await connection.run('BEGIN TRANSACTION READ ONLY');
      await connection.run(LOOK);
      const isOfOne = before !== undefined && before === generations.now();
      if (isOfOne || tries === TRIES)
        return await work(readingFrom(connection, signal), isOfOne ? before : generations.only());
      await connection.run('ROLLBACK');
    }
  } catch (error) {
    throw signal?.aborted === true ? new Interrupted() : error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(repeated);
    connection.closeSync();
  }
}

function readingFrom(connection: DuckDBConnection, signal?: AbortSignal): Reader {
  /** Once it is to end no query begins. */
  const unlessEnded = <T>(query: () => T): T => {
    if (signal?.aborted === true) throw new Interrupted();
    return query();
  };
  const chunksOf = (sql: string, parameters?: Parameters) =>
    unlessEnded(() => chunksIn(connection, columnValues, sql, parameters));
  return {
    async rows<T extends object>(sql: string, parameters?: Parameters) {
      const rows: T[] = [];
      for await (const chunk of chunksOf(sql, parameters)) rows.push(...rowsIn<T>(chunk));
      return rows;
    },
    chunks: chunksOf,
    doubles: (sql, parameters) => unlessEnded(() => chunksIn(connection, nearestDoubles, sql, parameters)),
    async columns(sql, parameters) {
      const chunks: Columns[] = [];
      for await (const chunk of chunksOf(sql, parameters)) chunks.push(chunk);
      const names = Object.keys(chunks[0] ?? {});
      const whole: Record<string, Columns[string]> = {};
      const turn = turns();
      for (const name of names) {
        await turn();
        whole[name] = chunks.flatMap((chunk) => chunk[name] ?? []);
      }
      return whole;
    },
  };
}

async function* chunksIn<T>(
  connection: DuckDBConnection,
  valuesOf: (vector: DuckDBVector) => T,
  ...[sql, parameters]: [sql: string, parameters?: Parameters]
): AsyncGenerator<Readonly<Record<string, T>>, void> {
  const bound = parameters === undefined ? undefined : bind(parameters);
  const result = await connection.run(sql, bound?.values, bound?.types);
  const names = result.deduplicatedColumnNames();
  const turn = turns();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    await turn();
    yield Object.fromEntries(names.map((name, i) => [name, valuesOf(chunk.getColumnVector(i))]));
  }
}

function toDuckDB(value: Value, type: DuckDBType): DuckDBValue {
  if (value === null) return null;
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return decimalValue(value as bigint);
    case DuckDBTypeId.BIGINT:
      return BigInt(value as number);
    case DuckDBTypeId.LIST: {
      const itemType = type.valueType;
      return listValue((value as readonly Value[]).map((item) => toDuckDB(item, itemType)));
    }
    default:
      return value as string | number | boolean;
  }
}

function bind(parameters: Parameters) {
  if (Array.isArray(parameters)) {
    const list = parameters as readonly Value[];
    return { values: list.map(toParameter), types: list.map(typeOfParameter) as DuckDBType[] };
  }
  const named = Object.entries(parameters as Readonly<Record<string, Value>>);
  return {
    values: Object.fromEntries(named.map(([name, value]) => [name, toParameter(value)])),
    types: Object.fromEntries(named.map(([name, value]) => [name, typeOfParameter(value)])),
  };
}

function toParameter(value: Value): DuckDBValue {
  if (typeof value === 'bigint') return decimalValue(value);
  if (Array.isArray(value)) return listValue(value as string[]);
  return value as DuckDBValue;
}

function typeOfParameter(value: Value): DuckDBType | undefined {
  if (value === null || typeof value === 'string') return VARCHAR;
  if (typeof value === 'bigint') return DECIMAL(38, 10);
  if (Array.isArray(value)) return LIST(VARCHAR);
  return undefined;
}

const LIMIT = 10n ** 38n;

function decimalValue(units: bigint): DuckDBDecimalValue {
  if (units >= LIMIT || units <= -LIMIT)
    throw new RangeError(`a number too large for DECIMAL(38,10): ${formatDecimal(units)}`);
  return new DuckDBDecimalValue(units, 38, 10);
}

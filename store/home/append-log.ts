import { open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ZodError, ZodType } from 'zod';
import { StoreCorrupt } from '../../domain/errors.js';
import { turns } from '../turns.js';
import { sync } from './durable-file.js';

const LINES_AT_ONCE = 1_000;

/** A file of JSON lines that only grows. An entry is in it once `append` has returned, and then for good. */
export interface AppendLog<T> {
  /** All entries in their order. */
  readonly entries: readonly T[];
  /** Adds a line and syncs it; on an error (a full disk) the file is as it was. */
  append(added: T): Promise<void>;
  /** The same of many, which are written as one and synced once: all of them or none, also in a crash. */
  appendAll(added: readonly T[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log of such entries, or begins one. Lines that a crash tore were never acknowledged and are cut off: the last
 * one, which has no line end, and those that were to be added together with lines that are not there. Any other line
 * that does not read, and one that is no such entry, throw StoreCorrupt: something has damaged what was kept.
 */
export async function openLog<T>(path: string, entry: ZodType<T>): Promise<AppendLog<T>> {
  const file = await openOrCreate(path);
  let read: { entries: T[]; size: number };
  try {
    read = readEntries(await file.readFile(), { path, entry });
  } catch (error) {
    await file.close();
    throw error;
  }
  const { entries, size } = read;
  if (size < (await file.stat()).size) await cutTo(file, size);
  let end = size;
  /** Whether something lies behind the end that could not be cut off yet. */
  let isTorn = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function put(lines: Buffer): Promise<void> {
    if (isTorn) await cut();
    try {
      await writeFully(file, lines, end);
      await file.sync();
    } catch (error) {
      isTorn = true;
      await cut().catch(() => undefined);
      throw error;
    }
    end += lines.length;
  }

  async function cut(): Promise<void> {
    await cutTo(file, end);
    isTorn = false;
  }

  /** All at once; where that fails each by itself, since one that is too long for the disk keeps out no other. */
  async function write(groups: readonly Group<T>[]): Promise<void> {
    try {
      const lines: Buffer[] = [];
      for (const { added } of groups) lines.push(await linesOf(added));
      await put(Buffer.concat(lines));
    } catch (error) {
      if (groups.length === 1) for (const { refused } of groups) refused(error);
      else for (const group of groups) await write([group]);
      return;
    }
    for (const { added, kept } of groups) {
      for (const one of added) entries.push(one);
      kept();
    }
  }

  let next: Group<T>[] | undefined;
  /** A step and people may all have something to add: what comes while others are synced is synced together. */
  function appendAll(added: readonly T[]): Promise<void> {
    if (added.length === 0) return Promise.resolve();
    if (next === undefined) {
      const groups: Group<T>[] = [];
      next = groups;
      turn = turn.then(() => {
        next = undefined;
        return write(groups);
      });
    }
    const groups = next;
    return new Promise((kept, refused) => groups.push({ added, kept, refused }));
  }

  return {
    entries,
    append: (added) => appendAll([added]),
    appendAll,
    async close() {
      await turn;
      await file.close();
    },
  };
}

/** What is added together, and who waits for it. */
interface Group<T> {
  added: readonly T[];
  kept: () => void;
  refused: (error: unknown) => void;
}

async function linesOf(added: readonly unknown[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const others = turns();
  for (let from = 0; from < added.length; from += LINES_AT_ONCE) {
    const some = added.slice(from, from + LINES_AT_ONCE);
    pieces.push(
      Buffer.from((from === 0 ? '' : AND_MORE) + some.map((one) => JSON.stringify(one)).join(AND_MORE)),
    );
    await others();
  }
  return Buffer.concat([...pieces, LINE_END]);
}

/**
 * The entries of a log as it lies there, without a last line that is torn or being written. Throws as {@link openLog}
 * does.
 */
export async function readLog<T>(path: string, entry: ZodType<T>): Promise<Pick<AppendLog<T>, 'entries'>> {
  return readEntries(await readFile(path), { path, entry });
}

/** Ends a line that was added together with the next one; to who reads JSON the space is nothing. */
const AND_MORE = ' \n';
const LINE_END = Buffer.from('\n');
const SPACE = 32;

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const file = await open(path, 'wx+');
    await sync(dirname(path));
    return file;
  }
}

/** The entries that read, and how many bytes they take. */
function readEntries<T>(
  bytes: Buffer,
  { path, entry: schema }: { path: string; entry: ZodType<T> },
): { entries: T[]; size: number } {
  const entries: T[] = [];
  let [whole, size] = [0, 0];
  for (let end = 0; ;) {
    const newline = bytes.indexOf(10, end);
    if (newline < 0) return { entries: entries.slice(0, whole), size };
    const entry = parseLine(bytes.toString('utf8', end, newline));
    if (entry === undefined)
      throw new StoreCorrupt(
        `line ${entries.length + 1} of ${path} is not JSON: bring the file back from a backup, or mend that line`,
      );
    const { error } = schema.safeParse(entry);
    if (error) throw new StoreCorrupt(`line ${entries.length + 1} of ${path}: ${problemsIn(error)}`);
    entries.push(entry as T);
    end = newline + 1;
    if (bytes[newline - 1] !== SPACE) [whole, size] = [entries.length, end];
  }
}

function problemsIn({ issues }: ZodError): string {
  return issues.map((issue) => `${issue.path.join('.') || 'entry'}: ${issue.message}`).join('; ');
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;)
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}

async function cutTo(file: FileHandle, size: number): Promise<void> {
  await file.truncate(size);
  await file.sync();
}

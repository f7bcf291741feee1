import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { printableLines } from '../domain/printable.js';
import type { Home } from '../store/home/home.js';

/**
 * A process's log: JSON lines in the home's `logs/<name>.log`; on a terminal the same for people, elsewhere what went
 * wrong as JSON lines, both on stderr.
 */
export function openLog(home: Home, name: string, level: string): Logger {
  const file = rotated(join(home.logs, `${name}.log`), MOST_BYTES);
  const stderr: pino.StreamEntry = process.stderr.isTTY
    ? { level: 'trace', stream: shownBy(pretty({ destination: 2, sync: true, ignore: 'pid,hostname' })) }
    : { level: 'warn', stream: pino.destination({ dest: 2, sync: true }) };
  return pino({ name, level }, pino.multistream([{ level: 'trace', stream: file }, stderr]));
}

const MOST_BYTES = 50 * 1_024 * 1_024;

/** A log file of some so many bytes at most, with the one before it beside it as `.1`. */
export function rotated(path: string, mostBytes: number): { write(line: string): void } {
  const file = pino.destination({ dest: path, mkdir: true, sync: true });
  // A full disk costs lines of the log, not the process.
  file.on('error', () => undefined);
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write(line) {
      if (size > mostBytes) size = putAside(path, file);
      size += Buffer.byteLength(line);
      file.write(line);
    },
  };
}

/** Begins the file anew; gives its size. One that cannot be renamed goes on as it is, for as long again. */
function putAside(path: string, file: { reopen(): void }): number {
  try {
    renameSync(path, `${path}.1`);
    file.reopen();
  } catch {
    // It is tried again when as much has come.
  }
  return 0;
}

/** Lines of JSON on their way to a terminal, which shows what is in their texts and acts on none of it. */
export function shownBy(stream: { write(line: string): unknown }): { write(line: string): void } {
  const shown = (_: string, value: unknown) => (typeof value === 'string' ? printableLines(value) : value);
  return { write: (line) => void stream.write(`${JSON.stringify(JSON.parse(line, shown))}\n`) };
}

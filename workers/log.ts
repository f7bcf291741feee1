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
  const file = pino.destination({ dest: join(home.logs, `${name}.log`), mkdir: true, sync: true });
  // A full disk costs lines of the log, not the process.
  file.on('error', () => undefined);
  const stderr: pino.StreamEntry = process.stderr.isTTY
    ? { level: 'trace', stream: shownBy(pretty({ destination: 2, sync: true, ignore: 'pid,hostname' })) }
    : { level: 'warn', stream: pino.destination({ dest: 2, sync: true }) };
  return pino({ name, level }, pino.multistream([{ level: 'trace', stream: file }, stderr]));
}

/** Lines of JSON on their way to a terminal, which shows what is in their texts and acts on none of it. */
export function shownBy(stream: { write(line: string): unknown }): { write(line: string): void } {
  const shown = (_: string, value: unknown) => (typeof value === 'string' ? printableLines(value) : value);
  return { write: (line) => void stream.write(`${JSON.stringify(JSON.parse(line, shown))}\n`) };
}

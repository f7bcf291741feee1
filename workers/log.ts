import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Home } from '../store/home.js';

/** A process's log: JSON lines in the home's `logs/<name>.log`, and on a terminal the same for people, on stderr. */
export function openLog(home: Home, name: string, level: string): Logger {
  const file = pino.destination({ dest: join(home.logs, `${name}.log`), mkdir: true, sync: true });
  const streams: pino.StreamEntry[] = [{ level: 'trace', stream: file }];
  if (process.stderr.isTTY)
    streams.push({ level: 'trace', stream: pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }) });
  return pino({ name, level }, pino.multistream(streams));
}

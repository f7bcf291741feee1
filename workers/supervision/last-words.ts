import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const LINES = 3;
const TAIL_BYTES = 65_536;
/** pino's number for errors; what is fatal has a higher one. */
const ERROR = 50;

/** How long a log is; 0 where there is none. */
export function lengthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The last errors that a process wrote to its log from a place on, as a sentence's end: `: … / …`. Other lines count
 * where none is JSON.
 */
export function lastWords(path: string, from: number): string {
  const told = linesOf(path, from).flatMap(wordsOf).slice(-LINES);
  return told.length === 0 ? '' : `: ${told.join(' / ')}`;
}

function linesOf(path: string, from: number): string[] {
  if (lengthOf(path) === 0) return [];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // A log that was begun anew meanwhile is shorter than it was.
    const start = Math.max(size < from ? 0 : from, size - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    readSync(file, bytes, 0, bytes.length, start);
    return bytes.toString('utf8').split('\n');
  } finally {
    closeSync(file);
  }
}

/** What a line says of an error: a pino line of ours, a line of the server's, or plain text. */
function wordsOf(line: string): string[] {
  if (line.trim() === '') return [];
  let parsed: { level?: number | string; msg?: string; error?: string };
  try {
    parsed = JSON.parse(line) as typeof parsed;
  } catch {
    return [line.trim()];
  }
  const { level, msg, error } = parsed;
  const isError = typeof level === 'number' ? level >= ERROR : /error|fatal/i.test(level ?? '');
  return isError ? [[msg, error].filter((part) => typeof part === 'string').join(': ')] : [];
}

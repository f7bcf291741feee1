import { printableLines } from '../domain/printable.js';
import type { Notify, Way } from './way.js';

/** Keeps the text as a file, which `write` does. */
export function fileWay(write: Notify): Way {
  return {
    name: 'file',
    send: ({ subject, text }) => write({ subject, text: printableLines(text) }),
  };
}

import { FileRefused } from '../../domain/errors.js';
import { textDecoding } from './text-encoding.js';

/** The longest record that is read, in characters: what keeps the memory of an import bounded. */
export const LONGEST_RECORD = 2 ** 20;

/**
 * Bytes in as they come, text out: UTF-8, UTF-16 or Windows-1252 (see {@link textDecoding}) without its byte-order
 * mark, every line break as `\n`. Throws {@link FileRefused} at a NUL, which no text has.
 */
export function plainText(): { push(chunk: Uint8Array): string; end(): string } {
  const decoding = textDecoding();
  let heldBack = '';

  function normalised(text: string): string {
    if (text.includes('\0')) throw new FileRefused('binary data: a NUL byte, which no text file has');
    const whole = heldBack + text;
    // A `\r` at the end may be the first half of a line break.
    heldBack = whole.endsWith('\r') ? '\r' : '';
    const ready = heldBack === '' ? whole : whole.slice(0, -1);
    return ready.includes('\r') ? ready.replace(/\r\n?/g, '\n') : ready;
  }

  return {
    push: (chunk) => normalised(decoding.push(chunk)),
    end() {
      const ready = normalised(decoding.end());
      return heldBack === '' ? ready : `${ready}\n`;
    },
  };
}

/** The text at the head of a file, from its first bytes, NULs and all. */
export function headText(head: Uint8Array): string {
  const decoding = textDecoding();
  return decoding.push(head) + decoding.end();
}

/** How many line breaks a text has. */
export function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

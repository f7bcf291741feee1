import { FileRefused } from '../domain/errors.js';

/** The longest record that is read, in characters: what keeps the memory of an import bounded. */
export const LONGEST_RECORD = 2 ** 20;

/**
 * Bytes in as they come, text out: UTF-8 without its byte-order mark, every line break as `\n`. Bytes that are no UTF-8 become the
 * replacement character. Throws {@link FileRefused} at a NUL byte, which no text has.
 */
export function plainText(): { push(chunk: Uint8Array): string; end(): string } {
  const decoder = new TextDecoder('utf-8');
  let heldBack = '';

  function normalised(text: string): string {
    const whole = heldBack + text;
    // A `\r` at the end may be the first half of a line break.
    heldBack = whole.endsWith('\r') ? '\r' : '';
    const ready = heldBack === '' ? whole : whole.slice(0, -1);
    return ready.includes('\r') ? ready.replace(/\r\n?/g, '\n') : ready;
  }

  return {
    push(chunk) {
      if (chunk.includes(0)) throw new FileRefused('binary data: a NUL byte, which no text file has');
      return normalised(decoder.decode(chunk, { stream: true }));
    },
    end() {
      const ready = normalised(decoder.decode());
      return heldBack === '' ? ready : `${ready}\n`;
    },
  };
}

/** How many line breaks a text has. */
export function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

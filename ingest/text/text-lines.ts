import { FileRefused } from '../../domain/errors.js';
import { LONGEST_RECORD, plainText } from './plain-text.js';

export interface TextLine {
  /** From 1. */
  line: number;
  text: string;
}

/**
 * The lines of a text file as it comes in, blank ones left out. Throws {@link FileRefused} for a line longer than
 * {@link LONGEST_RECORD} and for NUL bytes.
 */
export function textLines(): { push(chunk: Uint8Array): TextLine[]; end(): TextLine[] } {
  const text = plainText();
  let rest = '';
  let line = 0;

  function take(fresh: string, final: boolean): TextLine[] {
    const lines = (rest + fresh).split('\n');
    rest = final ? '' : (lines.pop() ?? '');
    const taken = lines.map((each) => ({ line: ++line, text: each }));
    const tooLong = [...lines, rest].findIndex(({ length }) => length > LONGEST_RECORD);
    if (tooLong !== -1)
      throw new FileRefused(
        `line ${line - lines.length + tooLong + 1} is longer than ${LONGEST_RECORD} characters`,
      );
    return taken.filter(({ text: each }) => each.trim() !== '');
  }

  return {
    push: (chunk) => take(text.push(chunk), false),
    end: () => take(text.end(), true),
  };
}

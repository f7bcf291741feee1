import { remembered } from '../text/remembered.js';

/** The longest text of which a part is looked for. */
const LONGEST = 1_000;
const MOST_OPEN = 6;

/** True for a text with one `{}` and few `*`, which never stand side by side. */
export function isPart(pattern: string): boolean {
  const open = pattern.match(/\{\}|\*/g) ?? [];
  return (
    open.filter((one) => one === '{}').length === 1 &&
    open.length <= MOST_OPEN &&
    !/(\{\}|\*)(\{\}|\*)/.test(pattern)
  );
}

/**
 * A reader of a part of a text: of `Bought {} of * at *` what stands at `{}`, whatever stands at `*`. Capitals and runs
 * of blanks do not matter. Undefined for a text that is not so.
 */
export function partReader(pattern: string): (text: string) => string | undefined {
  const source = pattern
    .trim()
    .split(/(\{\}|\*|\s+)/)
    .map((piece) => {
      if (piece === '{}') return '(.+?)';
      if (piece === '*') return '.*?';
      return /^\s+$/.test(piece) ? '\\s+' : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  const matcher = new RegExp(`^\\s*${source}\\s*$`, 'i');
  return remembered((text) => (text.length > LONGEST ? undefined : matcher.exec(text)?.[1]?.trim()));
}

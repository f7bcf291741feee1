import { FileRefused } from '../../domain/errors.js';
import { lineBreaks, plainText } from './plain-text.js';
import { startTag, xmlElements } from './xml-elements.js';

/** What is to stand in place of a record; `line` is the physical one, from 1, on which it begins. */
export interface Correction {
  line: number;
  was: string;
  now: string;
}

/**
 * A file's text as it comes in, with these records in place of what stands there, in the order of their lines. Throws
 * {@link FileRefused}, naming the line, where a record is not in the file as it is reported: one that a parser put
 * together from parts.
 */
export function correctedText(corrections: readonly Correction[]): {
  push(chunk: Uint8Array): string;
  end(): string;
} {
  const text = plainText();
  const sorted = corrections.toSorted((a, b) => a.line - b.line);
  let at = 0;
  let line = 1;
  let rest = '';

  /** Hands on so much of the rest, and knows on which line it then is. */
  function pass(length: number): string {
    const passed = rest.slice(0, length);
    line += lineBreaks(passed);
    rest = rest.slice(length);
    return passed;
  }

  function take(fresh: string, final: boolean): string {
    rest += fresh;
    let made = '';
    for (let next = sorted[at]; next !== undefined; next = sorted[at]) {
      const lineEnd = rest.indexOf('\n');
      if (line < next.line) {
        if (lineEnd === -1) return made;
        made += pass(lineEnd + 1);
        continue;
      }
      const whole = lineEnd !== -1 && rest.length > lineEnd + next.was.length;
      if (!whole && !final) return made;
      const place = placeOf(next.was, rest, lineEnd === -1 ? rest.length : lineEnd);
      if (place === undefined) throw cannotCorrect(next);
      made += pass(place.from);
      const was = pass(place.length);
      made += was.startsWith('<') && !was.endsWith('/>') ? next.now.replace(/\s*\/>$/, '>') : next.now;
      at += 1;
    }
    return made + pass(rest.length);
  }

  return {
    push: (chunk) => take(text.push(chunk), false),
    end() {
      const last = take(text.end(), true);
      const [left] = sorted.slice(at);
      if (left) throw cannotCorrect(left);
      return last;
    },
  };
}

function cannotCorrect({ line }: Correction): FileRefused {
  return new FileRefused(
    `the record of line ${line} is not in the file as it was reported: correct it in the file itself`,
  );
}

/** Where a record stands that begins on the first line of a text: that line, an object or an element within it. */
function placeOf(was: string, text: string, lineEnd: number): { from: number; length: number } | undefined {
  if (was !== '' && text.startsWith(was)) return { from: 0, length: was.length };
  if (was.startsWith('<')) return elementIn(text, was, lineEnd);
  const from = was.startsWith('{') ? text.indexOf(was) : -1;
  return from === -1 || from > lineEnd ? undefined : { from, length: was.length };
}

const TAG = /<[A-Za-z][^<>]*>/g;

function elementIn(text: string, was: string, lineEnd: number): { from: number; length: number } | undefined {
  for (const { 0: tag, index } of text.matchAll(TAG)) {
    if (index > lineEnd) return undefined;
    if (tagAsTold(tag) === was) return { from: index, length: tag.length };
  }
  return undefined;
}

function tagAsTold(tag: string): string | undefined {
  const alone = tag.endsWith('/>') ? tag : `${tag.slice(0, -1)}/>`;
  try {
    const [event] = xmlElements().push(new TextEncoder().encode(alone));
    return event?.kind === 'open' ? startTag(event.element) : undefined;
  } catch (error) {
    if (error instanceof FileRefused) return undefined;
    throw error;
  }
}

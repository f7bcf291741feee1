import { LONGEST_RECORD } from './plain-text.js';

const DELIMITERS = [',', ';', '\t'] as const;

/** What stands between the fields of a table, and whether that holds for all records to come. */
export interface Delimiter {
  delimiter: (typeof DELIMITERS)[number];
  sure: boolean;
}

/** What Excel writes before a table, to say how its fields are divided. */
export const NAMES_DELIMITER = /^"?sep=([,;\t])"?\s*$/i;

/**
 * What divides the fields of a record, quoted texts left aside: the same as `before` if it has that, else what it has
 * most of; surely if it has that twice or more, since a sentence may have a comma.
 */
export function delimiterOf(record: string, before: Delimiter | undefined): Delimiter {
  const named = NAMES_DELIMITER.exec(record)?.[1];
  if (named !== undefined) return { delimiter: named as Delimiter['delimiter'], sure: true };
  const outside = record.replace(/(^|[,;\t])"(?:[^"]|"")*"/g, '$1');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: outside.split(delimiter).length - 1 }));
  const same = counted.find(({ delimiter, count }) => delimiter === before?.delimiter && count > 0);
  const most = same ?? counted.reduce((best, one) => (one.count > best.count ? one : best));
  if (most.count === 0) return before ?? { delimiter: ',', sure: false };
  return { delimiter: most.delimiter, sure: most.count >= 2 };
}

/**
 * The first record of a text with its line break; its first line where that has a quotation mark that is not closed.
 * Undefined while the end of the record is not there and, unless `final`, may still come.
 */
export function firstRecord(text: string, final: boolean): string | undefined {
  const end = recordEnd(text);
  if (end < text.length) return text.slice(0, end + 1);
  if (!final && text.length <= LONGEST_RECORD) return undefined;
  if (end === text.length) return text;
  const lineEnd = text.indexOf('\n');
  return text.slice(0, lineEnd === -1 ? text.length : lineEnd + 1);
}

/**
 * Where the first record ends: at a line break outside quotes, which begin a field, or with the text; infinity within
 * quotes.
 */
function recordEnd(text: string): number {
  let quoted = false;
  const most = Math.min(text.length, LONGEST_RECORD);
  for (let at = 0; at < most; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = at === 0 || ',;\t'.includes(text.charAt(at - 1));
    else if (char === '\n') return at;
  }
  return quoted ? Infinity : text.length;
}

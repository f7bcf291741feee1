import { formatDecimal, fromNumber } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import type { CsvReader, CsvRecord } from './csv-records.js';
import { plainText } from './plain-text.js';

/** JSON is read whole: so many characters at most, which keeps memory bounded. */
const LONGEST_JSON = 64 * 2 ** 20;
const DEEPEST = 4;

/** True for what begins as a list of objects or an object does. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\[\s*[{\]]|\{\s*["}])/.test(text);
}

/**
 * Reads a list of JSON objects as a table: the names of all their fields are its header, and `line` is an object's
 * place in the list, from 1. The list may stand within an object, or be an object a line. A field of an object within
 * goes by both names, `liquidation.method`. With `cutOff` an end that is missing is no fault. Throws
 * {@link FileRefused} for what is no JSON, holds no list, or is too long to be read whole.
 */
export function jsonRecords({ cutOff }: { cutOff: boolean }): CsvReader {
  const text = plainText();
  let whole = '';

  function take(fresh: string): void {
    whole += fresh;
    if (whole.length > LONGEST_JSON)
      throw new FileRefused(
        `JSON of more than ${LONGEST_JSON} characters: have it written as CSV, which may be larger`,
      );
  }

  return {
    push(chunk) {
      take(text.push(chunk));
      return [];
    },
    end() {
      take(text.end());
      return tableOf(objectsIn(whole, cutOff));
    },
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectsIn(text: string, cutOff: boolean): readonly unknown[] {
  const value = jsonOf(text) ?? (cutOff ? closed(text) : undefined);
  const list = value === undefined ? linesOf(text, cutOff) : listIn(value);
  if (list === undefined) throw new FileRefused('JSON that is no list of objects, or breaks off');
  return list;
}

/** Texts, and numbers of more digits than a double holds. */
const LONG_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.])-?\d{16,}(?=[\s,}\]])/g;

/** Ids of many digits become texts. */
function jsonOf(text: string): unknown {
  const written = /\d{16}/.test(text)
    ? text.replace(LONG_NUMBERS, (token) => (token.startsWith('"') ? token : `"${token}"`))
    : text;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return undefined;
  }
}

/** How many objects within others may be cut off. */
const MOST_OPEN = 8;

/** What is whole of a text that breaks off. */
function closed(text: string): unknown {
  let end = text.length;
  for (let open = 0; open < MOST_OPEN && end > 0; open++) {
    end = text.lastIndexOf('}', end - 1);
    for (const ending of [']', ']}', ']}}']) {
      const value = jsonOf(text.slice(0, end + 1) + ending);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** An object a line; undefined where the first is none. */
function linesOf(text: string, cutOff: boolean): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (cutOff && lines.length > 1) lines.pop();
  const values = lines.map((line) => jsonOf(line));
  return isObject(values[0]) ? values : undefined;
}

/** The list itself, or the first one of objects in an object, the outer before the inner. */
function listIn(value: unknown): readonly unknown[] | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const list = level.find((one): one is unknown[] => Array.isArray(one) && one.some(isObject));
    if (list) return list;
    level = level.filter(isObject).flatMap((one) => Object.values(one));
  }
  return isObject(value) ? [value] : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableOf(values: readonly unknown[]): CsvRecord[] {
  const flat = values.map((value) => (isObject(value) ? flattened(value) : undefined));
  const headings = [...new Set(flat.flatMap((fields) => [...(fields?.keys() ?? [])]))];
  const rows = flat.map((fields, at): CsvRecord => {
    const raw = JSON.stringify(values[at]) ?? '';
    const record = { line: at + 1, raw };
    if (!fields) return { ...record, fields: [], problem: 'not a JSON object' };
    return { ...record, fields: headings.map((heading) => fields.get(heading) ?? '') };
  });
  return [{ line: 1, fields: headings, raw: headings.join(',') }, ...rows];
}

function flattened(object: JsonObject, before = '', depth = 0): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    if (isObject(value) && depth < DEEPEST)
      for (const [inner, text] of flattened(value, `${before}${name}.`, depth + 1)) fields.set(inner, text);
    else fields.set(`${before}${name}`, textOf(value));
  }
  return fields;
}

function textOf(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  const exact = typeof value === 'number' ? fromNumber(value) : undefined;
  return exact === undefined ? JSON.stringify(value) : formatDecimal(exact);
}

import { formatDecimal, fromNumber } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { headText, LONGEST_RECORD, plainText } from './plain-text.js';

/** One record of a JSON file as it stands there. */
export interface JsonElement {
  /** The physical line, from 1, on which it begins. */
  line: number;
  raw: string;
}

const [QUOTE, COMMA, BACKSLASH, OPEN, CLOSE] = [34, 44, 92, 91, 93];
const [OPEN_OBJECT, CLOSE_OBJECT, NEWLINE, BLANK] = [123, 125, 10, 32];

/**
 * Splits JSON into its records as it comes in, the same however it is cut into chunks: the elements of the array that
 * the file is, or of several arrays one after the other (pages that were saved together), or values that stand one
 * after the other (one a line, or printed over several). It finds where values end, no more: whether one is JSON is for
 * {@link jsonObject} to say. Throws {@link FileRefused} for a record longer than {@link LONGEST_RECORD}, for NUL bytes,
 * and at the end for a file that ends inside an array or a record.
 */
export function jsonElements(): { push(chunk: Uint8Array): JsonElement[]; end(): JsonElement[] } {
  const text = plainText();
  let line = 1;
  let beganOn = 1;
  let inArray = false;
  /** What of the present record came with earlier chunks; undefined between records. */
  let begun: string | undefined;
  let depth = 0;
  let inString = false;
  let escaped = false;

  function take(fresh: string): JsonElement[] {
    const elements: JsonElement[] = [];
    let from = 0;

    function close(to: number): void {
      elements.push({ line: beganOn, raw: whole((begun ?? '') + fresh.slice(from, to)) });
      begun = undefined;
    }

    for (let at = 0; at < fresh.length; at++) {
      const code = fresh.charCodeAt(at);
      if (code === NEWLINE) line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inString = false;
        continue;
      }
      const between = code <= BLANK || code === COMMA;
      if (begun === undefined) {
        if (between) continue;
        if (code === OPEN && !inArray) inArray = true;
        else if (code === CLOSE && inArray) inArray = false;
        else {
          [begun, from, beganOn, depth] = ['', at, line, 0];
          at -= 1;
        }
        continue;
      }
      if (code === QUOTE) inString = true;
      else if (code === OPEN || code === OPEN_OBJECT) depth += 1;
      else if (depth > 0) {
        if (code !== CLOSE && code !== CLOSE_OBJECT) continue;
        depth -= 1;
        if (depth === 0) close(at + 1);
      } else if (between) close(at);
      else if (code === CLOSE && inArray) {
        close(at);
        inArray = false;
      }
    }
    if (begun !== undefined) begun = whole(begun + fresh.slice(from));
    return elements;
  }

  function whole(raw: string): string {
    if (raw.length > LONGEST_RECORD)
      throw new FileRefused(`line ${beganOn}: a record longer than ${LONGEST_RECORD} characters`);
    return raw;
  }

  return {
    push: (chunk) => take(text.push(chunk)),
    end() {
      const last = take(`${text.end()}\n`);
      if (begun !== undefined)
        throw new FileRefused(`JSON that ends inside the record of line ${beganOn}: the file is cut off`);
      if (inArray) throw new FileRefused('JSON that ends inside its array: the file is cut off');
      return last;
    },
  };
}

/** What is nested deeper could not be written again: writing calls itself for each level. */
const DEEPEST = 1_000;

function isTooDeep(raw: string): boolean {
  if (raw.length < 2 * DEEPEST) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN || code === OPEN_OBJECT) depth += 1;
    else if (code === CLOSE || code === CLOSE_OBJECT) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/**
 * The object that a record is; undefined for another value, for what is no JSON and for what is nested a thousand
 * times.
 */
export function jsonObject(raw: string): Record<string, unknown> | undefined {
  if (isTooDeep(raw)) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The objects that the first bytes of a file hold whole. */
export function jsonObjectsIn(head: Uint8Array): Record<string, unknown>[] {
  if (!/^\ufeff?\s*[[{]/.test(headText(head.subarray(0, 64)))) return [];
  try {
    return jsonElements()
      .push(head)
      .map(({ raw }) => jsonObject(raw))
      .filter((fields) => fields !== undefined);
  } catch (error) {
    if (error instanceof FileRefused) return [];
    throw error;
  }
}

/** A field as the text that the contract's check reads, numbers without an exponent; empty where there is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'number') return '';
  const exact = fromNumber(value);
  return exact === undefined ? String(value) : formatDecimal(exact);
}

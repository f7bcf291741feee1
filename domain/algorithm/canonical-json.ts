import { compare } from '../compare.js';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * The one text of a value (RFC 8785): keys sorted by their UTF-16 code units, no white space, numbers as JavaScript
 * prints them. Equal texts mean equal values.
 */
export function canonicalJson(value: Json): string {
  return textOf(value, compare);
}

/**
 * The one text of what is learned from and of models: the same, but that keys are sorted by code point, as bytes of
 * UTF-8 and Python's `sort_keys` are. Only keys beside each other beyond U+FFFF and from U+E000 on tell the two apart.
 */
export function learningJson(value: Json): string {
  return textOf(value, (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function textOf(value: Json, byKey: (a: string, b: string) => number): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => textOf(item, byKey)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort(byKey)
    .map((key) => `${JSON.stringify(key)}:${textOf(value[key] as Json, byKey)}`);
  return `{${fields.join(',')}}`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

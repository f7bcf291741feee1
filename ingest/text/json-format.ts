import { rejected } from './csv-table.js';
import { jsonElements, jsonObject, type JsonElement } from './json-elements.js';
import type { Parsed, Parser } from '../source-format.js';

/** The fields of a record of a JSON file. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** A parser of a file whose records are JSON objects, of which `record` makes events; every other value is a reject. */
export function jsonFormat({
  record,
  end = () => [],
}: {
  record: (fields: JsonFields, element: JsonElement) => Parsed[];
  end?: () => Parsed[];
}): Parser {
  const elements = jsonElements();
  function parse(element: JsonElement): Parsed[] {
    const fields = jsonObject(element.raw);
    return fields === undefined
      ? [rejected(element, 'not a JSON object', element.raw)]
      : record(fields, element);
  }
  return {
    push: (chunk) => elements.push(chunk).flatMap(parse),
    end: () => [...elements.end().flatMap(parse), ...end()],
  };
}

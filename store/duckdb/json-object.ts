import { plainDecimal } from './plain-decimal.js';

/** SQL of a JSON object; what has no value is left out. `members` are SQL of JSON text by their names, in order. */
export function jsonObject(members: Readonly<Record<string, string>>): string {
  const named = Object.entries(members).map(([name, value]) => `'"${name}":' || ${value}`);
  return `'{' || concat_ws(',', ${named.join(', ')}) || '}'`;
}

/** SQL of a decimal as JSON: a number where a double holds it (up to 15 digits), a text beyond. */
export function jsonDecimal(value: string): string {
  const plain = plainDecimal(value);
  const digits = `length(ltrim(translate(${plain}, '-.', ''), '0'))`;
  return `CASE WHEN ${digits} <= 15 THEN ${plain} ELSE '"' || ${plain} || '"' END`;
}

/** SQL of a text, a day or a list as JSON. */
export function jsonValue(value: string): string {
  return `to_json(${value})::VARCHAR`;
}

/** SQL of text that somebody sent as JSON; without a value where it is none. */
export function validJson(text: string): string {
  return `CASE WHEN json_valid(${text}) THEN ${text} END`;
}

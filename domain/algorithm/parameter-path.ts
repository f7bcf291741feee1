import { isObject, type Json, type JsonObject } from './canonical-json.js';
import { adjustmentFields, commonFields, referenceFields } from './parameter-fields.js';

/**
 * What an underlying's overrides may begin with: all that comes before is its name, which may have dots, like `BRK.B`.
 */
const OVERRIDDEN = new Set(Object.keys({ ...referenceFields, ...adjustmentFields, ...commonFields }))
  .add('roll')
  .add('quiet');

/** The keys that lead to a parameter: `bySymbol.BRK.B.roll.dte` is that of `roll.dte` for `BRK.B`. */
export function keysOf(path: string): string[] {
  const [first = '', ...rest] = path.split('.');
  if (first !== 'bySymbol' || rest.length === 0) return [first, ...rest];
  const field = rest.findIndex((key, i) => i > 0 && OVERRIDDEN.has(key));
  if (field === -1) return [first, rest.join('.')];
  return [first, rest.slice(0, field).join('.'), ...rest.slice(field)];
}

/** Undefined where there is none. */
export function valueAt(object: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    object,
  );
}

/** A copy with another value, which null takes away; objects on the way are made. */
export function withValue(object: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject {
  if (key === undefined) return object;
  if (rest.length > 0) {
    const inner = valueAt(object, [key]);
    return { ...object, [key]: withValue(isObject(inner) ? inner : {}, rest, value) };
  }
  const { [key]: _before, ...others } = object;
  return value === null ? others : { ...others, [key]: value };
}

import { hash } from 'node:crypto';
import type { AlgorithmParameters } from './algorithm-parameters.js';
import { canonicalJson, isObject, type Json, type JsonObject } from './canonical-json.js';
import { DEFAULTS } from './parameter-fields.js';

/** Of the reference algorithm with all its fields, or of any with those that say something. */
export type ParameterSet = AlgorithmParameters | JsonObject;

/**
 * The canonical bytes of a parameter set, as text: fields at their defaults and objects without a field are left out.
 */
export function parametersText(parameters: ParameterSet): string {
  return canonicalJson(withoutDefaults(parameters));
}

/** Of the canonical bytes, in hex. */
export function parametersHash(parameters: ParameterSet): string {
  return hash('sha256', parametersText(parameters), 'hex');
}

/** The fields of a parameter set that say something. */
export function withoutDefaults(parameters: ParameterSet): JsonObject {
  // What was read from JSON is JSON, whatever type it was given since.
  return sparse(parameters as JsonObject, DEFAULTS);
}

/** An override keeps a value that is a default: it may stand over one that is not. */
function sparse(object: JsonObject, defaults: JsonObject): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]): [string, Json][] => {
    const byDefault = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (isObject(value)) {
      const left = sparse(value, isObject(byDefault) ? byDefault : {});
      return Object.keys(left).length === 0 ? [] : [[key, left]];
    }
    const isDefault = byDefault !== undefined && canonicalJson(value) === canonicalJson(byDefault);
    return isDefault ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

import { isObject, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import { DEFAULTS } from '../algorithm/parameter-fields.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { keysOf, valueAt } from '../algorithm/parameter-path.js';

/** How strongly a patch is tried. */
export const STRENGTHS = [0, 0.25, 0.5, 0.75, 1] as const;
/** What a share of a share is rounded to. */
const PLACES = 4;

/**
 * A patch at a strength above 0 and up to 1: numbers go so far of the way, whole ones rounded; of what has no way
 * between, as lists and switches, the first of the changes, in so large a part of them.
 */
export function atStrength(changes: readonly Change[], parameters: JsonObject, strength: number): Change[] {
  const ways = changes.map(({ path, from, to }) => wayOf(from ?? effectiveAt(path, parameters), to));
  const whole = changes.filter((_change, i) => ways[i] === null);
  const made = new Set(whole.slice(0, Math.floor(strength * whole.length)));
  return changes.flatMap((change, i) => {
    const way = ways[i];
    if (way) return [{ ...change, to: way(strength) }];
    return made.has(change) ? [change] : [];
  });
}

/** What holds where nothing stands: for an underlying that of all, for rolls the range of opens, or the default. */
export function effectiveAt(path: string, parameters: JsonObject): Json {
  const keys = keysOf(path);
  const own = keys[0] === 'bySymbol' ? keys.slice(0, 2) : [];
  const field = keys.slice(own.length);
  const found = valueAt(parameters, field) ?? valueAt(DEFAULTS, field) ?? null;
  if (found !== null || field.join('.') !== 'roll.dte') return found;
  return valueAt(parameters, [...own, 'dte']) ?? valueAt(parameters, ['dte']) ?? null;
}

/** What lies between two values; null where nothing does. */
function wayOf(from: Json, to: Json): ((strength: number) => Json) | null {
  if (typeof from === 'number' && typeof to === 'number') {
    const isWhole = Number.isInteger(from) && Number.isInteger(to);
    return (strength) => {
      const value = from + strength * (to - from);
      return isWhole ? Math.round(value) : Number(value.toFixed(PLACES));
    };
  }
  if (!isObject(from) || !isObject(to)) return null;
  const ways = Object.entries(to).map(([key, value]) => [key, wayOf(from[key] ?? null, value)] as const);
  if (ways.some(([, way]) => way === null)) return null;
  return (strength) => Object.fromEntries(ways.map(([key, way]) => [key, way?.(strength) ?? null]));
}

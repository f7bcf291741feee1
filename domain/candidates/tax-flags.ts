import { isObject, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { effectiveAt } from './strengths.js';

/** Calls of so many days or less are not qualified covered calls (IRC § 1092(c)(4)). */
const NOT_QUALIFIED_DAYS = 30;

/** Whether a patch brings calls to 30 days or less that were sold beyond. */
export function isNoMoreQualified(changes: readonly Change[], parameters: JsonObject): boolean {
  return changes.some(({ path, from, to }) => {
    if (path.endsWith('dte.min')) return goesBelow(from ?? effectiveAt(path, parameters), to);
    if (!path.endsWith('roll.dte')) return false;
    return goesBelow(minOf(from ?? effectiveAt(path, parameters)), minOf(to));
  });
}

function goesBelow(from: Json, to: Json): boolean {
  return (
    typeof from === 'number' &&
    typeof to === 'number' &&
    from > NOT_QUALIFIED_DAYS &&
    to <= NOT_QUALIFIED_DAYS
  );
}

function minOf(range: Json): Json {
  return isObject(range) ? (range['min'] ?? null) : null;
}

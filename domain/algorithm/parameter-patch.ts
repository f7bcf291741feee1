import { z } from 'zod';
import { canonicalJson, isObject, type Json, type JsonObject } from './canonical-json.js';
import { keysOf, valueAt, withValue } from './parameter-path.js';
import { withoutDefaults } from './parameter-set.js';

/** A parameter that becomes another; null where there is none, or is to be none. Lists change whole. */
export interface Change {
  path: string;
  from: Json;
  to: Json;
}

export interface Patch {
  /** The version that it changes. */
  base: string;
  changes: readonly Change[];
}

/** Of a patch as JSON; without changes it is one all the same. */
export const patchSchema = z.strictObject({
  base: z.string().min(1),
  changes: z
    .array(
      z.strictObject({
        path: z
          .string()
          .regex(/^[^.]+(\.[^.]+)*$/, { error: 'not a dotted path' })
          .refine((path) => !path.split('.').includes('__proto__'), { error: 'no such parameter' }),
        from: z.json(),
        to: z.json(),
      }),
    )
    .refine(
      (changes) =>
        !changes.some(({ path }, i) => changes.some((other, j) => i !== j && isWithin(path, other.path))),
      {
        error: 'a parameter changed twice',
      },
    ),
});

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

export type Stale = Change & {
  /** What stands there in place of `from`; null where nothing does. */
  found: Json;
};

export type Applied =
  | { kind: 'applied'; parameters: JsonObject }
  /** Some changes are from what the parameters do not have. */
  | { kind: 'stale'; changes: Stale[] };

/** Parameters with the changes made; both without fields at their defaults. */
export function applyChanges(parameters: JsonObject, changes: readonly Change[]): Applied {
  const base = withoutDefaults(parameters);
  const stale = changes.flatMap((change): Stale[] => {
    const keys = keysOf(change.path);
    const found = isBlocked(base, keys) ? undefined : (valueAt(base, keys) ?? null);
    if (found === undefined) return [{ ...change, found: null }];
    return isSame(keys, found, change.from) ? [] : [{ ...change, found }];
  });
  if (stale.length > 0) return { kind: 'stale', changes: stale };
  const made = changes.reduce((before, { path, to }) => withValue(before, keysOf(path), to), base);
  return { kind: 'applied', parameters: withoutDefaults(made) };
}

/** What takes a patch back, of the version that it made. */
export function invertPatch({ changes }: Patch, version: string): Patch {
  return { base: version, changes: changes.map(({ path, from, to }) => ({ path, from: to, to: from })) };
}

/**
 * What turns one parameter set into another, ordered by path; `version` aside. A range of days for rolls is one value.
 */
export function differences(from: JsonObject, to: JsonObject): Change[] {
  const { version: _from, ...before } = withoutDefaults(from);
  const { version: _to, ...after } = withoutDefaults(to);
  return differencesAt([], before, after);
}

function differencesAt(at: readonly string[], before: JsonObject, after: JsonObject): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key): Change[] => {
    const keys = [...at, key];
    const [from, to] = [valueAt(before, [key]), valueAt(after, [key])];
    const [fields, others] = [fieldsOf(from), fieldsOf(to)];
    if (fields && others && !isOneValue(keys)) return differencesAt(keys, fields, others);
    if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
    return [{ path: keys.join('.'), from: from ?? null, to: to ?? null }];
  });
}

/** Nothing has no fields; undefined for what is no object. */
function fieldsOf(value: Json | undefined): JsonObject | undefined {
  if (value === undefined) return {};
  return isObject(value) ? value : undefined;
}

function isOneValue(keys: readonly string[]): boolean {
  return keys.at(-1) === 'dte' && keys.at(-2) === 'roll';
}

/** A value that is no object lies on the way. */
function isBlocked(parameters: JsonObject, keys: readonly string[]): boolean {
  return keys.slice(0, -1).some((_key, i) => {
    const value = valueAt(parameters, keys.slice(0, i + 1));
    return value !== undefined && !isObject(value);
  });
}

/** A default is as good as nothing. */
function isSame(keys: readonly string[], a: Json, b: Json): boolean {
  const [one, other] = [a, b].map((value) => canonicalJson(withoutDefaults(withValue({}, keys, value))));
  return one === other;
}

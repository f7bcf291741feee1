import type { z } from '@hono/zod-openapi';
import { editsBetween } from '../domain/nearest-names.js';
import { Problem, type Offence } from './problem.js';

/** More parameters than any route takes: what has more is not looked at one by one. */
const MOST_NAMES = 64;
/** So many of what offends are named. */
const MOST_NAMED = 10;

type Place = Offence['in'];
type Values = ReadonlyMap<string, { value: unknown; in: Place }>;

/**
 * The parameters of a request by their schema: from the query and, where there is one, from a JSON body. An empty text
 * is no value, but a name that is none is refused even so. Throws a Problem that names each that offends.
 */
export function readParameters<S extends z.ZodObject>(
  schema: S,
  { query, body }: { query: URLSearchParams; body: Readonly<Record<string, unknown>> | undefined },
): z.infer<S> {
  const names = Object.keys(schema.shape);
  const values = merged(ofQuery(schema, query), ofBody(schema, body));
  const unknown = [...values].filter(([name]) => !names.includes(name));
  if (unknown.length > 0) throw unknownParameters(unknown, names);
  const given = Object.fromEntries([...values].map(([name, { value }]) => [name, value]));
  return checked(schema, given, (name) => values.get(name)?.in ?? 'query');
}

/** What stands in the path. What cannot be any id of ours names nothing: 404. */
export function readPath<S extends z.ZodObject>(
  schema: S,
  found: Readonly<Record<string, string>>,
): z.infer<S> {
  const parsed = schema.safeParse(found);
  if (!parsed.success) throw new Problem('not-found', 'there is nothing of that name');
  return parsed.data;
}

function checked<S extends z.ZodObject>(
  schema: S,
  given: object,
  placeOf: (name: string) => Place,
): z.infer<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, MOST_NAMED).map(({ path, message }): Offence => {
    const name = String(path[0] ?? '');
    const value = (given as Record<string, unknown>)[name];
    return { in: placeOf(name), name, message, ...(isShort(value) && { value }) };
  });
  const detail = errors
    .map(({ name, message }) => (name === '' ? message : `${name}: ${message}`))
    .join('; ');
  throw new Problem('invalid-parameter', detail, { errors });
}

function ofQuery(schema: z.ZodObject, query: URLSearchParams): Values {
  const texts = new Map<string, { text: string; times: number }>();
  for (const [name, text] of query) texts.set(name, { text, times: (texts.get(name)?.times ?? 0) + 1 });
  if (texts.size > MOST_NAMES) throw tooMany(texts.size);
  const values = new Map<string, { value: unknown; in: Place }>();
  for (const [name, { text, times }] of texts) {
    if (times > 1)
      throw new Problem('invalid-parameter', `${cut(name)} is given ${times} times`, {
        errors: [{ in: 'query', name: cut(name), message: 'given more than once' }],
      });
    const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
    if (text === '' && field !== undefined) continue;
    values.set(name, { value: field ? asTyped(field, text) : text, in: 'query' });
  }
  return values;
}

function ofBody(schema: z.ZodObject, body: Readonly<Record<string, unknown>> | undefined): Values {
  const given = Object.entries(body ?? {}).filter(
    ([name, value]) => (value !== '' && value !== null) || !Object.hasOwn(schema.shape, name),
  );
  if (given.length > MOST_NAMES) throw tooMany(given.length);
  return new Map(given.map(([name, value]) => [name, { value, in: 'body' as const }]));
}

function tooMany(names: number): Problem {
  return new Problem('invalid-parameter', `${names} parameters: no route takes over ${MOST_NAMES}`);
}

function merged(query: Values, body: Values): Values {
  for (const [name, { value }] of body) {
    const other = query.get(name);
    if (other !== undefined && other.value !== value)
      throw new Problem(
        'invalid-parameter',
        `${cut(name)} is one thing in the query and another in the body`,
        {
          errors: [{ in: 'body', name: cut(name), message: 'another value than in the query' }],
        },
      );
  }
  return new Map([...query, ...body]);
}

const NUMBER = /^-?\d{1,15}(\.\d{1,20})?(e-\d{1,3})?$/;

/** A text of the query as JSON would have it; what is none of the kind stays text, and is refused as such. */
function asTyped(field: z.ZodType, text: string): unknown {
  switch (kindOf(field)) {
    case 'number':
      return NUMBER.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

function kindOf(field: z.ZodType): string {
  const { def } = field as z.ZodType & { def: { type: string; innerType?: z.ZodType; in?: z.ZodType } };
  const inner = def.innerType ?? def.in;
  return inner ? kindOf(inner) : def.type;
}

const LONGEST_SAID = 100;

function isShort(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length <= LONGEST_SAID)
  );
}

function cut(name: string): string {
  return name.length > LONGEST_SAID ? `${name.slice(0, LONGEST_SAID)}…` : name;
}

function unknownParameters(
  unknown: readonly (readonly [string, { in: Place }])[],
  names: readonly string[],
): Problem {
  const errors = unknown.slice(0, MOST_NAMED).map(([name, { in: place }]) => ({
    ...{ in: place, name: cut(name), message: nearestText(name, names) },
  }));
  const detail = errors
    .map(({ name, message }) => `no parameter ${JSON.stringify(name)}: ${message}`)
    .join('; ');
  return new Problem('unknown-parameter', detail, { errors });
}

function nearestText(name: string, names: readonly string[]): string {
  const [nearest] = names
    .map((known) => ({ known, edits: editsBetween(cut(name), known) }))
    .sort((a, b) => a.edits - b.edits);
  return nearest === undefined ? 'it takes none' : `did you mean ${nearest.known}?`;
}

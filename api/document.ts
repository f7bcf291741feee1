import { mayHaveBody } from './answering.js';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { MEDIA_TYPES, type Form } from './form.js';
import { KEY } from './idempotency.js';
import { PROBLEMS, type Slug } from './problem.js';
import type { Route } from './route.js';
import { EVENT_ID } from './resources/events.js';
import { run } from './shapes/run.js';

/** What any route may be refused with. */
const COMMON: readonly Slug[] = [
  ...([
    'malformed',
    'method-not-allowed',
    'not-acceptable',
    'too-large',
    'wrong-host',
    'fields-too-large',
    'fault',
    'busy',
  ] as const),
  ...(['invalid-parameter', 'unknown-parameter', 'too-many-requests'] as const),
];
/** What any route below /api may be refused with. */
const GUARDED: readonly Slug[] = ['unauthenticated', 'insufficient-scope'];
/** What anything that changes something may be refused with. */
const CHANGING: readonly Slug[] = ['in-progress', 'idempotency-key-reused'];

const EVENT = z.object({
  id: z.string().optional(),
  event: z.enum(['run', 'changed', 'message', 'reset']),
  data: z.string().openapi({ description: 'JSON' }),
});
const BYTES = z.string().openapi({ format: 'binary' });
const tags = z.string().openapi({ example: 'W/"mgXqGVkXPKjyaYHfqHWqSQ"' });
/** The headers that a request may have, and which routes look at them. */
const REQUEST_HEADERS: readonly (readonly [string, z.ZodType, (route: Route) => boolean])[] = [
  ['If-None-Match', tags, ({ method, tag }) => method === 'get' && tag !== undefined],
  ['If-Match', tags, ({ problems }) => problems.includes('changed')],
  ['Idempotency-Key', z.string().regex(KEY), isKept],
  ['Prefer', z.string().openapi({ example: 'wait=10' }), ({ runs }) => runs === true],
  ['Last-Event-ID', z.string().regex(EVENT_ID), ({ gives }) => gives.includes('events')],
];
const header = (description: string) => ({ description, schema: { type: 'string' as const } });
const ETAG = { ETag: header('What `If-None-Match` takes') };
const LATER = { 'Retry-After': header('Seconds') };
const RUNNING = { Location: header('The run'), ...LATER };
/** What is refused with such a status has these. */
const REFUSED_HEADERS: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': header('That a token is needed') },
  429: LATER,
  503: LATER,
};

const problem = z
  .object({
    type: z.string().openapi({ example: '/problems/not-found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z
      .array(
        z.object({
          in: z.enum(['query', 'path', 'header', 'body']),
          name: z.string(),
          message: z.string(),
          value: z.unknown().optional(),
        }),
      )
      .optional(),
    current: z.unknown().optional(),
  })
  .openapi('Problem');

/** The OpenAPI document of these routes. */
export function documentOf(routes: readonly Route[], version: string): object {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  for (const route of routes)
    for (const path of [route.path, ...(route.also ?? [])])
      registry.registerPath({
        method: route.method,
        path,
        operationId: operationId(route, path),
        summary: route.summary,
        description: route.scope === null ? 'Without a token.' : `Scope: ${route.scope}.`,
        security: route.scope === null ? [] : [{ token: [route.scope] }],
        request: {
          params: route.inPath,
          query: queryOf(route),
          headers: headersOf(route),
          ...(route.takesFile && {
            body: { required: true, content: { [MEDIA_TYPES.bytes]: { schema: BYTES.min(1) } } },
          }),
          ...(route.takesBody && {
            body: {
              required: false,
              content: { 'application/json': { schema: bodyOf(route) } },
            },
          }),
        },
        responses: responsesOf(route),
      });
  return app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'tradeloop', version } });
}

/** Whether its answer is kept for a further request with the same key. */
function isKept({ method, scope }: Route): boolean {
  return method !== 'get' && scope !== null;
}

function headersOf(route: Route): z.ZodObject {
  const looked = REQUEST_HEADERS.filter(([, , looksAt]) => looksAt(route));
  return z.object(Object.fromEntries(looked.map(([name, value]) => [name, value.optional()])));
}

/** Lists stand in a body alone. What may stand in either need not stand in the query. An empty text is no value. */
function queryOf({ parameters: { shape }, takesBody }: Route) {
  const fields = Object.entries(shape as Record<string, z.ZodType>).filter(([, field]) => !isList(field));
  return z.object(
    Object.fromEntries(
      fields.map(([name, field]) => {
        const inQuery = takesBody ? field.optional() : field;
        return [name, isOptional(inQuery) ? inQuery.openapi({ param: { allowEmptyValue: true } }) : inQuery];
      }),
    ),
  );
}

/** What may stand in a body: neither null nor an empty text is a value. */
function bodyOf({ parameters: { shape } }: Route) {
  const fields = Object.entries(shape);
  return z.strictObject(
    Object.fromEntries(fields.map(([name, field]) => [name, z.union([field, NO_VALUE]).optional()])),
  );
}

const NO_VALUE = z.union([z.literal(''), z.null()]);

function isOptional(field: z.ZodType): boolean {
  return field.safeParse(undefined).success;
}

function isList(field: z.ZodType): boolean {
  const { def } = field as z.ZodType & { def: { type: string; innerType?: z.ZodType } };
  return def.innerType ? isList(def.innerType) : def.type === 'array';
}

function contentOf({ gives, answer }: Route) {
  const schemaOf = (form: Form) => (form === 'json' ? answer : form === 'events' ? EVENT : BYTES);
  return Object.fromEntries(gives.map((form) => [MEDIA_TYPES[form], { schema: schemaOf(form) }]));
}

function operationId({ method }: Route, path: string): string {
  return `${method} ${path}`.replaceAll(/[^a-z0-9]+/gi, '_').replace(/_$/, '');
}

function responsesOf(route: Route) {
  const { method, path, scope, runs, status, summary, tag } = route;
  const slugs = new Set<Slug>([
    ...COMMON,
    ...(scope === null ? [] : GUARDED),
    ...(path.startsWith('/api/') ? (['cross-origin'] as const) : []),
    ...(isKept(route) ? CHANGING : []),
    ...(path.includes('{') ? (['not-found'] as const) : []),
    ...(mayHaveBody(route) ? (['unsupported-media-type'] as const) : []),
    ...route.problems,
  ]);
  const refused = new Map<number, Slug[]>();
  for (const slug of slugs) {
    const refusedAs = PROBLEMS[slug].status;
    refused.set(refusedAs, [...(refused.get(refusedAs) ?? []), slug]);
  }
  const content = { 'application/problem+json': { schema: problem } };
  return {
    [status]: { description: summary, content: contentOf(route), ...(tag && { headers: ETAG }) },
    ...(runs && {
      202: {
        description: 'The run, which goes on',
        content: { 'application/json': { schema: run } },
        headers: RUNNING,
      },
    }),
    ...(method === 'get' && tag && { 304: { description: 'Not changed since', headers: ETAG } }),
    ...Object.fromEntries(
      [...refused].map(([refusedAs, some]) => [
        refusedAs,
        { description: some.join(', '), content, headers: REFUSED_HEADERS[refusedAs] },
      ]),
    ),
  };
}

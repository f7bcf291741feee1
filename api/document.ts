import { OpenAPIHono, z } from '@hono/zod-openapi';
import { takesBody } from './answering.js';
import { PROBLEMS, type Slug } from './problem.js';
import type { Route } from './route.js';
import { run } from './shapes/run.js';

/** What any route may be refused with. */
const COMMON: readonly Slug[] = [
  ...([
    'malformed',
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
        security: route.scope === null ? [] : [{ token: [] }],
        request: {
          params: route.inPath,
          query: queryOf(route),
          ...(takesBody(route) && {
            body: {
              required: false,
              content: { 'application/json': { schema: route.parameters.partial() } },
            },
          }),
        },
        responses: responsesOf(route),
      });
  return app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'tradeloop', version } });
}

/** Lists stand in a body alone. What may stand in either need not stand in the query. */
function queryOf(route: Route) {
  const { shape } = route.parameters;
  const named = Object.entries(shape).filter(([, field]) => !isList(field as z.ZodType));
  const query = z.object(Object.fromEntries(named));
  return takesBody(route) ? query.partial() : query;
}

function isList(field: z.ZodType): boolean {
  const { def } = field as z.ZodType & { def: { type: string; innerType?: z.ZodType } };
  return def.innerType ? isList(def.innerType) : def.type === 'array';
}

function contentOf({ bytes, streams, answer }: Route) {
  if (streams === true) return { 'text/event-stream': { schema: z.string() } };
  return bytes === true
    ? { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } }
    : { 'application/json': { schema: answer } };
}

function operationId({ method }: Route, path: string): string {
  return `${method} ${path}`.replaceAll(/[^a-z0-9]+/gi, '_').replace(/_$/, '');
}

function responsesOf(route: Route) {
  const slugs = new Set([...COMMON, ...(route.scope === null ? [] : GUARDED), ...route.problems]);
  if (route.path.startsWith('/api/')) slugs.add('cross-origin');
  if (takesBody(route)) slugs.add('unsupported-media-type');
  const byStatus = new Map<number, Slug[]>();
  for (const slug of slugs) {
    const { status } = PROBLEMS[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), slug]);
  }
  const refused = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, some]) => [
      status,
      { description: some.join(', '), content: { 'application/problem+json': { schema: problem } } },
    ]);
  return {
    200: { description: route.summary, content: contentOf(route) },
    ...(route.runs === true && {
      202: { description: 'The run, which goes on', content: { 'application/json': { schema: run } } },
    }),
    ...(route.kind === 'read' && { 304: { description: 'Not changed since' } }),
    ...(Object.fromEntries(refused) as Record<number, { description: string }>),
  };
}

import { OpenAPIHono, z } from '@hono/zod-openapi';
import { takesBody } from './answering.js';
import { PROBLEMS, type Slug } from './problem.js';
import type { Route } from './route.js';

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
  ...(['invalid-parameter', 'unknown-parameter', 'cross-origin', 'too-many-requests'] as const),
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
          query: route.parameters,
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

function operationId({ method }: Route, path: string): string {
  return `${method} ${path}`.replaceAll(/[^a-z0-9]+/gi, '_').replace(/_$/, '');
}

function responsesOf(route: Route) {
  const slugs = new Set([...COMMON, ...(route.scope === null ? [] : GUARDED), ...route.problems]);
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
    200: { description: route.summary, content: { 'application/json': { schema: route.answer } } },
    ...(route.kind === 'read' && { 304: { description: 'Not changed since' } }),
    ...(Object.fromEntries(refused) as Record<number, { description: string }>),
  };
}

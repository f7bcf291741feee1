import type { paths } from './api-types.js';

/** Where the recommendation–execution loop is answered. */
export const LOOP = '/api/v1/strategies/learning';
type Loop = typeof LOOP;

type Methods = 'get' | 'post' | 'patch' | 'put' | 'delete';
type Operation<P extends keyof paths, M extends Methods> = NonNullable<paths[P][M]>;
/** The routes below LOOP that have a method, by what follows it. */
export type RouteOf<M extends Methods> = {
  [P in keyof paths]: P extends `${Loop}${infer Rest}`
    ? paths[P][M] extends undefined
      ? never
      : undefined extends paths[P][M]
        ? never
        : Rest
    : never;
}[keyof paths];
type Full<R extends string> = `${Loop}${R}` & keyof paths;

/** What a route answers with where all goes well. */
export type Answer<R extends RouteOf<M>, M extends Methods = 'get'> =
  Operation<Full<R>, M> extends {
    responses: { 200: { content: { 'application/json': infer A } } };
  }
    ? A
    : never;

type ParametersOf<R extends RouteOf<M>, M extends Methods> =
  Operation<Full<R>, M> extends { parameters: infer A } ? A : never;
type Named<Q> = { [Name in keyof Q]?: Q[Name] | undefined };
/** What may stand in a route's query. */
export type Query<R extends RouteOf<'get'>> =
  ParametersOf<R, 'get'> extends { query?: infer Q } ? Named<NonNullable<Q>> : never;

/** The address of a route, what is named in it put in its place. */
export function addressOf(
  route: string,
  named: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${LOOP}${path}${text === '' ? '' : `?${text}`}`;
}

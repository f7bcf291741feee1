import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { createToken } from '../store/home/tokens.js';
import { askedApi, type AskedApi } from '../test/asked-api.js';
import { documentOf } from './document.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

/** What is no value of any parameter, or at the edge of what is one. */
const TEXTS: readonly string[] = [
  ...['2026-02-30', '2026-13-01', '2199-12-31', '0', '-1', '1.5', '1e9', 'NaN', 'true', '\u0000', '\u202e'],
  ...['%', '_', "' OR 1=1 --", '<script>alert(1)</script>', '__proto__', '../../../etc/passwd', ',,'],
  ...['x'.repeat(10_000), '9'.repeat(400), 'eyJhIjoxfQ'],
];
/** What stands in a JSON body only. */
const VALUES: readonly unknown[] = [
  ...[null, true, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER, [], [[]], {}, { a: 1 }, [null], ['\u0000']],
  ...[Array.from({ length: 5_000 }, () => 'x'), [1, 2], ['x'.repeat(5_000)]],
];
const BROKEN: readonly string[] = [
  ...['{', '[]', '"x"', 'null', '1', '{"a":1}}', '{"a":01}', '\u0000', "{'a': 1}", '{"a":"\\ud800"}'],
  '{"a":1,"a":2}',
  ...['['.repeat(10_000), `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ...['{"__proto__": {"admin": true}}', '{"constructor": {"prototype": {"admin": true}}}'],
];

const document = documentOf(ROUTES, '0.0.0') as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};

let api: AskedApi;
/** One after the other: a token starts but so many steps. */
let tokens: string[];
let asks = 0;
beforeAll(async () => {
  api = await askedApi({ filled: false });
  tokens = [];
  const each = { scope: 'admin', created_at: '2025-08-09T00:00:00Z', expires_at: null } as const;
  for (const { method, path } of ROUTES) {
    const { token } = await createToken(homePaths(api.dir), {
      ...each,
      name: `${method} ${path}`.slice(-64),
    });
    tokens.push(token);
  }
}, 60_000);
afterAll(() => api.close());

/**
 * Asks, and checks what comes back: an answer that the document declares, no fault, and after a refusal a journal as it
 * was. Gives the status.
 */
async function tried(
  { method, path: declared }: Route,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<number> {
  const known = await said();
  const token = tokens[asks++ % tokens.length] ?? '';
  const response = await api.ask(method.toUpperCase(), path, {
    ...(body !== undefined && { body }),
    headers: { authorization: `Bearer ${token}`, prefer: 'respond-async', ...headers },
  });
  const asked = `${method} ${path.slice(0, 300)} ${JSON.stringify(body ?? null).slice(0, 300)}: ${response.status}`;
  const isEndless = declared.endsWith('/events') && response.ok;
  const text = isEndless ? await response.body?.cancel() : await response.text();
  expect([asked, response.status < 500 || response.status === 503]).toEqual([asked, true]);
  expect([asked, ...Object.keys(document.paths[declared]?.[method]?.responses ?? {})]).toContain(
    String(response.status),
  );
  if (response.status >= 400) {
    expect([asked, JSON.parse(text ?? '')]).toEqual([
      asked,
      expect.objectContaining({ status: response.status }),
    ]);
    expect([asked, await said()]).toEqual([asked, known]);
  }
  return response.status;
}

/** How much was said so far. */
async function said(): Promise<number> {
  return (await stat(homePaths(api.dir).journal)).size;
}

const NAMED = ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const);

describe('what is no good is refused in the words of the document, and changes nothing', () => {
  const named: Record<string, string> = {
    year: '2025',
    week: '31',
    sha256: 'a'.repeat(64),
    name: 'model.json',
  };
  const plain = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? '1');

  test.each(NAMED.filter(([, { inPath }]) => Object.keys(inPath.shape).length > 0))(
    '%s: in the path',
    async (_, route) => {
      for (const text of TEXTS) {
        const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(text));
        await tried(route, path);
      }
    },
    60_000,
  );

  test.each(NAMED.filter(([, { parameters }]) => Object.keys(parameters.shape).length > 0))(
    '%s: in the query',
    async (_, route) => {
      for (const name of Object.keys(route.parameters.shape))
        for (const text of TEXTS) {
          await tried(route, `${plain(route.path)}?${name}=${encodeURIComponent(text)}`);
        }
    },
    120_000,
  );

  test.each(NAMED)('%s: of no parameter, of one twice, and of what is no text', async (_, route) => {
    const path = plain(route.path);
    expect(await tried(route, `${path}?__proto__=1`)).toBe(422);
    expect(await tried(route, `${path}?no_such=1`)).toBe(422);
    expect(await tried(route, `${path}?no_such=1&no_such=2`)).toBe(422);
    const many = Array.from({ length: 1_000 }, (__, at) => `a${at}=1`).join('&');
    expect(await tried(route, `${path}?${many}`)).toBe(422);
    for (const bytes of ['%ff', '%c0%af', '%ed%a0%80', '%'])
      expect(await tried(route, `${path}?no_such=${bytes}`)).toBe(400);
  });

  test.each(NAMED.filter(([, route]) => route.takesBody))(
    '%s: in the body',
    async (_, route) => {
      const compressed = { headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' } };
      expect(await tried(route, plain(route.path), { body: '\u001f\u008b', ...compressed })).toBe(415);
      for (const body of BROKEN) {
        const status = await tried(route, plain(route.path), { body });
        expect([body.slice(0, 50), [400, 404, 422].includes(status)]).toEqual([body.slice(0, 50), true]);
      }
      for (const name of Object.keys(route.parameters.shape))
        for (const value of VALUES) await tried(route, plain(route.path), { body: { [name]: value } });
    },
    120_000,
  );

  test.each(NAMED)(
    '%s: in headers',
    async (_, route) => {
      const path = plain(route.path);
      for (const headers of [
        ...['W/"x"', 'x', '"', '*', '"a", "b"', '"x"'.repeat(1_000)].map((tag) => ({ 'if-match': tag })),
        ...['W/"x"', 'x', '"', '"a", "b"'].map((tag) => ({ 'if-none-match': tag })),
        ...['wait=-1', 'wait=1e9', 'wait=', 'wait', 'x'.repeat(5_000)].map((prefer) => ({ prefer })),
        ...['', ' ', 'x'.repeat(201), 'a b', 'ä'].map((key) => ({ 'idempotency-key': key })),
        ...['-1', 'x', '9'.repeat(400)].map((id) => ({ 'last-event-id': id })),
        ...['gzip', 'x'].map((accept) => ({ accept })),
      ] as Record<string, string>[])
        await tried(route, path, { headers });
    },
    60_000,
  );
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseToken } from '../domain/access/token-text.js';
import { askedApi, HOST, type AskedApi } from '../test/asked-api.js';
import { checkScope } from './door/authorization.js';
import { ROUTES } from './routes.js';
import type { Method, Route } from './route.js';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
});
afterAll(() => api.close());

/** Every path of every route, with something in place of what stands in it. */
const PATHS = ROUTES.flatMap((route) =>
  [route.path, ...(route.also ?? [])].map((path) => ({ route, path: path.replaceAll(/\{\w+\}/g, '1') })),
);
const NAMED = PATHS.map(({ route, path }) => [`${route.method.toUpperCase()} ${path}`, route, path] as const);
const GUARDED = NAMED.filter(([, route]) => route.scope !== null);
const BELOW_API = NAMED.filter(([, , path]) => path.startsWith('/api/'));
const METHODS: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];

async function problemOf(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as { type: string; instance: string };
  expect(problem.instance).toBe(response.headers.get('x-request-id'));
  return [response.status, problem.type.replace('/problems/', '')];
}

test('a route that needs a scope lets in nobody, even where the door took its path for an open one', () => {
  expect(() => checkScope(null, 'read')).toThrow('give a token in force');
});

describe('the door, at every route', () => {
  test.each(GUARDED)('%s: no token, a broken one, an unknown one: 401', async (address, { method }, path) => {
    const unknown = `Bearer tl_abcdefgh_${'A'.repeat(43)}`;
    for (const authorization of ['', 'Bearer x', unknown, `Basic ${api.tokens.admin}`]) {
      const response = await api.ask(method.toUpperCase(), path, { headers: { authorization }, address });
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="tradeloop"');
      expect(await problemOf(response)).toEqual([401, 'unauthenticated']);
    }
    const cookie = { authorization: '', cookie: `token=${api.tokens.admin}` };
    expect(
      (await api.ask(method.toUpperCase(), `${path}?token=${api.tokens.admin}`, { headers: cookie, address }))
        .status,
    ).toBe(401);
  });

  const smaller = { read: undefined, decide: 'read', admin: 'decide' } as const;
  const tooSmall = GUARDED.flatMap(([name, { method, scope }, path]) => {
    const as = scope === null ? undefined : smaller[scope];
    return as === undefined ? [] : [[name, { method, scope, as }, path] as const];
  });
  test('a scope that is too small: 403 that names the one it takes', async () => {
    for (const [, { method, scope, as }, path] of tooSmall) {
      const response = await api.ask(method.toUpperCase(), path, { as });
      expect(response.headers.get('www-authenticate')).toContain(`scope="${scope}"`);
      expect(await problemOf(response)).toEqual([403, 'insufficient-scope']);
    }
  });

  test.each(NAMED)('%s: a host that is not ours: 421', async (_, { method }, path) => {
    for (const host of ['', 'evil.example', 'localhost', 'localhost:8001', 'localhost:8000.evil.example']) {
      const response = await api.ask(method.toUpperCase(), path, { headers: { host } });
      expect(await problemOf(response)).toEqual([421, 'wrong-host']);
    }
  });

  test.each(BELOW_API)(
    '%s: a page of another origin: 403, with or without a token',
    async (_, { method }, path) => {
      for (const headers of [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost:3000' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'cross-site', authorization: '' },
      ])
        expect(await problemOf(await api.ask(method.toUpperCase(), path, { headers }))).toEqual([
          403,
          'cross-origin',
        ]);
    },
  );

  test.each(NAMED)('%s: no other origin is let in by a header', async (_, { method }, path) => {
    const headers = {
      origin: `http://${HOST}`,
      'sec-fetch-site': 'same-origin',
      'access-control-request-method': 'GET',
    };
    for (const asked of [method.toUpperCase(), 'OPTIONS']) {
      const response = await api.ask(asked, path, { headers });
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(response.headers.get('cache-control')).toMatch(/no-store|private, no-cache|^$/);
      await response.body?.cancel();
    }
  });

  test.each(NAMED)('%s: OPTIONS says what is allowed, any other method is 405', async (_, _route, path) => {
    const methods = PATHS.flatMap(({ route, path: other }) => (other === path ? [route.method] : []));
    const options = await api.ask('OPTIONS', path);
    expect(options.status).toBe(204);
    const allowed = (options.headers.get('allow') ?? '').split(', ');
    const head = methods.includes('get') ? ['HEAD'] : [];
    const named = [...methods.map((one) => one.toUpperCase()), ...head, 'OPTIONS'];
    expect(allowed.toSorted()).toEqual(named.toSorted());
    for (const method of METHODS.filter((one) => !allowed.includes(one.toUpperCase()))) {
      const response = await api.ask(method.toUpperCase(), path);
      expect(response.headers.get('allow')).toBe(options.headers.get('allow'));
      expect(await problemOf(response)).toEqual([405, 'method-not-allowed']);
    }
  });

  const reads = GUARDED.filter(([, { method }]: readonly [string, Route, string]) => method === 'get');
  test.each(reads)('%s: in no form but its own, and no body', async (_, _route, path) => {
    const html = await api.ask('GET', path, { headers: { accept: 'text/html' } });
    expect(await problemOf(html)).toEqual([406, 'not-acceptable']);
    const body = await api.ask('GET', path, { headers: { 'content-length': '5' } });
    expect(await problemOf(body)).toEqual([400, 'malformed']);
  });
});

const LOOKUPS = NAMED.filter(([, { method, problems, path }]) => {
  return method === 'get' && path.includes('{') && problems.includes('not-found');
});
test.each(LOOKUPS)('%s: who has any has nothing of what is not there', async (_, _route, path) => {
  const response = await api.ask('GET', path, { headers: { 'if-none-match': '*' } });
  expect(await problemOf(response)).toEqual([404, 'not-found']);
});

describe('the door', () => {
  test('asks for the token before it says whether there is such a route', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/%61pi/nothing', '//api/nothing', '/API/nothing'])
      expect([path, (await api.ask('GET', path, { headers: { authorization: '' } })).status]).toEqual([
        path,
        401,
      ]);
    expect(await problemOf(await api.ask('GET', '/api/learning/insights'))).toEqual([404, 'not-found']);
    expect(await problemOf(await api.ask('GET', '/nothing'))).toEqual([404, 'not-found']);
  });

  test('answers without a token whether it is there, and what it can', async () => {
    const health = await api.ask('GET', '/healthz', { headers: { authorization: '' } });
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    expect(health.headers.get('x-store-id')).toBe('any');
    const document = await api.ask('GET', '/openapi.json', { headers: { authorization: '' } });
    expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
  });

  test('refuses addresses and headers that are too large, and broken ones', async () => {
    const long = await api.ask('GET', `/api/v1/strategies/learning/matches?q=${'x'.repeat(66_000)}`);
    expect(await problemOf(long)).toEqual([431, 'fields-too-large']);
    const header = await api.ask('GET', '/healthz', { headers: { 'x-long': 'x'.repeat(66_000) } });
    expect(await problemOf(header)).toEqual([431, 'fields-too-large']);
    const broken = await api.ask('GET', '/api/v1/strategies/learning/matches?q=%zz');
    expect(await problemOf(broken)).toEqual([400, 'malformed']);
  });

  test('refuses a body that breaks off, which is no fault', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('gone')),
    });
    const headers = { 'content-type': 'application/json', 'content-length': '9' };
    const response = await api.ask('POST', '/api/v1/auth/exchange', { headers, body });
    expect(await problemOf(response)).toEqual([400, 'malformed']);
    expect(api.logged.join('\n')).not.toContain('a fault of the program');
  });

  test('refuses an address that failed too often, and lets a good token in all the same', async () => {
    const asked = async (authorization?: string) =>
      (
        await api.ask('GET', '/api/nothing', {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    const statuses: number[] = [];
    for (let tries = 0; tries < 2_000 && statuses.at(-1) !== 429; tries++)
      statuses.push(await asked('Bearer x'));
    expect(statuses.at(-1)).toBe(429);
    expect(await asked()).toBe(404);
  });

  test('answers an address that asks without a token but so often', async () => {
    const headers = { authorization: '' };
    const asked = async (address: string) => (await api.ask('GET', '/healthz', { headers, address })).status;
    const statuses: number[] = [];
    for (let tries = 0; tries < 1_000 && statuses.at(-1) !== 429; tries++)
      statuses.push(await asked('192.0.2.1'));
    expect(statuses.at(-1)).toBe(429);
    expect(await asked('192.0.2.2')).toBe(200);
  });

  test('logs who asked for what and no token', async () => {
    await api.ask('GET', '/api/nothing');
    const text = api.logged.join('\n');
    expect(text).toContain('GET /api/nothing');
    for (const token of Object.values(api.tokens))
      expect(text.includes(parseToken(token)?.secret ?? '')).toBe(false);
  });
});

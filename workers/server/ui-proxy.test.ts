import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { serveUi, type UiProxy } from './ui-proxy.js';

let behind: Server;
let place: { ip: string; port: number };
/** What came through to the UI. */
let came: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
let proxy: UiProxy;

beforeEach(async () => {
  came = [];
  behind = createServer((asked, response) => {
    void text(asked).then((body) => {
      came.push({ method: asked.method ?? '', url: asked.url ?? '', headers: asked.headers, body });
      response.writeHead(200, { 'access-control-allow-origin': '*', 'set-cookie': '_csrf=1' }).end('the UI');
    });
  });
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  place = { ip: '127.0.0.1', port: (behind.address() as AddressInfo).port };
  proxy = await serveUi(place, null);
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => behind.close(resolve));
});

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

function ask({ method = 'GET', path = '/', headers = {}, body }: Asked) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: proxy.port, method, path, headers, agent: false },
      (response) =>
        void text(response).then((body) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        ),
    );
    asked.once('error', reject).end(body);
  });
}

const link = () => new URL(proxy.url);
const own = () => ({ host: `127.0.0.1:${proxy.port}` });

async function cookie(): Promise<string> {
  const { headers } = await ask({ path: link().pathname + link().search, headers: own() });
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('serveUi(place, preferredPort)', () => {
  test('the link gives a cookie that no page reads and no other site sends, and leads to the page without the token', async () => {
    const { status, headers } = await ask({ path: `/namespaces${link().search}`, headers: own() });
    expect({ status, location: headers.location }).toEqual({ status: 303, location: '/namespaces' });
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^tradeloop_ui_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/) as unknown,
    ]);
    expect(came).toEqual([]);
  });

  test('whoever came by it is passed on, without the cookie and whence it came', async () => {
    const headers = {
      ...own(),
      cookie: `a=b; ${await cookie()}; _csrf=x`,
      origin: `http://127.0.0.1:${proxy.port}`,
      'sec-fetch-site': 'same-origin',
      'x-csrf-token': 'x',
    };
    const answer = await ask({ method: 'POST', path: '/api/x?y=1', headers, body: '{"a":1}' });
    expect(answer).toMatchObject({ status: 200, body: 'the UI', headers: { 'set-cookie': ['_csrf=1'] } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect(came).toMatchObject([{ method: 'POST', url: '/api/x?y=1', body: '{"a":1}' }]);
    expect(came[0]?.headers).toMatchObject({
      host: `${place.ip}:${place.port}`,
      cookie: 'a=b; _csrf=x',
      'x-csrf-token': 'x',
    });
    expect(came[0]?.headers.origin).toBeUndefined();
  });

  test('the link as it is printed leads first to a page of our own, for whoever has the cookie', async () => {
    const { headers } = await ask({ path: link().pathname + link().search, headers: own() });
    expect(headers.location).toBe('/tradeloop');
    expect((await ask({ path: '/tradeloop', headers: own() })).status).toBe(401);
    const page = await ask({ path: '/tradeloop', headers: { ...own(), cookie: await cookie() } });
    expect(page).toMatchObject({ status: 200, headers: { 'x-frame-options': 'DENY' } });
    expect(page.body).toContain('TradingFrom');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'$/,
    );
    expect(came).toEqual([]);
  });

  test.each([
    ['no cookie', 401, {}],
    ['another cookie', 401, { cookie: `tradeloop_ui_1=${'x'.repeat(43)}` }],
  ])('%s is %i', async (_, status, headers) => {
    expect((await ask({ headers: { ...own(), ...headers } })).status).toBe(status);
    expect(came).toEqual([]);
  });

  test('a token that is not the link’s is 401, and gives no cookie', async () => {
    const answer = await ask({ path: `/?token=${'x'.repeat(43)}`, headers: own() });
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test.each([
    ['a host name that was made to point here', 421, { host: 'rebound.example:PORT' }],
    ['the name without its port', 421, { host: '127.0.0.1' }],
    ['another name of this machine', 421, { host: '127.0.0.2:PORT' }],
    ['a page of another origin', 403, { origin: 'https://elsewhere.example' }],
    ['a page of another port', 403, { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', 403, { origin: 'null' }],
    ['another name than the page’s own', 403, { host: 'localhost:PORT', origin: 'http://127.0.0.1:PORT' }],
    ['a page of another site', 403, { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port, as the browser tells', 403, { 'sec-fetch-site': 'same-site' }],
  ])('%s is %i, though it brings cookie and token', async (_, status, given) => {
    const brought = { ...own(), cookie: await cookie(), ...given };
    const headers = Object.fromEntries(
      Object.entries(brought).map(([name, value]) => [name, value.replace('PORT', String(proxy.port))]),
    );
    for (const path of ['/', `/${link().search}`]) expect((await ask({ path, headers })).status).toBe(status);
    expect(came).toEqual([]);
  });

  test('a path that names another host is 400', async () => {
    const headers = { ...own(), cookie: await cookie() };
    for (const path of ['http://elsewhere.example/', '//elsewhere.example/'])
      expect((await ask({ path, headers })).status).toBe(400);
    expect(came).toEqual([]);
  });

  test('the link leads to no other host', async () => {
    for (const path of ['/.//elsewhere.example/', '/\\elsewhere.example/']) {
      const { status, headers } = await ask({ path: `${path}${link().search}`, headers: own() });
      expect(status).toBe(303);
      expect(headers.location).toMatch(/^\/(?!\/)/);
    }
  });

  test('what comes behind a GET is not passed on, where the UI would take it for another request', async () => {
    const headers = { ...own(), cookie: await cookie(), 'transfer-encoding': 'chunked' };
    const body = 'POST /api/v1/x HTTP/1.1\r\nhost: x\r\n\r\n';
    expect((await ask({ headers, body })).status).toBe(200);
    expect(came).toMatchObject([{ method: 'GET', url: '/', body: '' }]);
  });

  test('localhost is its name too', async () => {
    const headers = { host: `localhost:${proxy.port}`, cookie: await cookie(), 'sec-fetch-site': 'none' };
    expect((await ask({ headers })).status).toBe(200);
  });

  test('a UI that is starting is 502', async () => {
    const headers = { ...own(), cookie: await cookie() };
    behind.closeAllConnections();
    await new Promise((resolve) => behind.close(resolve));
    expect((await ask({ headers })).status).toBe(502);
  });

  test('takes the preferred port where it is free, else another; each link is its own', async () => {
    const { port, url } = proxy;
    const beside = await serveUi(place, port);
    expect(beside.port).not.toBe(port);
    await beside.close();
    await proxy.close();
    proxy = await serveUi(place, port);
    expect(proxy.port).toBe(port);
    expect(proxy.url).not.toBe(url);
  });
});

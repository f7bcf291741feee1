import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../test/asked-api.js';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
});
afterAll(() => api.close());

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const PAGE = '/strategies/learning';
const BUILT = readdirSync(join(import.meta.dirname, '..', 'dist', 'dashboard'));
/** The built file that begins so: its name goes on with the hash of what is in it. */
const named = (begins: string, ends: string) =>
  BUILT.find((name) => name.startsWith(`${begins}-`) && name.endsWith(`.${ends}`)) ?? '';
const nobody = { authorization: '' };

describe('GET /strategies/learning…', () => {
  test.each([
    ...['', '/', '/matches', '/weekly/2026-W02', '/matches/a%2Fb?match_type=modify'].map((more) => [
      `${PAGE}${more}`,
      'text/html; charset=utf-8',
    ]),
    [`/dashboard/${named('page', 'js')}`, 'text/javascript; charset=utf-8'],
    [`/dashboard/${named('style', 'css')}`, 'text/css; charset=utf-8'],
  ])('%s needs no token and has all headers', async (path, type) => {
    const response = await api.ask('GET', path, { headers: nobody });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    for (const [name, value] of Object.entries(HEADERS))
      expect([name, response.headers.get(name)]).toEqual([name, value]);
    expect((await response.text()).length).toBeGreaterThan(0);
    const etag = response.headers.get('etag') ?? '';
    const again = await api.ask('GET', path, { headers: { ...nobody, 'if-none-match': etag } });
    expect([again.status, again.headers.get('content-security-policy')]).toEqual([
      304,
      HEADERS['content-security-policy'],
    ]);
    expect((await api.ask('HEAD', path, { headers: nobody })).status).toBe(200);
  });

  test('is sent compressed to who takes it; what is named by its hash is kept for good', async () => {
    const path = `/dashboard/${named('page', 'js')}`;
    const plain = Buffer.from(await (await api.ask('GET', path, { headers: nobody })).arrayBuffer());
    for (const [taken, encoding, decode] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
    ] as const) {
      const response = await api.ask('GET', path, { headers: { ...nobody, 'accept-encoding': taken } });
      expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
        encoding,
        'accept-encoding',
      ]);
      expect(response.headers.get('cache-control')).toContain('immutable');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([bytes.length < plain.length / 2, decode(bytes).equals(plain)]).toEqual([true, true]);
    }
    const page = await api.ask('GET', PAGE, { headers: nobody });
    expect([page.headers.get('content-encoding'), page.headers.get('cache-control')]).toEqual([
      null,
      'no-cache',
    ]);
  });

  test('has no script and no style within itself', async () => {
    const text = await (await api.ask('GET', PAGE, { headers: nobody })).text();
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=/);
  });

  test('is open to a link from another site, and to no other host and method', async () => {
    const link = { ...nobody, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await api.ask('GET', PAGE, { headers: link })).status).toBe(200);
    expect((await api.ask('GET', PAGE, { headers: { ...nobody, host: 'evil.example' } })).status).toBe(421);
    const post = await api.ask('POST', `${PAGE}/matches`, { headers: nobody });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('is where the root leads to; what is none of its files is 404', async () => {
    const root = await api.ask('GET', '/', { headers: nobody });
    expect([root.status, root.headers.get('location')]).toEqual([302, PAGE]);
    for (const path of [
      '/dashboard/none.js',
      '/dashboard/',
      '/dashboard/..%2Ftokens.json',
      '/strategies/learningx',
    ])
      expect([path, (await api.ask('GET', path, { headers: nobody })).status]).toEqual([path, 404]);
  });
});

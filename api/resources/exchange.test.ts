import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createCode, isCodeOpen } from '../../store/home/codes.js';
import { homePaths } from '../../store/home/home.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const EXCHANGE = '/api/v1/auth/exchange';
const LOOP = '/api/v1/strategies/learning';
/** What the clock of the asked API says. */
const NOW = new Date('2025-08-10T12:00:00Z');

let api: AskedApi;
beforeEach(async () => {
  api = await askedApi({ filled: false });
});
afterEach(() => api.close());

const codeOf = async (scope: 'read' | 'admin', secondsAgo = 0) => {
  const now = new Date(NOW.getTime() - secondsAgo * 1_000);
  return (await createCode(homePaths(api.dir), { scope, now })).code;
};
const exchange = (code: string, headers: Record<string, string> = {}) =>
  api.ask('POST', EXCHANGE, { body: { code }, headers: { authorization: '', ...headers } });

describe('POST /api/v1/auth/exchange', () => {
  test('gives a token of the code’s scope for thirty days, which is in force at once', async () => {
    // The tokens were looked at a moment ago.
    await api.ask('GET', `${LOOP}/facets`);
    const response = await exchange(await codeOf('read'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const made = (await response.json()) as { token: string };
    expect(made).toEqual({
      ...{
        token: expect.stringMatching(/^tl_\w{8}_[\w-]{43}$/) as unknown,
        scope: 'read',
        name: 'dashboard',
      },
      expires_at: '2025-09-09T12:00:00Z',
    });
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await api.ask('GET', `${LOOP}/facets`, { headers })).status).toBe(200);
    expect((await api.ask('POST', `${LOOP}/track-outcomes`, { headers })).status).toBe(403);
  });

  test('refuses a code that was used, is older than a minute, or was never made, in the same words', async () => {
    const used = await codeOf('admin');
    expect((await exchange(used)).status).toBe(201);
    const refused = [used, await codeOf('admin', 60), 'A'.repeat(43), 'x', '__proto__'];
    const answers = await Promise.all(
      refused.map(async (code) => {
        const response = await exchange(code);
        expect(response.headers.get('www-authenticate')).toBe('Bearer realm="tradeloop"');
        const { instance: _, ...problem } = (await response.json()) as Record<string, unknown>;
        return { ...problem, status: response.status };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ type: '/problems/unauthenticated', status: 401 });
    expect((await exchange(await codeOf('admin', 59))).status).toBe(201);
  });

  test('of twenty at the same instant one gets the token, and a key gives it to nobody again', async () => {
    const code = await codeOf('admin');
    const headers = { 'idempotency-key': 'once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code, headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(401)]);
    expect((await exchange(code, headers)).status).toBe(401);
  });

  test('refuses an address that failed too often, and not one with a good code', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 100 && statuses.at(-1) !== 429; tries++)
      statuses.push((await exchange('x')).status);
    expect(statuses.slice(-2)).toEqual([401, 429]);
    expect((await exchange(await codeOf('admin'))).status).toBe(201);
  });

  test('is refused to another site, and asks for no token by any method', async () => {
    const code = await codeOf('admin');
    expect((await exchange(code, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await exchange(code, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await api.ask('GET', EXCHANGE, { headers: { authorization: '' } })).status).toBe(405);
    expect(await isCodeOpen(homePaths(api.dir), { code, now: NOW })).toBe(true);
  });

  test('writes neither code nor token into the log or a file of the home', async () => {
    const code = await codeOf('admin');
    const { token } = (await (await exchange(code)).json()) as { token: string };
    const secrets = [code, token.slice('tl_'.length + 9)];
    await exchange(code);
    const files = (await readdir(api.dir, { withFileTypes: true })).filter((file) => file.isFile());
    const texts = await Promise.all(files.map(({ name }) => readFile(join(api.dir, name), 'latin1')));
    for (const secret of secrets)
      expect([...texts, ...api.logged].filter((text) => text.includes(secret))).toEqual([]);
    expect(api.logged.join('\n')).toContain('a code was exchanged for a token');
  });
});

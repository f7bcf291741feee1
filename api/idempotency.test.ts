import { describe, expect, test } from '@jest/globals';
import type { KeyedRequest } from '../domain/keyed-request.js';
import { keyedIn, repeats } from './idempotency.js';

const FIRST: KeyedRequest = { idempotency_key: 'k', request: 'a.1' };
const unknown = () => Promise.resolve(undefined);

describe('repeats(now)', () => {
  test('gives the first answer again to the same request, for a day', async () => {
    let [now, asked] = [0, 0];
    const repeat = repeats(() => now);
    const ask = async (keyed: KeyedRequest | null = FIRST) => {
      const response = await repeat(keyed, unknown, () =>
        Promise.resolve(Response.json({ n: (asked += 1) }, { status: 201 })),
      );
      return [response.status, await response.json(), response.headers.get('idempotency-replayed')];
    };
    expect(await ask()).toEqual([201, { n: 1 }, null]);
    expect(await ask()).toEqual([201, { n: 1 }, 'true']);
    expect(await ask({ ...FIRST, request: 'b.1' })).toEqual([201, { n: 2 }, null]);
    expect(await ask(null)).toEqual([201, { n: 3 }, null]);
    await expect(ask({ ...FIRST, request: 'a.2' })).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
    now += 24 * 3_600_000;
    expect(await ask()).toEqual([201, { n: 4 }, null]);
  });

  test('of what came before this start answers again from what became of it, unless it was another request', async () => {
    const repeat = repeats(() => Date.parse('2025-01-06T12:00:00Z'));
    const at = (instant: string) => () => Promise.resolve({ request: 'a.1', at: instant, facts: [] });
    const yesterday = await repeat(FIRST, at('2025-01-05T12:00:01Z'), (before) =>
      Promise.resolve(Response.json({ isKnown: before !== undefined })),
    );
    expect([yesterday.headers.get('idempotency-replayed'), await yesterday.json()]).toEqual([
      'true',
      { isKnown: true },
    ]);
    const other = repeat({ idempotency_key: 'other', request: 'a.2' }, at('2025-01-06T11:00:00Z'), () =>
      Promise.reject(new Error('is not asked')),
    );
    await expect(other).rejects.toMatchObject({ slug: 'idempotency-key-reused' });
    const old = await repeat({ idempotency_key: 'old', request: 'a.2' }, at('2025-01-05T12:00:00Z'), () =>
      Promise.resolve(new Response('anew')),
    );
    expect([old.headers.has('idempotency-replayed'), await old.text()]).toEqual([false, 'anew']);
  });

  test('refuses the same again while the first is under way, and lets what failed be tried again', async () => {
    const repeat = repeats(() => 0);
    let fail = (_: Error) => {};
    const first = repeat(FIRST, unknown, () => new Promise((_, reject) => (fail = reject)));
    await expect(repeat(FIRST, unknown, () => Promise.resolve(new Response()))).rejects.toMatchObject({
      slug: 'in-progress',
    });
    fail(new Error('a fault'));
    await expect(first).rejects.toThrow('a fault');
    expect(
      (await repeat(FIRST, unknown, () => Promise.resolve(new Response('ok')))).headers.has(
        'idempotency-replayed',
      ),
    ).toBe(false);
  });
});

describe('keyedIn(request)', () => {
  const keyed = (key: string, url = 'http://a/x', body?: object) =>
    keyedIn(new Request(url, { method: 'POST', headers: { 'idempotency-key': key } }), { token: 'a', body });

  test('names the bearer, and tells requests apart by method, address and body', () => {
    expect(keyed('k')).toMatchObject({
      idempotency_key: 'k',
      request: expect.stringMatching(/^a\.[\w-]{22}$/) as unknown,
    });
    expect(keyed('k')).toEqual(keyed('k', 'http://b/x'));
    expect(keyed('k')).not.toEqual(keyed('k', 'http://a/x?y=1'));
    expect(keyed('k')).not.toEqual(keyed('k', 'http://a/x', { y: 1 }));
  });

  test.each(['', 'a b', 'é', 'x'.repeat(201)])('refuses the key %j', (key) => {
    expect(() => keyed(key)).toThrow('1 to 200 visible characters');
  });
});

import { describe, expect, test } from '@jest/globals';
import { repeats, type Repeatable } from './idempotency.js';

const REQUEST: Repeatable = { key: 'k', bearer: 'a', method: 'POST', url: '/x', body: { a: 1 } };

describe('repeats(now)', () => {
  test('gives the first answer again to the same request, for a day', async () => {
    let [now, asked] = [0, 0];
    const repeat = repeats(() => now);
    const ask = async (request = REQUEST) => {
      const response = await repeat(request, () =>
        Promise.resolve(Response.json({ n: (asked += 1) }, { status: 201 })),
      );
      return [response.status, await response.json(), response.headers.get('idempotency-replayed')];
    };
    expect(await ask()).toEqual([201, { n: 1 }, null]);
    expect(await ask()).toEqual([201, { n: 1 }, 'true']);
    expect(await ask({ ...REQUEST, bearer: 'b' })).toEqual([201, { n: 2 }, null]);
    expect(await ask({ ...REQUEST, key: null })).toEqual([201, { n: 3 }, null]);
    await expect(ask({ ...REQUEST, body: { a: 2 } })).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
    now += 24 * 3_600_000;
    expect(await ask()).toEqual([201, { n: 4 }, null]);
  });

  test('refuses the same again while the first is under way, and lets what failed be tried again', async () => {
    const repeat = repeats(() => 0);
    let fail = (_: Error) => {};
    const first = repeat(REQUEST, () => new Promise((_, reject) => (fail = reject)));
    await expect(repeat(REQUEST, () => Promise.resolve(new Response()))).rejects.toMatchObject({
      slug: 'in-progress',
    });
    fail(new Error('a fault'));
    await expect(first).rejects.toThrow('a fault');
    expect(
      (await repeat(REQUEST, () => Promise.resolve(new Response('ok')))).headers.has('idempotency-replayed'),
    ).toBe(false);
  });

  test.each(['', 'a b', 'é', 'x'.repeat(201)])('refuses the key %j', async (key) => {
    const asked = repeats(() => 0)({ ...REQUEST, key }, () => Promise.resolve(new Response()));
    await expect(asked).rejects.toMatchObject({ slug: 'malformed' });
  });
});

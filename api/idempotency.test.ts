import { describe, expect, test } from '@jest/globals';
import { keyedIn, repeats, type Keyed, type Steps } from './idempotency.js';

/** A request of a token, told apart by its number. */
function keyedOf(text: string, idempotency_key = 'k'): Keyed {
  const [token = '', asked] = text.split('.');
  return { idempotency_key, token, named: () => ({ idempotency_key, request: `${token}.${asked}` }) };
}

const FIRST = keyedOf('a.1');
const unknown = () => Promise.resolve(undefined);
const answering = (answer: Steps['answer']): Steps => ({ knownBefore: unknown, answer });

describe('repeats(now)', () => {
  test('gives the first answer again to the same request, for a day', async () => {
    let [now, asked] = [0, 0];
    const repeat = repeats(() => now);
    const ask = async (keyed: Keyed | null = FIRST) => {
      const answer = () => Promise.resolve(Response.json({ n: (asked += 1) }, { status: 201 }));
      const response = await repeat(keyed, '', answering(answer));
      return [response.status, await response.json(), response.headers.get('idempotency-replayed')];
    };
    expect(await ask()).toEqual([201, { n: 1 }, null]);
    expect(await ask()).toEqual([201, { n: 1 }, 'true']);
    expect(await ask(keyedOf('b.1'))).toEqual([201, { n: 2 }, null]);
    expect(await ask(null)).toEqual([201, { n: 3 }, null]);
    await expect(ask(keyedOf('a.2'))).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
    now += 24 * 3_600_000;
    expect(await ask()).toEqual([201, { n: 4 }, null]);
  });

  test('of what came before this start answers again from what became of it, unless it was another request', async () => {
    const repeat = repeats(() => Date.parse('2025-01-06T12:00:00Z'));
    const at = (instant: string) => () => Promise.resolve({ request: 'a.1', at: instant, facts: [] });
    const yesterday = await repeat(FIRST, '', {
      knownBefore: at('2025-01-05T12:00:01Z'),
      answer: (before) => Promise.resolve(Response.json({ isKnown: before !== undefined })),
    });
    expect([yesterday.headers.get('idempotency-replayed'), await yesterday.json()]).toEqual([
      'true',
      { isKnown: true },
    ]);
    const other = repeat(keyedOf('a.2', 'other'), '', {
      knownBefore: at('2025-01-06T11:00:00Z'),
      answer: () => Promise.reject(new Error('is not asked')),
    });
    await expect(other).rejects.toMatchObject({ slug: 'idempotency-key-reused' });
    const old = await repeat(keyedOf('a.2', 'old'), '', {
      knownBefore: at('2025-01-05T12:00:00Z'),
      answer: () => Promise.resolve(new Response('anew')),
    });
    expect([old.headers.has('idempotency-replayed'), await old.text()]).toEqual([false, 'anew']);
  });

  test('refuses the same again while the first is under way, and lets what failed be tried again', async () => {
    const repeat = repeats(() => 0);
    let fail = (_: Error) => {};
    const first = repeat(
      FIRST,
      '',
      answering(() => new Promise((_, reject) => (fail = reject))),
    );
    await new Promise(setImmediate);
    const ok = answering(() => Promise.resolve(new Response('ok')));
    await expect(repeat(FIRST, '', ok)).rejects.toMatchObject({ slug: 'in-progress' });
    await expect(repeat(keyedOf('a.2'), '', ok)).rejects.toMatchObject({ slug: 'idempotency-key-reused' });
    fail(new Error('a fault'));
    await expect(first).rejects.toThrow('a fault');
    expect((await repeat(FIRST, '', ok)).headers.has('idempotency-replayed')).toBe(false);
  });

  test('forgets the oldest answers beyond so many bytes, and none that is under way', async () => {
    const repeat = repeats(() => 0, { mostBytes: 5_000 });
    let end = (_: Response) => {};
    const slow = answering(() => new Promise((resolve) => (end = resolve)));
    const first = repeat(keyedOf('a.1', 'slow'), '', slow);
    await new Promise(setImmediate);
    const ask = async (key: string) => {
      const answer = answering(() => Promise.resolve(new Response('x'.repeat(1_000))));
      const response = await repeat(keyedOf('a.1', key), '', answer);
      await response.text();
      return response.headers.has('idempotency-replayed');
    };
    for (const key of ['1', '2', '3']) expect(await ask(key)).toBe(false);
    expect([await ask('3'), await ask('2')]).toEqual([true, true]);
    expect(await ask('1')).toBe(false);
    await expect(repeat(keyedOf('a.1', 'slow'), '', slow)).rejects.toMatchObject({ slug: 'in-progress' });
    end(new Response('done'));
    expect(await (await first).text()).toBe('done');
  });

  test('takes no file for a key that is under way, and only compares it with one that is known', async () => {
    const repeat = repeats(() => 0);
    const received: boolean[] = [];
    let end = (_: Response) => {};
    const steps: Steps = {
      knownBefore: unknown,
      receive: ({ isKnown }) => Promise.resolve(received.push(isKnown)),
      answer: () => new Promise((resolve) => (end = resolve)),
    };
    const first = repeat(FIRST, '', steps);
    await new Promise(setImmediate);
    await expect(repeat(FIRST, '', steps)).rejects.toMatchObject({ slug: 'in-progress' });
    end(new Response('in'));
    await first;
    await expect(repeat(keyedOf('a.2'), '', steps)).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
    expect(received).toEqual([false, true]);
  });
});

describe('keyedIn(request)', () => {
  const keyed = (key: string, url = 'http://a/x', body?: object) =>
    keyedIn(new Request(url, { method: 'POST', headers: { 'idempotency-key': key } }), 'a')?.named(body);

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

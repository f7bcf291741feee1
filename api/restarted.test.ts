import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { askedApi, type AskedApi } from '../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
}, 120_000);
afterAll(() => api.close());

interface Match {
  id: string;
  recommendation: { id: string };
  execution: { ids: string[] };
}

async function matches(query: string): Promise<Match[]> {
  const response = await api.ask('GET', `${LOOP}/matches?order=date&${query}`);
  return ((await response.json()) as { matches: Match[] }).matches;
}

let keys = 0;

/** Asks, has the program begin again, and asks the same once more. */
async function aroundRestart(method: string, path: string, more: { body?: object; etag?: string } = {}) {
  const key = `key-${(keys += 1)}`;
  const headers = {
    'idempotency-key': key,
    ...(more.etag !== undefined && { 'if-match': more.etag }),
  };
  const ask = async () => {
    const response = await api.ask(method, `${LOOP}/${path}`, {
      headers,
      ...(more.body && { body: more.body }),
    });
    const replayed = response.headers.get('idempotency-replayed');
    // Which run takes it into account is as it is now.
    const { run_id: _, restating: __, ...answer } = (await response.json()) as Record<string, unknown>;
    return { status: response.status, replayed, answer };
  };
  const first = await ask();
  const written = await journal();
  await api.restart();
  const again = await ask();
  expect([path, await journal()]).toEqual([path, written]);
  return { first, again, key };
}

const journal = () => readFile(homePaths(api.dir).journal, 'utf8');

jest.setTimeout(120_000);

describe('a request with an Idempotency-Key, and again after a restart', () => {
  test('about a match: is answered again and not said again, whatever was said since', async () => {
    const [match] = await matches('match_type=reject');
    const path = `matches/${match?.id ?? ''}/reason?reason_code=timing&reason_text=late`;
    const etag = (await api.ask('GET', `${LOOP}/matches/${match?.id}`)).headers.get('etag') ?? '';
    const { first, again, key } = await aroundRestart('PATCH', path, { etag });
    expect([first.status, first.replayed]).toEqual([200, null]);
    expect(again).toEqual({ ...first, replayed: 'true' });
    expect(await journal()).toContain(`"idempotency_key":"${key}","request":"`);
    await api.ask('DELETE', `${LOOP}/matches/${match?.id}/reason`);
    await api.restart();
    const headers = { 'idempotency-key': key };
    const late = await api.ask('PATCH', `${LOOP}/${path}`, { headers });
    expect([late.status, late.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(await late.json()).toMatchObject({ reason_code: 'timing', reason_text: 'late' });
    expect(await matches('reason_code=timing')).toEqual([]);
  });

  test('with another request is refused, with another token is its own', async () => {
    const [, match] = await matches('match_type=reject');
    const headers = { 'idempotency-key': 'mine' };
    const ask = (code: string, as: 'decide' | 'admin') =>
      api.ask('PATCH', `${LOOP}/matches/${match?.id}/reason?reason_code=${code}`, { headers, as });
    await ask('iv_low', 'decide');
    await api.restart();
    const refused = await ask('other', 'decide');
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { type: '/problems/idempotency-key-reused' },
    ]);
    const own = await ask('other', 'admin');
    expect([own.status, own.headers.has('idempotency-replayed')]).toEqual([200, false]);
  });

  test('that said nothing new is known all the same', async () => {
    const [, , match] = await matches('match_type=reject');
    const path = `matches/${match?.id ?? ''}/review`;
    await api.ask('PATCH', `${LOOP}/${path}`);
    const { first, again } = await aroundRestart('PATCH', path);
    expect(again).toEqual({ ...first, replayed: 'true' });
  });

  test('of all matches of some filters: the same count, and none that came since', async () => {
    const { first, again } = await aroundRestart('PATCH', 'matches/review-all?match_type=modify');
    expect(again).toEqual({ ...first, replayed: 'true' });
    expect(first.answer).toMatchObject({ count: expect.any(Number) as unknown });
  });

  test('of an exclusion, a link and its end', async () => {
    const [match] = await matches('match_type=modify');
    const at = `matches/${match?.id ?? ''}`;
    const excluded = await aroundRestart('PUT', `${at}/exclusion?reason=outage`);
    expect(excluded.again).toEqual({ ...excluded.first, replayed: 'true' });
    const unlinked = await aroundRestart('POST', `${at}/unlink`);
    expect(unlinked.again).toEqual({ ...unlinked.first, replayed: 'true' });
    await api.opened.steps.reconcileRange({});
    const body = { execution_ids: match?.execution.ids };
    const linked = await aroundRestart('POST', `${at}/link`, { body });
    expect(linked.again).toEqual({ ...linked.first, replayed: 'true' });
  });

  test('of a week and of an epoch', async () => {
    const week = await aroundRestart('PATCH', 'weekly-summaries/2025/30/review?review_notes=calm');
    expect(week.again).toEqual({ ...week.first, replayed: 'true' });
    expect(week.first).toMatchObject({ status: 200, answer: { review: { notes: 'calm' } } });
    const epoch = await aroundRestart('PUT', 'epoch-config?min_valid_date=2025-06-10');
    expect(epoch.again).toEqual({ ...epoch.first, replayed: 'true' });
    const old = await aroundRestart('DELETE', 'clear-old-matches?before_date=2025-06-20');
    expect(old.again).toEqual({ ...old.first, replayed: 'true' });
  });

  test('of a step: looks at the run that it began', async () => {
    const begun = await aroundRestart('POST', 'backfill?from=2025-06-02&to=2025-06-03');
    expect(begun.again).toEqual({ ...begun.first, replayed: 'true' });
    const other = await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-04`, {
      headers: { 'idempotency-key': begun.key },
    });
    expect(other.status).toBe(422);
    const done = await aroundRestart('POST', 'track-outcomes');
    expect([done.again.status, done.again.replayed]).toEqual([200, 'true']);
  });
});

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const MATCHES = '/api/v1/strategies/learning/matches';
const NOW = '2025-08-10T12:00:00Z';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

interface Match {
  id: string;
  reviewed_at: string | null;
  user_reason: string | null;
  reason_text: string | null;
  restating: boolean;
  recommendation: { id: string } | null;
  execution: { ids: string[]; symbol: string; action: string } | null;
}

async function list(query: string): Promise<{ matches: Match[]; total: number }> {
  return (await (await api.ask('GET', `${MATCHES}?limit=1000&${query}`)).json()) as {
    matches: Match[];
    total: number;
  };
}

async function one(query: string, at = 0): Promise<Match> {
  const { matches } = await list(`order=date&${query}`);
  return matches[at] as Match;
}

async function said(method: string, path: string, more: Parameters<AskedApi['ask']>[2] = {}) {
  const response = await api.ask(method, `${MATCHES}/${path}`, { as: 'decide', ...more });
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    answer: (await response.json()) as object,
  };
}

const lines = async () =>
  api.opened.moments.at(({ journal }) => Promise.resolve(journal.entries.length), {
    signal: AbortSignal.timeout(5_000),
  });

describe('PATCH matches/{id}/reason', () => {
  test('is answered at once, and seen at once, before any step has come to it', async () => {
    const { id } = await one('match_type=reject');
    const given = await said('PATCH', `${id}/reason?reason_code=premium_low&reason_text=too%20little`);
    expect(given).toMatchObject({
      status: 200,
      answer: {
        ...{
          status: 'success',
          match_id: id,
          reason_code: 'premium_low',
          reason_text: 'too little',
          recorded_at: NOW,
        },
        ...{ restating: false, run_id: 'reconcile:said' },
      },
    });
    expect((await list('reason_code=premium_low')).matches).toMatchObject([
      { id, reason_text: 'too little' },
    ]);
    const etag = (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag');
    expect(given.etag).toBe(etag);
    await api.opened.steps.reconcileRange({});
    expect((await list('reason_code=premium_low')).matches).toMatchObject([
      { id, reason_text: 'too little' },
    ]);
  });

  test('takes a note of several lines, which the text of the match has in one; what cannot be seen is refused', async () => {
    const { id } = await one('match_type=reject', 1);
    const reason = (reason_text: string) =>
      said('PATCH', `${id}/reason`, { body: { reason_code: 'timing', reason_text } });
    const [given, kept] = ['first\r\nsecond\n\nReviewed by: nobody', 'first\nsecond\n\nReviewed by: nobody'];
    expect(await reason(given)).toMatchObject({ status: 200, answer: { reason_text: kept } });
    expect((await list('reason_code=timing')).matches).toMatchObject([{ id, reason_text: kept }]);
    const { text } = (await (await api.ask('GET', `${MATCHES}/${id}/explain`)).json()) as { text: string };
    expect(text).toContain(String.raw`timing (first\u000asecond\u000a\u000aReviewed by: nobody)`);
    for (const unseen of ['a\rb', 'a\u001b[2J', 'a\u2028b', 'a\tb'])
      expect([unseen, (await reason(unseen)).status]).toEqual([unseen, 422]);
  });

  test('the same again is kept once; in a body as in the query; withdrawn it is gone', async () => {
    const { id } = await one('match_type=reject', 1);
    const body = { reason_code: 'timing', reason_text: 'late' };
    await said('PATCH', `${id}/reason`, { body });
    const before = await lines();
    expect(await said('PATCH', `${id}/reason`, { body })).toMatchObject({
      status: 200,
      answer: { run_id: null },
    });
    expect(await lines()).toBe(before);
    expect(await said('DELETE', `${id}/reason`)).toMatchObject({
      status: 200,
      answer: { reason_code: null },
    });
    expect((await list('reason_code=timing')).total).toBe(0);
  });

  test('skipped: reviewed, without a reason', async () => {
    const { id } = await one('match_type=modify');
    expect(await said('PATCH', `${id}/reason?reason_code=skipped`)).toMatchObject({
      answer: { reason_code: null },
    });
    expect((await list('reviewed=true')).matches).toMatchObject([{ id, reviewed_at: NOW }]);
  });

  test('refuses what is no reason, a cause where none can be, and a match that is not there', async () => {
    const { id } = await one('match_type=consent');
    expect(await said('PATCH', `${id}/reason?reason_code=nothing`)).toMatchObject({ status: 422 });
    expect(await said('PATCH', `${id}/reason`)).toMatchObject({ status: 422 });
    expect(await said('PATCH', `${id}/reason?reason_code=other&cause=unseen`)).toMatchObject({ status: 422 });
    expect(
      await said('PATCH', `${id}/reason?reason_code=other&reason_text=${'x'.repeat(1_001)}`),
    ).toMatchObject({ status: 422 });
    expect(await said('PATCH', `nothing/reason?reason_code=other`)).toMatchObject({ status: 404 });
    const both = { body: { reason_code: 'timing' } };
    expect(await said('PATCH', `${id}/reason?reason_code=other`, both)).toMatchObject({ status: 422 });
  });

  test('takes If-Match: what has changed since is refused, and what stands is there', async () => {
    const { id } = await one('match_type=reject', 2);
    const etag = (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag') ?? '';
    const headers = { 'if-match': etag };
    const first = await said('PATCH', `${id}/reason?reason_code=iv_low`, { headers });
    expect(first.status).toBe(200);
    const second = await said('PATCH', `${id}/reason?reason_code=other`, { headers });
    expect(second).toMatchObject({
      status: 412,
      etag: first.etag,
      answer: { type: '/problems/changed', current: { id } },
    });
    expect((await one('reason_code=iv_low')).id).toBe(id);
  });

  test('of two at once with the same If-Match one is refused', async () => {
    const { id } = await one('match_type=reject', 4);
    const headers = { 'if-match': (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag') ?? '' };
    const both = await Promise.all(
      ['iv_low', 'timing'].map((code) => said('PATCH', `${id}/reason?reason_code=${code}`, { headers })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('has no ETag of what another way said meanwhile', async () => {
    const { id } = await one('match_type=reject', 4);
    const { facts } = api.opened;
    const keep = facts.keep.bind(facts);
    const other = { by: 'telegram', at: NOW, say: 'exclude', id, reason: 'user', note: null } as const;
    const keeping = jest.spyOn(facts, 'keep').mockImplementationOnce(async (meant) => {
      await facts.say(other);
      return keep(meant);
    });
    const { status, etag } = await said('PATCH', `${id}/reason?reason_code=other`);
    keeping.mockRestore();
    expect([status, (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag') === etag]).toEqual([
      200,
      false,
    ]);
    const headers = { 'if-match': etag ?? '' };
    expect(await said('PATCH', `${id}/reason?reason_code=iv_low`, { headers })).toMatchObject({
      status: 412,
    });
    await facts.say({ by: 'telegram', at: NOW, say: 'include', id });
  });

  test('an Idempotency-Key gives the first answer again', async () => {
    const { id } = await one('match_type=reject', 3);
    const headers = { 'idempotency-key': 'a-key' };
    const first = await said('PATCH', `${id}/reason?reason_code=gut_feeling`, { headers });
    const again = await api.ask('PATCH', `${MATCHES}/${id}/reason?reason_code=gut_feeling`, {
      as: 'decide',
      headers,
    });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(first.answer);
    expect(await said('PATCH', `${id}/reason?reason_code=other`, { headers })).toMatchObject({
      status: 422,
      answer: { type: '/problems/idempotency-key-reused' },
    });
  });
});

describe('PATCH and DELETE matches/{id}/review', () => {
  test('the first time stays; withdrawn it is in the queue again', async () => {
    const { id } = await one('match_type=reject', 4);
    expect(await said('PATCH', `${id}/review`)).toMatchObject({ status: 200, answer: { reviewed_at: NOW } });
    expect(await said('PATCH', `${id}/review`)).toMatchObject({
      status: 200,
      answer: { reviewed_at: NOW, run_id: null },
    });
    expect(await said('DELETE', `${id}/review`)).toMatchObject({
      status: 200,
      answer: { reviewed_at: null },
    });
    expect((await list('reviewed=true')).matches.map((match) => match.id)).not.toContain(id);
  });
});

describe('PUT and DELETE matches/{id}/exclusion', () => {
  test('says restating until a step has come to it, then the match is excluded', async () => {
    const { id } = await one('match_type=reject', 5);
    expect(await said('PUT', `${id}/exclusion?reason=outage&note=no%20line`)).toMatchObject({
      status: 200,
      answer: { exclusion_reason: 'outage', restating: true },
    });
    await api.opened.steps.reconcileRange({});
    await api.opened.steps.trackOutcomes({});
    const response = await api.ask('GET', `${MATCHES}/${id}`);
    expect(await response.json()).toMatchObject({
      match: { excluded: true, exclusion_reason: 'outage', restating: false },
      history: [{ fact: 'exclusion', value: { reason: 'outage', note: 'no line' }, by: 'decide', at: NOW }],
    });
    expect(await said('DELETE', `${id}/exclusion`)).toMatchObject({ status: 200 });
  });

  test('an exclusion by the records cannot be withdrawn', async () => {
    const { matches } = await list('include_excluded=true');
    const superseded = (matches as (Match & { exclusion_reason: string })[]).find(
      ({ exclusion_reason }) => exclusion_reason === 'superseded',
    );
    expect(await said('DELETE', `${superseded?.id ?? ''}/exclusion`)).toMatchObject({
      status: 409,
      answer: { type: '/problems/superseded', current: { id: superseded?.id } },
    });
  });
});

describe('POST matches/{id}/link and …/unlink', () => {
  test('takes a match apart and puts it together again', async () => {
    const { id, execution } = await one('match_type=modify', 1);
    expect(await said('POST', `${id}/unlink`)).toMatchObject({ status: 200, answer: { restating: true } });
    await api.opened.steps.reconcileRange({});
    expect(await said('POST', `${id}/link`, { body: { execution_ids: execution?.ids } })).toMatchObject({
      status: 200,
      answer: { execution_ids: execution?.ids },
    });
    await api.opened.steps.reconcileRange({});
    const response = await api.ask('GET', `${MATCHES}/${id}`);
    expect(await response.json()).toMatchObject({ match: { execution: { ids: execution?.ids } } });
  });

  test('refuses a list in the query, none, and a match without advice', async () => {
    const { id } = await one('match_type=modify', 2);
    expect(await said('POST', `${id}/link?execution_ids=a`)).toMatchObject({ status: 422 });
    expect(await said('POST', `${id}/link`, { body: { execution_ids: [] } })).toMatchObject({ status: 422 });
    const { id: alone, execution } = await one('match_type=independent');
    const body = { execution_ids: execution?.ids };
    expect(await said('POST', `${alone}/link`, { body })).toMatchObject({ status: 422 });
  });
});

describe('a match whose trade answers advice since', () => {
  /** Links the fills of a match without advice with advice that nothing answered. */
  async function linkedAlone(): Promise<{ gone: Match; now: Match }> {
    const { matches } = await list('match_type=independent&include_excluded=true&order=date');
    for (const gone of matches)
      for (const now of (await list(`match_type=reject&symbol=${gone.execution?.symbol}`)).matches) {
        const body = { execution_ids: gone.execution?.ids };
        if ((await said('POST', `${now.id}/link`, { body })).status !== 200) continue;
        await api.opened.steps.reconcileRange({});
        return { gone, now };
      }
    throw new Error('no trade of the sample can be linked');
  }

  test('is superseded, and what took its place is there; an id of no match never was one', async () => {
    const { gone, now } = await linkedAlone();
    const refused = { status: 409, answer: { type: '/problems/superseded', current: { id: now.id } } };
    expect(await said('PATCH', `${gone.id}/reason?reason_code=other`)).toMatchObject(refused);
    expect(await said('PATCH', `${gone.id}/review`)).toMatchObject(refused);
    expect(await said('DELETE', `${gone.id}/review`)).toMatchObject(refused);
    expect(await said('PUT', `${gone.id}/exclusion?reason=user`)).toMatchObject(refused);
    expect((await api.ask('GET', `${MATCHES}/${gone.id}`)).status).toBe(404);
    const other = `${gone.id.startsWith('0') ? '1' : '0'}${gone.id.slice(1)}`;
    expect(await said('PATCH', `${other}/review`)).toMatchObject({ status: 404 });
    const [third] = (await list(`match_type=reject&symbol=${gone.execution?.symbol}`)).matches;
    const body = { execution_ids: gone.execution?.ids };
    expect(await said('POST', `${third?.id}/link`, { body })).toMatchObject({
      status: 409,
      answer: { type: '/problems/link-held', current: { id: now.id } },
    });
    expect(await said('POST', `${now.id}/link`, { body: { execution_ids: ['nothing'] } })).toMatchObject({
      status: 422,
      answer: { errors: [{ name: 'execution_ids' }] },
    });
  });

  test('so is a roll, by both its legs', async () => {
    const { matches } = await list('match_type=modify&order=date');
    const roll = matches.find(({ execution }) => execution?.action === 'roll') as Match;
    await said('POST', `${roll.id}/unlink`);
    await api.opened.steps.reconcileRange({});
    const ids = roll.execution?.ids;
    const alone = (await list('match_type=independent')).matches.find(
      ({ execution }) => JSON.stringify(execution?.ids) === JSON.stringify(ids),
    );
    await said('POST', `${roll.id}/link`, { body: { execution_ids: ids } });
    await api.opened.steps.reconcileRange({});
    expect(await said('PATCH', `${alone?.id}/review`)).toMatchObject({
      ...{ status: 409, answer: { type: '/problems/superseded', current: { id: roll.id } } },
    });
  });
});

describe('PATCH matches/review-all', () => {
  test('reviews all of the filters that nobody reviewed and that are not pending, once', async () => {
    const { total } = await list('match_type=consent');
    const first = await said('PATCH', 'review-all?match_type=consent');
    expect(first).toMatchObject({ status: 200, answer: { status: 'success', count: total } });
    expect((await list('match_type=consent&reviewed=false')).total).toBe(0);
    expect(await said('PATCH', 'review-all?match_type=consent')).toMatchObject({
      answer: { count: 0, run_id: null },
    });
  });

  test('through a day leaves what is later; a scope that only reads is refused', async () => {
    await said('PATCH', 'review-all?match_type=reject&through=2025-06-30');
    const { matches } = await list('match_type=reject&reviewed=false');
    expect(matches.length).toBeGreaterThan(0);
    expect((await list('match_type=reject&reviewed=false&end_date=2025-06-30')).total).toBe(0);
    expect(await said('PATCH', 'review-all', { as: 'read' })).toMatchObject({ status: 403 });
  });
});

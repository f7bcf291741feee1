import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { matchTag } from '../match-tag.js';
import { oneMatch } from './one-match.js';

const LOOP = '/api/v1/strategies/learning';
const MATCHES = `${LOOP}/matches`;
const NEVER = { signal: new AbortController().signal };

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

interface Detail {
  match: {
    id: string;
    recommendation: { context: unknown } | null;
    recommendation_context: unknown;
    outcome: object | null;
  };
  outcome: { net_profit: number | null; counterfactual: object | null } | null;
  history: object[];
  neighbours: { previous: string | null; next: string | null };
}

async function detail(id: string, query = ''): Promise<Detail> {
  const response = await api.ask('GET', `${MATCHES}/${id}?${query}`);
  return oneMatch.answer.parse(await response.json()) as Detail;
}

async function ids(query: string): Promise<string[]> {
  const response = await api.ask('GET', `${MATCHES}?limit=1000&${query}`);
  return ((await response.json()) as { matches: { id: string }[] }).matches.map(({ id }) => id);
}

describe('GET matches/{id}', () => {
  test('its neighbours are those of the queue with the same filters', async () => {
    const [first = '', second = '', third = ''] = await ids('match_type=modify');
    expect((await detail(first, 'match_type=modify')).neighbours).toEqual({ previous: null, next: second });
    expect((await detail(second, 'match_type=modify')).neighbours).toEqual({ previous: first, next: third });
    const all = await ids('match_type=modify');
    expect((await detail(all.at(-1) ?? '', 'match_type=modify')).neighbours).toMatchObject({ next: null });
  });

  test('has what it opened came to, and what the advice would have', async () => {
    const { rows } = await api.opened.reads.tableRows({ table: 'outcomes' });
    const others = new Set(
      rows.flatMap(({ match_id, close_kind }) => (close_kind === 'traded' ? [] : [match_id])),
    );
    const matchId = rows.find(({ match_id }) => match_id !== null && !others.has(match_id))?.[
      'match_id'
    ] as string;
    const { outcome } = await detail(matchId, 'include_excluded=true');
    const own = rows.filter(({ match_id }) => match_id === matchId);
    expect(outcome).toMatchObject({ id: matchId, final_status: 'traded' });
    expect(outcome?.net_profit).toBeCloseTo(
      own.reduce((sum, { pnl }) => sum + Number(pnl), 0),
      8,
    );
    const { rows: judged } = await api.opened.reads.tableRows({
      table: 'counterfactuals',
      where: [['source', 'model']],
    });
    const one = await detail(judged[0]?.['match_id'] as string, 'include_excluded=true');
    expect(one.outcome?.counterfactual).toMatchObject({
      verdict: judged[0]?.['verdict'],
      attribution: { size: judged[0]?.['size'] },
    });
  });

  test('has what the underlying cost on the day of the trade', async () => {
    const { rows: bars } = await api.opened.reads.tableRows({ table: 'bars' });
    const all = await ids('match_type=modify,consent');
    for (const id of all.slice(0, 10)) {
      const { match } = (await detail(id)) as unknown as {
        match: {
          execution: { symbol: string; date: string } | null;
          market_conditions_at_exec: object | null;
        };
      };
      const { execution, market_conditions_at_exec } = match;
      const bar = bars.find(({ symbol, ts }) => symbol === execution?.symbol && ts === execution?.date);
      expect(market_conditions_at_exec).toEqual(
        bar === undefined
          ? null
          : { underlying_low: bar['low'], underlying_high: bar['high'], underlying_close: bar['close'] },
      );
    }
  });

  test('has what people said of it, and another ETag then; a commit elsewhere leaves it as it was', async () => {
    const [id = '', other = ''] = await ids('match_type=reject');
    const tag = async () => (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag');
    const before = await tag();
    const saying = {
      by: 'me',
      at: '2025-08-09T10:00:00Z',
      code: 'timing',
      note: 'late',
      cause: null,
    } as const;
    await api.opened.steps.recordFacts({ say: 'reason', id: other, ...saying });
    expect(await tag()).toBe(before);
    await api.opened.steps.recordFacts({ say: 'reason', id, ...saying });
    expect(await tag()).not.toBe(before);
    expect((await detail(id)).history).toEqual([
      { at: saying.at, by: 'me', fact: 'reason', value: { code: 'timing', note: 'late', cause: null } },
    ]);
  });

  test('answers 304 for its ETag, also when something else is committed', async () => {
    const [id = '', other = ''] = await ids('match_type=reject');
    const etag = (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag') ?? '';
    const again = async () =>
      (await api.ask('GET', `${MATCHES}/${id}`, { headers: { 'if-none-match': etag } })).status;
    expect([await again(), await again()]).toEqual([304, 304]);
    const said = { by: 'me', at: '2025-08-09T11:00:00Z', through: null } as const;
    await api.opened.steps.recordFacts({ say: 'review', ids: [other], ...said });
    expect(await again()).toBe(304);
    await api.opened.steps.recordFacts({ say: 'review', ids: [id], ...said });
    expect(await again()).toBe(200);
  });

  test('has another ETag once other prices are known, or another version of the program shows it', async () => {
    const [id = ''] = await ids('match_type=reject');
    const tag = async () => (await api.ask('GET', `${MATCHES}/${id}`)).headers.get('etag');
    const before = await tag();
    expect(await tag()).toBe(before);
    const bar = { symbol: 'ELSE', interval: '1d', ts: '2025-06-02', open: 1, high: 2, low: 1, close: 2 };
    const imported = await api.ask('POST', `${LOOP}/imports?filename=bars.jsonl`, {
      body: `${JSON.stringify(bar)}\n`,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(await imported.json()).toMatchObject({ files: [{ accepted: 1 }] });
    const after = await tag();
    expect(after).not.toBe(before);
    const one = await api.opened.moments.at((moment) => matchTag(moment, { id, program: '1' }), NEVER);
    const other = await api.opened.moments.at((moment) => matchTag(moment, { id, program: '2' }), NEVER);
    expect(other).toEqual({ ...one, program: '2' });
  });

  test('names nothing by the beginning of an id, or the id of something else', async () => {
    const [id = ''] = await ids('match_type=reject');
    for (const named of [id.slice(0, 10), 'nothing', 'x'.repeat(9_000)])
      expect((await api.ask('GET', `${MATCHES}/${named}`)).status).toBe(404);
  });
});

test('what the broker kept beside its fees is no price of a call that expired', async () => {
  const other = await askedApi({ filled: false });
  const call = { underlying: 'SOFI', right: 'call', strike: 16, expiration: '2025-06-13', quantity: 1 };
  const path = join(other.dir, 'own.executions.jsonl');
  const lines = [
    {
      account: 'own',
      executed_at: '2025-06-03',
      action: 'sell_to_open',
      ...call,
      price: 0.49,
      amount: 48.98,
    },
    { account: 'own', executed_at: '2025-06-13', action: 'expire', ...call },
  ];
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { steps } = other.opened;
  await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  await steps.reconcileRange({ from: '2025-06-02', to: '2025-06-13' });
  await steps.trackOutcomes({ through: '2025-06-13' });
  const { matches } = (await (await other.ask('GET', MATCHES)).json()) as { matches: { id: string }[] };
  const response = await other.ask('GET', `${MATCHES}/${matches[0]?.id}`);
  const { outcome } = (await response.json()) as Detail;
  await other.close();
  expect(outcome).toMatchObject({
    ...{ premium_received: 48.98, net_profit: 48.98, premium_paid_to_close: 0, profit_percent: 100 },
    final_status: 'expired',
  });
});

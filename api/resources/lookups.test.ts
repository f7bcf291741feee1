import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { algorithmVersions } from './algorithm.js';
import { dataHealth } from './data-health.js';
import { facets } from './facets.js';
import { listImports } from './imports.js';
import { listPatterns } from './patterns.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

async function ask(path: string): Promise<unknown> {
  return (await api.ask('GET', `${LOOP}/${path}`)).json();
}

describe('GET algorithm/parameters', () => {
  test('gives the very bytes of the file that the bot reads, under the hash of these', async () => {
    const bytes = await readFile(join(api.dir, 'algorithm', 'current.json'), 'utf8');
    const response = await api.ask('GET', `${LOOP}/algorithm/parameters`);
    expect(await response.text()).toBe(bytes);
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    expect(response.headers.get('etag')).toBe(etag);
    const again = await api.ask('GET', `${LOOP}/algorithm/parameters`, {
      headers: { 'if-none-match': etag },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('of a named version gives what the bot would read of it', async () => {
    const named = await api.ask('GET', `${LOOP}/algorithm/parameters?version=v3.3`);
    expect(await named.json()).toMatchObject({ version: 'v3.3' });
    expect((await api.ask('GET', `${LOOP}/algorithm/parameters?version=v9`)).status).toBe(404);
  });
});

test('GET algorithm/versions lists versions and changes, and names the one in force', async () => {
  expect(algorithmVersions.answer.parse(await ask('algorithm/versions'))).toMatchObject({
    versions: [{ version: 'v3.3', origin: 'built_in' }],
    changes: [{ kind: 'start', to_version: 'v3.3' }],
    current: 'v3.3',
    next: null,
  });
});

test('GET facets counts what matches can be looked for by', async () => {
  const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
  const answer = facets.answer.parse(await ask('facets')) as {
    symbols: { symbol: string; count: number }[];
    match_types: Record<string, number>;
    accounts: string[];
    first_date: string;
    last_date: string;
  };
  expect(answer.symbols.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
  expect(answer.match_types['modify']).toBe(rows.filter(({ match_type }) => match_type === 'modify').length);
  expect(answer.accounts).toEqual(['ira', 'main']);
  const days = rows.map(({ trading_date }) => trading_date as string).sort();
  // Bars begin earlier and end later.
  expect([answer.first_date, answer.last_date]).toEqual([days[0], days.at(-1)]);
});

describe('GET patterns', () => {
  test('gives the habits of the last week that was looked at, the surest first', async () => {
    const answer = listPatterns.answer.parse(await ask('patterns')) as {
      week: string;
      hypotheses: number;
      patterns: { log_e: number; found: boolean; kind: string }[];
    };
    expect(answer.week).toBe('2025-W31');
    expect(answer.patterns.length).toBeGreaterThan(0);
    const unfound = answer.patterns.filter(({ found }) => !found).map(({ log_e }) => log_e);
    expect(unfound).toEqual([...unfound].sort((a, b) => b - a));
    expect(answer.hypotheses).toBe(answer.patterns.filter(({ kind }) => kind !== 'timing').length);
  });

  test('refuses a week that its year has not, and one that was not looked at', async () => {
    expect((await api.ask('GET', `${LOOP}/patterns?week=2025-W53`)).status).toBe(422);
    expect((await api.ask('GET', `${LOOP}/patterns?week=2025-W53x`)).status).toBe(422);
    expect((await api.ask('GET', `${LOOP}/patterns?week=2020-W01`)).status).toBe(404);
  });
});

describe('GET data-health and DELETE cleanup-duplicates', () => {
  test('count what is stored and what may be wrong with it', async () => {
    const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
    expect(dataHealth.answer.parse(await ask('data-health'))).toMatchObject({
      counts: { total_matches: rows.length },
      details: { duplicate_groups: 0, orphaned_outcomes: 0, cash_differences: 0 },
    });
    const cleaned = await api.ask('DELETE', `${LOOP}/cleanup-duplicates?dry_run=false`);
    expect(await cleaned.json()).toMatchObject({ status: 'no_duplicates', duplicate_groups_found: 0 });
  });
});

test('GET imports lists what was imported, the newest first, from cursor to cursor; one by its hash', async () => {
  const { imports } = await api.opened.reads.imports();
  const found: string[] = [];
  for (let cursor = ''; ;) {
    const page = listImports.answer.parse(await ask(`imports?limit=3&cursor=${cursor}`)) as {
      imports: { sha256: string }[];
      next_cursor: string | null;
    };
    found.push(...page.imports.map(({ sha256 }) => sha256));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(found).toEqual(imports.map(({ sha256 }) => sha256));
  expect(await ask(`imports/${found[0] ?? ''}`)).toMatchObject({ sha256: found[0], retracted: false });
  const { headers } = await api.ask('GET', `${LOOP}/imports/${found[0] ?? ''}`);
  expect(headers.get('etag')).toMatch(/^W\//);
  expect((await api.ask('GET', `${LOOP}/imports/${'0'.repeat(64)}`)).status).toBe(404);
});

test('POST algorithm/rollback and …/keep refuse what is in force already, and what is not watched', async () => {
  const ask = async (path: string) => {
    const response = await api.ask('POST', `${LOOP}/algorithm/${path}`);
    return { status: response.status, answer: (await response.json()) as object };
  };
  const adopted = { at: '2025-08-09T10:00:00Z', by: 'me', effective: null, request: 'r' };
  await api.opened.steps.changeAlgorithm({
    ...adopted,
    change: 'adopt',
    version: 'a-1',
    file: 'p.json',
    text: '{"x": 1}',
  });
  expect(await ask('rollback?to_version=a-1&reason=no')).toMatchObject({
    status: 409,
    answer: {
      ...{ type: '/problems/already-in-force' },
      current: { version: { version: 'a-1' }, change: { kind: 'adopt', to_version: 'a-1' } },
    },
  });
  expect(await ask('rollback')).toMatchObject({ status: 422 });
  expect(await ask('rollback?to_version=v9&reason=no')).toMatchObject({ status: 404 });
  expect(await ask('rollback?reason=too%20far')).toMatchObject({
    status: 200,
    answer: { version: 'v3.3', run_id: 'algorithm:rollback' },
  });
  expect(await ask('keep')).toMatchObject({
    status: 409,
    answer: { type: '/problems/not-pending', current: { change: { kind: 'rollback', to_version: 'v3.3' } } },
  });
});

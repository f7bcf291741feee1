import { request } from 'node:http';
import { connect } from 'node:net';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { done, makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const MATCHES = '/api/v1/strategies/learning/matches';

// Each asks processes that another one may keep waiting.
jest.setTimeout(SERVER_TEST_MS);

let home: string;
let url: URL;
let token: string;

beforeAll(async () => {
  home = await makeHome();
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
  url = new URL((await runFile(home)).api_url ?? '');
  const made = await tradeloop(home, 'token', 'create', '--name', 'bot', '--json');
  ({ token } = JSON.parse(made.stdout) as { token: string });
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

function ask(
  path: string,
  headers: Record<string, string> = { authorization: `Bearer ${token}` },
  method = 'GET',
  file?: Buffer,
) {
  return new Promise<{ status: number | undefined; body: string; replayed: unknown }>((resolve, reject) => {
    const asked = request(new URL(path, url), { headers, method, agent: false }, (response) => {
      const replayed = response.headers['idempotency-replayed'];
      text(response).then((body) => resolve({ status: response.statusCode, body, replayed }), reject);
    });
    asked.once('error', reject);
    asked.end(file);
  });
}

/** The events of a stream up to the end of a run that some work begins. */
async function heardWhile(headers: Record<string, string>, work: () => Promise<unknown>): Promise<string> {
  const ended = new AbortController();
  const { body } = await fetch(new URL('/api/v1/strategies/learning/events', url), {
    ...{ headers, signal: ended.signal },
  });
  let said = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      said += decoder.decode(chunk as Uint8Array, { stream: true });
      if (/^event: run\ndata: .*"status":"completed"/m.test(said)) return;
    }
  })();
  await until(() => Promise.resolve(said.includes('reset')), 5_000);
  await work();
  await reading;
  ended.abort();
  return said;
}

/** What comes back for bytes that need not be HTTP. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.once('error', () => resolve(said));
    socket.once('close', () => resolve(said));
    socket.write(bytes);
  });
}

describe('up', () => {
  test('answers the API where its run file, status and doctor say', async () => {
    expect(await ask('/healthz', {})).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    const { stdout } = await tradeloop(home, 'status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ api_url: url.origin, api_answers: true });
    const { checks } = JSON.parse((await tradeloop(home, 'doctor', '--json')).stdout) as {
      checks: { name: string; found: string }[];
    };
    expect(checks.find(({ name }) => name === 'API')?.found).toBe(`answers at ${url.origin}`);
  });

  test('lets in who has a token, from the second on in which it was made, until it is revoked', async () => {
    await until(async () => (await ask(MATCHES)).status === 200, 5_000);
    expect(JSON.parse((await ask(MATCHES)).body)).toMatchObject({ total: 0, matches: [] });
    const { stdout } = await tradeloop(
      home,
      'token',
      'create',
      '--name',
      'other',
      '--expires',
      'never',
      '--json',
    );
    const other = JSON.parse(stdout) as { token: string; id: string; expires_at: string | null };
    expect(other.expires_at).toBeNull();
    const asOther = async () => (await ask(MATCHES, { authorization: `Bearer ${other.token}` })).status;
    await until(async () => (await asOther()) === 200, 5_000);
    await done(home, 'token', 'revoke', other.id);
    await until(async () => (await asOther()) === 401, 5_000);
    const listed = JSON.parse((await tradeloop(home, 'token', 'list', '--json')).stdout) as {
      tokens: object[];
    };
    expect(listed.tokens).toMatchObject([
      { name: 'bot' },
      { name: 'other', revoked_at: expect.any(String) as unknown },
    ]);
    expect(JSON.stringify(listed)).not.toContain('sha256');
  });

  test('answers while a step runs, and shows what it committed', async () => {
    const importing = done(home, 'import', SAMPLE);
    let answered = 0;
    for (const ended = importing.then(() => true); !(await Promise.race([ended, tick()])); answered++)
      expect((await ask(MATCHES)).status).toBe(200);
    expect(answered).toBeGreaterThan(0);
    await done(home, 'reconcile', '--from', '2025-06-02', '--to', '2025-06-13');
    const { total, matches } = JSON.parse((await ask(`${MATCHES}?limit=1000`)).body) as {
      total: number;
      matches: unknown[];
    };
    expect(matches).toHaveLength(total);
    expect(total).toBeGreaterThan(0);
  });

  test('runs steps as the command line does, and has what people say taken into account', async () => {
    const { stdout } = await tradeloop(
      home,
      'token',
      'create',
      '--name',
      'me',
      '--scope',
      'decide',
      '--json',
    );
    const headers = { authorization: `Bearer ${(JSON.parse(stdout) as { token: string }).token}` };
    await until(async () => (await ask(MATCHES, headers)).status === 200, 5_000);
    const loop = MATCHES.replace('/matches', '');
    const done = async (method: string, path: string) => {
      const { status, body } = await ask(`${loop}/${path}`, headers, method);
      expect([path, status]).toEqual([path, 200]);
      return JSON.parse(body) as Record<string, unknown>;
    };
    expect(await done('POST', 'reconcile?target_date=2025-06-16')).toMatchObject({
      result: { date: '2025-06-16' },
    });
    expect(await done('POST', 'reconcile?target_date=2024-12-30')).toMatchObject({
      result: { matches_saved: 0 },
    });
    expect(await done('POST', 'reconcile?from=2025-06-02&to=2025-06-20')).toMatchObject({
      days_reconciled: 14,
    });
    await done('POST', 'track-outcomes');
    expect(await done('GET', 'runs?step=outcomes&limit=1')).toMatchObject({
      runs: [{ step: 'outcomes', status: 'completed' }],
    });
    const page = Buffer.from('<html><title>Sign in</title></html>');
    const refused = await ask(`${loop}/imports?filename=login.csv`, headers, 'POST', page);
    expect(refused.status).toBe(422);
    const { next_cursor } = await done('GET', 'runs?limit=1');
    const rest = (await done('GET', `runs?limit=3&cursor=${String(next_cursor)}`))['runs'];
    expect(rest).toHaveLength(3);
    const ofImports = async (status: string) =>
      (await done('GET', `runs?step=import&status=${status}`))['runs'];
    expect(await ofImports('failed')).toMatchObject([{ step: 'import', status: 'failed' }]);
    expect(await ofImports('completed')).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ status: 'failed' })]),
    );
    const { matches } = (await done('GET', 'matches?match_type=reject&limit=1')) as {
      matches: { id: string }[];
    };
    const id = matches[0]?.id ?? '';
    const said = await done('PATCH', `matches/${id}/reason?reason_code=timing`);
    expect(said).toMatchObject({
      reason_code: 'timing',
      run_id: expect.stringContaining('reconcile:') as unknown,
    });
    const shown = async () => (await tradeloop(home, 'matches', 'show', id, '--json')).stdout;
    await until(async () => (await shown()).includes('"reason_code":"timing"'), 30_000);
    const events = await heardWhile(headers, () => done('POST', 'reconcile?target_date=2025-06-17'));
    expect(events).toContain('"run_id":"reconcile:2025-06-17"');
    expect(events).toMatch(/^id: \d+\nevent: reset/);
    const begun = await ask(`${loop}/backfill?from=2025-06-02&to=2025-06-27`, headers, 'POST');
    expect(begun.status).toBe(202);
    const { run_id } = JSON.parse(begun.body) as { run_id: string };
    const run = () => done('GET', `runs/${encodeURIComponent(run_id)}`);
    await until(async () => (await run())['status'] === 'completed', 60_000);
    expect(await run()).toMatchObject({
      step: 'backfill',
      problem: null,
      closed_at: expect.any(String) as unknown,
    });
  });

  test('answers 431 and 400 in the same words to what never comes to a route', async () => {
    const long = await say(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1.1 431 [^]*\/problems\/fields-too-large/);
    expect(await say('\u0000\u0001 junk\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*\/problems\/malformed/);
    expect((await ask('/healthz', {})).status).toBe(200);
  });

  test('is back at the same place when the data process was started again', async () => {
    const { data } = await runFile(home);
    process.kill(data?.pid ?? 0, 'SIGKILL');
    await until(async () => (await ask('/healthz', {}).catch(() => ({ status: 0 }))).status === 200, 60_000);
    expect((await ask(MATCHES)).status).toBe(200);
  });

  test('knows a key again after that: the run that it began is looked at, and none begun', async () => {
    const made = await tradeloop(home, 'token', 'create', '--name', 'keys', '--scope', 'decide', '--json');
    const own = (JSON.parse(made.stdout) as { token: string }).token;
    const headers = { authorization: `Bearer ${own}`, 'idempotency-key': 'once' };
    const loop = MATCHES.replace('/matches', '');
    await until(async () => (await ask(MATCHES, { authorization: `Bearer ${own}` })).status === 200, 5_000);
    const track = (query = '') => ask(`${loop}/track-outcomes${query}`, headers, 'POST');
    const first = await track();
    expect([first.status, first.replayed]).toEqual([200, undefined]);
    const { data } = await runFile(home);
    process.kill(data?.pid ?? 0, 'SIGKILL');
    const isBack = async () => (await ask('/healthz', {}).catch(() => ({ status: 0 }))).status === 200;
    await until(async () => (await runFile(home)).data?.pid !== data?.pid && (await isBack()), 60_000);
    const runs = async () => (await ask(`${loop}/runs?step=outcomes&limit=100`, headers)).body;
    const before = (JSON.parse(await runs()) as { runs: object[] }).runs.length;
    const again = await track();
    expect([again.status, again.replayed]).toEqual([200, 'true']);
    const [one, other] = [first, again].map(({ body }) => JSON.parse(body) as { result: object });
    expect(other?.result).toEqual(one?.result);
    expect((JSON.parse(await runs()) as { runs: object[] }).runs).toHaveLength(before);
    expect((await track('?as_of_date=2025-06-02')).status).toBe(422);
  });

  test('writes no token into any log or file of the home', async () => {
    const secret = token.split('_').slice(2).join('_');
    for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.from(''));
      expect([file.name, bytes.includes(secret)]).toEqual([file.name, false]);
    }
  });
});

test(
  'up --listen refuses a place that is taken, and one beyond this machine while no token is in force',
  async () => {
    const other = await makeHome();
    const taken = await tradeloop(other, 'up', '--listen', `127.0.0.1:${url.port}`, '--json');
    expect([taken.status, taken.stdout]).toEqual([2, expect.stringContaining('is taken')]);
    const old = { id: 'abcdefgh', sha256: '', name: 'old', scope: 'read', revoked_at: null };
    const expired = { ...old, created_at: '2025-01-06T00:00:00Z', expires_at: '2025-01-07T00:00:00Z' };
    await writeFile(homePaths(other).tokens, JSON.stringify({ tokens: [expired] }));
    const open = await tradeloop(other, 'up', '--listen', '0.0.0.0:18437', '--json');
    expect([open.status, open.stdout]).toEqual([2, expect.stringContaining('once there is a token')]);
    await removeHome(other);
  },
  SERVER_TEST_MS,
);

function tick(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), 10));
}

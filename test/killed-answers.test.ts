import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { seededRandom } from '../domain/number/random.js';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { published } from './candidate-row.js';
import { pauseSchedules } from './pause-schedules.js';
import { done, exportHashes, makeHome, pidOf, removeHome, runFile, tradeloop, until, up } from './system.js';

/** `ANSWER_KILLS=50 npm test -- killed-answers` is the whole of it; this is the short form. */
const KILLS = Number(process.env['ANSWER_KILLS'] ?? 2);
const SEED = Number(process.env['ANSWER_SEED'] ?? Date.now() % 1_000_000);
const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const LOOP = '/api/v1/strategies/learning';
const KINDS = ['facts', 'decisions', 'imports', 'streams'] as const;
type Kind = (typeof KINDS)[number];
/** A kill comes within this share of what the same takes undisturbed: while it is read, written down or answered. */
const WITHIN = 0.8;

jest.setTimeout(60_000 * (KILLS + 4));

const random = seededRandom(SEED);
let home: string;
let origin: string;
let token: string;
let matches: string[];

beforeAll(async () => {
  home = await makeHome();
  await done(home, 'import', SAMPLE, '--local');
  await done(home, 'reconcile', '--local');
  const candidates = Array.from({ length: KILLS + 1 }, (_, n) => published(candidate(n)));
  await appendFile(homePaths(home).journal, candidates.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
  await pauseSchedules(home);
  origin = (await runFile(home)).api_url ?? '';
  const made = await tradeloop(home, 'token', 'create', '--name', 'bot', '--scope', 'admin', '--json');
  ({ token } = JSON.parse(made.stdout) as { token: string });
  await whenAnswering();
  const listed = (await json('matches?limit=1000&order=date')) as { matches: { id: string }[] };
  matches = listed.matches.map(({ id }) => id);
}, 180_000);
afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** Every third is implemented: each changes what the one before it made of the algorithm. */
function candidate(n: number) {
  const id = (0xc0ffee00 + n).toString(16);
  const steps = (m: number) => (m % 9) + 1;
  const changes = [{ path: 'strikeSteps', from: n < 3 ? null : steps(n - 3), to: steps(n) }];
  return { candidate_id: id + id, patch: JSON.stringify({ base: 'v3.3', changes }) };
}

interface Answer {
  status: number;
  body: string;
}

/** What is asked, whole; undefined where the answer did not come, or not to its end. */
async function ask(
  method: string,
  path: string,
  { key, body }: { key?: string; body?: string } = {},
): Promise<Answer | undefined> {
  try {
    const response = await fetch(`${origin}${LOOP}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
      },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}

async function json(path: string): Promise<unknown> {
  const answer = await ask('GET', path);
  if (answer?.status !== 200) throw new Error(`${path} gave ${answer?.status}: ${answer?.body}`);
  return JSON.parse(answer.body);
}

async function whenAnswering(): Promise<void> {
  await until(async () => (await ask('GET', 'matches?limit=1'))?.status === 200, 60_000);
}

const isGood = (answer: Answer | undefined) =>
  answer !== undefined && answer.status >= 200 && answer.status < 300;

interface Asked {
  method: string;
  path: string;
  key: string;
  body?: string;
}

const asking = ({ method, path, ...more }: Asked) => ask(method, path, more);

/** What is asked of a kind the n-th time, all at once. */
const ASKED: Record<Kind, (n: number) => Asked[]> = {
  facts: (n) =>
    Array.from({ length: 6 }, (_, i) => {
      const [match, key] = [matches[(n * 6 + i) % matches.length] as string, `fact-${n}-${i}`];
      return { method: 'PATCH', path: `matches/${match}/reason?reason_code=timing&reason_text=${key}`, key };
    }),
  decisions(n) {
    const decision = n === KILLS ? 'defer' : ['implement', 'reject', 'defer'][n % 3];
    const path = `v4-candidates/${candidate(n).candidate_id}/decide?decision=${decision}&reason=decision-${n}`;
    return [{ method: 'POST', path, key: `decision-${n}` }];
  },
  imports(n) {
    const advice = { recommendation_id: `killed-${n}`, sent_at: '2025-06-02T14:00:00Z', account: 'main' };
    const body = `${JSON.stringify({ ...advice, underlying: 'AAPL', action: 'hold' })}\n`;
    return [{ method: 'POST', path: `imports?filename=killed-${n}.jsonl`, key: `import-${n}`, body }];
  },
  streams: (n) =>
    Array.from({ length: 4 }, (_, i) => ({
      method: 'GET',
      path: 'exports/matches?format=csv',
      key: `stream-${n}-${i}`,
    })),
};

/** How long each kind takes undisturbed, in milliseconds. */
const took = {} as Record<Kind, number>;

/** Asks all at once and kills the data process amid them; gives what was answered, once another process answers. */
async function amidKill(kind: Kind, asked: readonly Asked[]): Promise<(Answer | undefined)[]> {
  const pid = await pidOf(home, 'data');
  const answers = asked.map(asking);
  await sleep(random() * WITHIN * took[kind]);
  process.kill(pid, 'SIGKILL');
  const answered = await Promise.all(answers);
  for (const answer of answered)
    if (answer !== undefined && !isGood(answer) && answer.status !== 503)
      throw new Error(`${kind} gave ${answer.status}: ${answer.body}`);
  await until(async () => (await pidOf(home, 'data')) !== pid, 60_000);
  await whenAnswering();
  return answered;
}

/** Asks again by the same key, as a client does; a workflow may have outlived the process that was asked. */
async function again(asked: Asked): Promise<Answer> {
  for (;;) {
    const answer = await asking(asked);
    if (answer !== undefined && isGood(answer)) return answer;
    const isBusy = answer?.status === 503 || (answer?.status === 409 && answer.body.includes('in-progress'));
    if (!isBusy) throw new Error(`${asked.method} ${asked.path} gave ${answer?.status}: ${answer?.body}`);
    await sleep(500);
  }
}

/** How often the journal says this, but for what comes of a decision. */
async function said(text: string): Promise<number> {
  const facts = (await lines()).filter(({ fact }) => !fact.startsWith('algorithm_'));
  return facts.filter((line) => JSON.stringify(line).includes(`"${text}"`)).length;
}

async function lines(): Promise<(Fact & Record<string, unknown>)[]> {
  const text = await readFile(homePaths(home).journal, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fact & Record<string, unknown>);
}

test(`facts, decisions, imports and streams through ${KILLS} kills each of the data process: what was answered stands, once, and nothing half (seed ${SEED})`, async () => {
  for (const kind of KINDS) {
    const began = performance.now();
    await Promise.all(ASKED[kind](KILLS).map(again));
    took[kind] = performance.now() - began;
  }
  const whole = (await again(ASKED.streams(0)[0] as Asked)).body.split('\n').length;
  const answered = { facts: 0, decisions: 0, imports: 0, streams: 0 };
  for (let n = 0; n < KILLS; n++)
    for (const kind of KINDS) {
      const asked = ASKED[kind](n);
      const first = await amidKill(kind, asked);
      answered[kind] += first.filter(isGood).length;
      for (const [i, one] of asked.entries()) {
        if (kind === 'streams') {
          // An answer that ended has all lines, or it did not end.
          if (isGood(first[i])) expect(first[i]?.body.split('\n').length).toBeGreaterThanOrEqual(whole);
          continue;
        }
        if (kind !== 'imports' && isGood(first[i]))
          expect([one.key, await said(one.key)]).toEqual([one.key, 1]);
        await again(one);
        if (kind !== 'imports') expect([one.key, await said(one.key)]).toEqual([one.key, 1]);
      }
    }
  process.stderr.write(`${KILLS} kills each; answered before: ${JSON.stringify(answered)}\n`);

  const facts = await lines();
  const decisions = facts.filter(({ fact }) => fact === 'candidate_decided');
  expect(decisions).toHaveLength(KILLS + 1);
  const implemented = decisions.filter((line) => JSON.stringify(line).includes('"implement"')).length;
  expect(facts.filter(({ fact }) => fact === 'algorithm_change')).toHaveLength(implemented);
  const { recommendations } = (await json('v2/recommendations?limit=1000&symbol=AAPL')) as {
    recommendations: { id: string }[];
  };
  const ids = recommendations.map(({ id }) => id).filter((id) => id.startsWith('killed-'));
  expect(ids.sort()).toEqual(Array.from({ length: KILLS + 1 }, (_, n) => `killed-${n}`).sort());

  // Brought up to date, the warehouse has what the journal and the lake say.
  await done(home, 'week');
  const before = await exportHashes(home);
  await done(home, 'rebuild');
  expect(await exportHashes(home)).toEqual(before);
});

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { REASON_CODES } from '../domain/matching/said-codes.js';
import { homePaths } from '../store/home/home.js';
import { createToken } from '../store/home/tokens.js';
import { readRunFile } from '../workers/running/run-file.js';
import { startInBackground } from '../workers/supervision/background.js';
import { stopSystem } from '../workers/supervision/stop.js';
import {
  ask,
  askedAtOnce,
  clientsWith,
  latencyOf,
  type Client,
  type Latency,
  type Timed,
} from './api-clients.js';
import { homeOfManyMatches, LEFT } from './api-home.js';
import { recordedAnswers } from './recorded-answers.js';

const CLIENTS = 16;
const ROUNDS = 3;
const WINDOW_MS = 1_500;
const FACTS = 100;
/** Each client says something every so often. */
const FACT_EVERY_MS = 2_000;
const DETAILS = 24;

const B = '/api/v1/strategies/learning';
const LISTS = {
  list: '',
  'list, dates': 'start_date=2022-01-03&end_date=2022-12-30',
  'list, type': 'match_type=modify,reject',
  'list, symbol': 'symbol=SYM7',
  'list, account': 'account=account-1',
  'list, reviewed': 'reviewed=true',
  'list, reason': 'reason_code=timing',
  'list, flag': 'flag=close_only',
  'list, q': 'q=earnings again',
  'list, confidence': 'min_confidence=0.5&max_confidence=0.8',
  'list, by confidence': 'order=confidence',
  'list, by date': 'order=date',
  'list, page 40': 'offset=2000',
  'list, 1,000': 'limit=1000',
};

/**
 * The API of a running system at a hundred thousand matches, sixteen clients with a token and a connection each, beside
 * a bare server with the same SQL on the same data; the same while a backfill runs. And facts, and the event loop.
 */
export async function benchApi(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const home = join(directory, 'home');
  await cp(await homeOfManyMatches(), home, { recursive: true });
  const first = Object.entries(LISTS).map(([name, query]) => ({
    name,
    paths: [`${B}/matches${query === '' ? '' : '?'}${new URLSearchParams(query).toString()}`],
  }));
  const listed = `${B}/matches?limit=${DETAILS}&order=date`;
  const known = await recordedAnswers(home, [listed]);
  const ids = (known.get(listed)?.document as { matches: { id: string }[] }).matches.map(({ id }) => id);
  const cases: Case[] = [
    ...first,
    { name: 'detail', paths: ids.map((id) => `${B}/matches/${id}`) },
    { name: 'review', paths: [`${B}/review`] },
    { name: 'divergence-rate', paths: [`${B}/analytics/divergence-rate?days=365&until=2023-12-29`] },
    {
      name: 'divergence-rate, four years',
      paths: [`${B}/analytics/divergence-rate?days=1460&until=2023-12-29`],
    },
  ];
  const answers = await recordedAnswers(
    home,
    cases.flatMap(({ paths }) => paths),
  );
  const answersPath = join(directory, 'answers.json');
  await writeFile(answersPath, JSON.stringify([...answers]));
  const warehouse = join(directory, 'warehouse.duckdb');
  await cp(homePaths(home).warehouse, warehouse);
  const bare = fork(fileURLToPath(new URL('./bare-server.js', import.meta.url)), [warehouse, answersPath], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
  });
  const delays = join(directory, 'delays');
  process.env['BENCH_DELAYS'] = delays;
  process.env['NODE_OPTIONS'] = `--import ${new URL('./loop-delay.js', import.meta.url).href}`;
  const began = Date.now();
  try {
    await (await startInBackground(home, { withUi: false, tell: () => undefined })).close();
    return await measured({
      ...{ cases, ids, delays, began },
      bare: `http://127.0.0.1:${await portOf(bare)}`,
      ours: await originOf(home),
      clients: clientsWith(await tokensIn(home)),
    });
  } finally {
    delete process.env['NODE_OPTIONS'];
    bare.disconnect();
    await stopSystem(home);
    await rm(directory, { recursive: true });
  }
}

interface Case {
  name: string;
  paths: string[];
}

interface Measuring {
  cases: readonly Case[];
  ids: readonly string[];
  bare: string;
  ours: string;
  clients: readonly Client[];
  delays: string;
  /** When the system was started. */
  began: number;
}

async function measured({ cases, ids, bare, ours, clients, delays, began }: Measuring): Promise<string> {
  const quietFrom = Date.now();
  const rows: { name: string; bare: Latency; quiet: Latency; busy?: Latency }[] = [];
  for (const { name, paths } of cases) {
    const times: Record<'bare' | 'ours', Timed[]> = { bare: [], ours: [] };
    for (let round = 0; round <= ROUNDS; round++)
      for (const [who, origin] of Object.entries({ bare, ours })) {
        const some = await askedAtOnce(clients, { origin, paths, ms: WINDOW_MS });
        if (round > 0) times[who as keyof typeof times].push(...some);
      }
    const row = { name, bare: latencyOf(times.bare), quiet: latencyOf(times.ours) };
    rows.push(row);
    process.stderr.write(`${rowText(row)}\n`);
  }
  const facts = latencyOf(await said(clients, { origin: ours, ids, code: 0 }));
  const [asker] = clients as [Client];
  await untilIdle(asker, ours);
  const busyFrom = Date.now();
  const started = await ask(asker, { method: 'POST', url: `${ours}${B}/backfill`, body: LEFT });
  const { run_id } = JSON.parse(started.text) as { run_id: string };
  const isRunning = async () => {
    const { text } = await ask(asker, {
      method: 'GET',
      url: `${ours}${B}/runs/${encodeURIComponent(run_id)}`,
    });
    return (JSON.parse(text) as { status: string }).status === 'running';
  };
  const busyFacts = latencyOf(await said(clients, { origin: ours, ids, code: 1 }));
  for (const row of rows) {
    if (!(await isRunning())) break;
    const { paths } = cases.find(({ name }) => name === row.name) as Case;
    row.busy = latencyOf(await askedAtOnce(clients, { origin: ours, paths, ms: WINDOW_MS }));
  }
  while (await isRunning()) await sleep(1_000);
  const busyTo = Date.now();
  const longest = await longestDelays(delays);
  return [
    `The API at a hundred thousand matches, ${CLIENTS} clients at once (aims: p50 and p95 ≤ 2× bare, ≤ 3× quiet in a backfill)`,
    `  ${''.padEnd(30)}${'p50 · p95 ms'.padStart(24)}${'bare'.padStart(24)}${'ratio'.padStart(14)}${'in a backfill'.padStart(24)}${'of quiet'.padStart(14)}`,
    ...rows.map(rowText),
    `  facts: ${factText(facts)} quiet (aim: p95 < 50); ${factText(busyFacts)} in a backfill (aim: p95 < 250)`,
    `  longest delay of the event loop, and without what other programs took of the processor (aim < 100 ms): ` +
      [
        ['before it answers', began, quietFrom],
        ['quiet', quietFrom, busyFrom],
        ['in a backfill', busyFrom, busyTo],
      ]
        .map(([name, from, to]) => {
          const { delay, held } = longest(from as number, to as number);
          return `${name} ${delay} and ${held} ms`;
        })
        .join('; '),
    '',
  ].join('\n');
}

function rowText({
  name,
  bare,
  quiet,
  busy,
}: {
  name: string;
  bare: Latency;
  quiet: Latency;
  busy?: Latency;
}): string {
  const pair = ({ p50, p95, refused }: Latency) =>
    `${p50.toFixed(0)} · ${p95.toFixed(0)}${refused > 0 ? ` (${refused} busy)` : ''}`.padStart(24);
  const ratio = (a: Latency, b: Latency) =>
    `${(a.p50 / b.p50).toFixed(2)} · ${(a.p95 / b.p95).toFixed(2)}×`.padStart(14);
  return `  ${name.padEnd(30)}${pair(quiet)}${pair(bare)}${ratio(quiet, bare)}${busy ? `${pair(busy)}${ratio(busy, quiet)}` : ''}`;
}

function factText({ p50, p95, refused }: Latency): string {
  return `p50 ${p50.toFixed(0)} and p95 ${p95.toFixed(0)} ms${refused > 0 ? ` (${refused} busy)` : ''}`;
}

/** Every client gives reasons, one after another; gives the time of each answer. */
async function said(
  clients: readonly Client[],
  { origin, ids, code }: { origin: string; ids: readonly string[]; code: number },
): Promise<Timed[]> {
  const times: Timed[] = [];
  const each = Math.ceil(FACTS / clients.length);
  await Promise.all(
    clients.map(async (client, place) => {
      await sleep((place * FACT_EVERY_MS) / clients.length);
      for (let i = 0; i < each; i++) {
        const id = ids[(place * each + i) % ids.length] ?? '';
        const body = { reason_code: REASON_CODES[code + i], reason_text: `of ${place}` };
        const began = performance.now();
        const { status, text } = await ask(client, {
          method: 'PATCH',
          url: `${origin}${B}/matches/${id}/reason`,
          body,
        });
        if (status !== 200 && status !== 503) throw new Error(text);
        const ms = performance.now() - began;
        times.push({ ms, isRefusal: status === 503 });
        await sleep(Math.max(0, FACT_EVERY_MS - ms));
      }
    }),
  );
  return times;
}

async function untilIdle(client: Client, origin: string): Promise<void> {
  for (;;) {
    const { text } = await ask(client, { method: 'GET', url: `${origin}${B}/runs?status=running` });
    const { runs } = JSON.parse(text) as { runs: { step: string }[] };
    if (runs.every(({ step }) => step !== 'reconcile')) return;
    await sleep(1_000);
  }
}

async function longestDelays(
  path: string,
): Promise<(from: number, to: number) => { delay: number; held: number }> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  const noted = lines.map((line) => JSON.parse(line) as { at: number; delay: number; held: number });
  return (from, to) => {
    const within = noted.filter(({ at }) => at >= from && at < to);
    return {
      delay: Math.max(0, ...within.map(({ delay }) => delay)),
      held: Math.max(0, ...within.map(({ held }) => held)),
    };
  };
}

/** It is known once the data process listens. */
async function originOf(home: string): Promise<string> {
  for (;;) {
    const { api_url: url } = (await readRunFile(homePaths(home).run)) ?? {};
    if (typeof url === 'string') return url;
    await sleep(200);
  }
}

async function tokensIn(home: string): Promise<string[]> {
  const tokens: string[] = [];
  for (let i = 0; i < CLIENTS; i++) {
    const made = {
      name: `client ${i}`,
      scope: 'decide',
      created_at: new Date().toISOString(),
      expires_at: null,
    } as const;
    tokens.push((await createToken(homePaths(home), made)).token);
  }
  return tokens;
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error('the bare server has no output');
  const [line] = (await once(stdout, 'data')) as [Buffer];
  return Number(line.toString());
}

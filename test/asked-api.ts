import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import type { Message } from '../domain/news/news.js';
import type { Steps } from '../activities/steps.js';
import { commandsAtOnce, type KeyedRun } from './commands-at-once.js';
import { knownTokens } from '../api/door/known-tokens.js';
import { makeApi, type Caller } from '../api/make-api.js';
import type { Log } from '../api/parts.js';
import { SCOPES, type Scope } from '../domain/access/scope.js';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import { createToken } from '../store/home/tokens.js';
import { readPageFiles } from '../workers/serving/page-files.js';
import { copySharedHome } from './shared-home.js';

/** As the build leaves them. */
const PAGES = join(import.meta.dirname, '..', 'dist', 'dashboard');
const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
/** Ten weeks of the sample: enough for each kind of match, and quickly read. */
const RANGE = { from: '2025-06-02', to: '2025-08-08' };
const CREATED = '2025-08-09T00:00:00Z';
export const HOST = 'localhost:8000';

/** An API on a store of its own, asked without a server. */
export interface AskedApi {
  opened: OpenSteps;
  dir: string;
  tokens: Readonly<Record<Scope, string>>;
  /** What the API takes for now. */
  clock: { at: string };
  /** Lines that were logged. */
  logged: string[];
  /** Messages that a person was sent. */
  sent: Message[];
  /** Asks with a token of all scopes, unless headers say otherwise; an empty value leaves a header out. */
  ask(
    method: string,
    path: string,
    more?: { headers?: Record<string, string>; body?: unknown; as?: Scope; address?: string },
  ): Promise<Response>;
  /** What a server answers with. */
  fetch(request: Request, from: Caller): Response | Promise<Response>;
  /** Has what was said taken into account, as a running system does soon after. */
  restate(): Promise<void>;
  /** Ends and begins again, as after a crash. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `filled`: with ten weeks of the sample, reconciled, their outcomes computed and two weeks published; `facts`: lines
 * of the journal.
 */
export async function askedApi(
  asked: { filled: true } | { filled: false; facts?: readonly Fact[] },
): Promise<AskedApi> {
  const dir = await mkdtemp(join(tmpdir(), 'api-'));
  if (asked.filled) await copySharedHome('ten-weeks', { dir, fill });
  else {
    const lines = (asked.facts ?? []).map((fact) => `${JSON.stringify(fact)}\n`);
    await writeFile(homePaths(dir).journal, lines.join(''));
  }
  const sent: Message[] = [];
  const begin = () => openSteps(dir, { ways: [{ name: 'person', send: (message) => heard(sent, message) }] });
  let opened = await begin();
  const runs = new Map<string, KeyedRun>();
  const home = homePaths(dir);
  const given = await Promise.all(
    SCOPES.map(async (scope) => {
      const { token } = await createToken(home, {
        name: scope,
        scope,
        created_at: CREATED,
        expires_at: null,
      });
      return [scope, token];
    }),
  );
  const tokens = Object.fromEntries(given) as Record<Scope, string>;
  const logged: string[] = [];
  const note = (fields: object, line: string) => void logged.push(`${line} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, error: note };
  const now = { at: '2025-08-10T12:00:00Z' };
  const clock = () => new Date(now.at);
  const known = await knownTokens(home, clock);
  const pages = await readPageFiles(PAGES);
  const made = () =>
    makeApi({
      storeId: 'any',
      ...{
        facts: opened.facts,
        commands: commandsAtOnce(opened, { home, known: runs }),
        messages: opened.messages,
      },
      startedAt: '2025-08-10T08:00:00Z',
      ...{ moments: opened.moments, clock, log, version: '0.0.0', hosts: new Set([HOST]) },
      ...{ tokens: known, home, pages },
    });
  let api = made();
  return {
    ...{ dir, tokens, logged, sent, clock: now },
    get opened() {
      return opened;
    },
    async ask(method, path, { headers = {}, body, as = 'admin', address = '' } = {}) {
      const given = {
        ...{ host: HOST, authorization: `Bearer ${tokens[as]}` },
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      };
      const named = Object.entries(given).filter(([, value]) => value !== '');
      const isAsIs = typeof body === 'string' || Buffer.isBuffer(body) || body instanceof ReadableStream;
      const sent = isAsIs ? body : JSON.stringify(body);
      const request = {
        method,
        headers: named,
        ...(body !== undefined && { body: sent, duplex: 'half' as const }),
      };
      return api.request(`http://${HOST}${path}`, request, { address });
    },
    fetch: (request, from) => api.fetch(request, from),
    async restate() {
      const { facts, steps } = opened;
      for (let range = await facts.unheeded(); range !== null; range = await facts.unheeded())
        await steps.reconcileRange(range);
    },
    async restart() {
      await opened.close();
      opened = await begin();
      api = made();
    },
    async close() {
      await opened.close();
      await rm(dir, { recursive: true, maxRetries: 5 });
    },
  };
}

function heard(sent: Message[], message: Message): Promise<void> {
  sent.push(message);
  return Promise.resolve();
}

async function fill(steps: Steps): Promise<void> {
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file))) {
    const path = join(SAMPLE, name);
    await steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
  }
  await steps.reconcileRange(RANGE);
  await steps.trackOutcomes({ through: RANGE.to });
  await steps.aggregateWeeks({ weeks: ['2025-W30', '2025-W31'], tell: false });
}

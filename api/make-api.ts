import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { answering } from './answering.js';
import { atMost } from './at-most.js';
import { documentOf } from './document.js';
import { checkAddress } from './door/address.js';
import { bearerOf, checkScope } from './door/authorization.js';
import { checkHost, checkOrigin } from './door/origin.js';
import { limitedTo, RATES, tooMany } from './door/rates.js';
import { eventHub } from './events/hub.js';
import { repeats } from './idempotency.js';
import { inTurns } from './in-turn.js';
import { busy, problemOf } from './error-problem.js';
import { putOwnHeaders } from './own-headers.js';
import { pageAnswers } from './pages.js';
import type { ApiParts, Bearer } from './parts.js';
import { Problem, problemResponse } from './problem.js';
import { readTurns } from './read-turns.js';
import { requestLog } from './request-log.js';
import { ROUTES } from './routes.js';
import type { Route } from './route.js';
import { modelFiles } from './shapes/model-files.js';
import { shownRun } from './shapes/run.js';
import { weekFiles } from './shapes/week-files.js';

/** Files that answers are made from and no commit names, by what of the answers they are. */
const FILES = { models: modelFiles, weekly_summaries: weekFiles };

/** What the server hands in beside the request: from where it came. */
export interface Caller {
  address?: string;
}

type Env = { Bindings: Caller; Variables: { bearer: Bearer | null } };

const FAILED = { aSecond: 1, burst: 60 };
/** Each may be 1 GiB. */
const MOST_UPLOADS = 4;
/** What needs no token: so much an address. */
const OPEN = { aSecond: 50, burst: 500 };

/**
 * The API as a function of requests. In order: size, host, origin, token, route and method, scope, rate, body,
 * validation, handler; whatever refuses throws a Problem, which becomes an answer here.
 */
export function makeApi(parts: ApiParts): Hono<Env> {
  const { tokens, hosts, log, version } = parts;
  const milliseconds = () => performance.now();
  const rates = {
    read: limitedTo(RATES.read, milliseconds),
    fact: limitedTo(RATES.fact, milliseconds),
    step: limitedTo(RATES.step, milliseconds),
  };
  const failed = limitedTo(FAILED, milliseconds);
  const shared = {
    parts,
    alone: inTurns(),
    uploads: atMost(MOST_UPLOADS, () => busy(`${MOST_UPLOADS} files are coming in`)),
    turn: readTurns(parts.moments),
    repeat: repeats(() => parts.clock().getTime()),
    hub: eventHub(parts, { first: parts.clock().getTime(), shown: shownRun, files: FILES }),
  };
  const app = new Hono<Env>();
  const known: { path: string; pattern: RegExp; method: string }[] = [];

  app.use(async (c, next) => {
    const id = randomUUID();
    const began = performance.now();
    const request = c.req.raw;
    try {
      checkAddress(request);
      checkHost(request, hosts);
      const isApi = isBelowApi(request);
      // A link from another site to a page is nothing bad: what counts is who asks the API.
      if (isApi) checkOrigin(request, hosts);
      c.set('bearer', isApi && !OPEN_PATHS.has(c.req.path) ? await letIn(c) : letInAnybody(c));
      await next();
      if (c.error) throw c.error;
    } catch (error) {
      c.res = refusal(error, id);
    }
    putOwnHeaders(c.res, id);
    const { status } = c.res;
    const took = Math.round(performance.now() - began);
    const by = (c.get('bearer') as Bearer | null | undefined)?.id ?? null;
    logged(request, { id, status, ms: took, token: by });
  });

  function letIn(c: Context<Env>): Promise<Bearer> {
    return countingFailures(c, () => bearerOf(c.req.raw, tokens));
  }

  async function countingFailures<T>(c: Context<Env>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.slug !== 'unauthenticated') throw error;
      const wait = failed(addressOf(c));
      throw wait > 0 ? tooMany(wait) : error;
    }
  }

  const open = limitedTo(OPEN, milliseconds);
  const logged = requestLog(log, milliseconds);

  function letInAnybody(c: Context<Env>): null {
    const wait = open(addressOf(c));
    if (wait > 0) throw tooMany(wait);
    return null;
  }

  function refusal(error: unknown, id: string): Response {
    const problem = problemOf(error);
    if (problem) return problemResponse(problem, id);
    log.error({ id, err: error }, 'a fault of the program');
    return problemResponse(new Problem('fault', 'a fault of the program: the log has it under this id'), id);
  }

  function note(path: string, method: string): void {
    const pattern = path.replaceAll(/\{\w+\}/g, '[^/]+').replace(/\*$/, '.*');
    known.push({ path, pattern: new RegExp(`^${pattern}$`), method });
  }

  function add(route: Route): void {
    const answer = answering(route, shared);
    const rate = rates[route.rate];
    for (const named of [route.path, ...(route.also ?? [])]) {
      const path = named.replaceAll(/\{(\w+)\}/g, ':$1');
      note(named, route.method);
      app.on(route.method.toUpperCase(), path, async (c) => {
        const bearer = c.get('bearer');
        if (route.scope !== null) checkScope(bearer, route.scope);
        const wait = bearer === null ? 0 : rate(bearer.id);
        if (wait > 0) throw tooMany(wait);
        return countingFailures(c, () => answer(c.req.raw, { bearer, path: c.req.param() }));
      });
    }
  }

  /** What is asked for with a method that its path has not. */
  function withoutRoute(c: Context<Env>): Response {
    const found = known.filter(({ pattern }) => pattern.test(c.req.path));
    if (found.length === 0)
      throw new Problem('not-found', 'there is no such route: /openapi.json lists them');
    const named = found.filter(({ path }) => path === c.req.path);
    const allow = allowedBy((named.length > 0 ? named : found).map(({ method }) => method));
    if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
    throw new Problem('method-not-allowed', `${c.req.method} is none of ${allow}`, { headers: { allow } });
  }

  const isNamed = (path: string) => !path.includes('{');
  for (const route of ROUTES.filter(({ path }) => isNamed(path))) add(route);
  // A path that is named is not also one of those with any name in its place.
  for (const { path } of known) app.all(path, withoutRoute);
  for (const route of ROUTES.filter(({ path }) => !isNamed(path))) add(route);
  const document = documentOf(ROUTES, version);
  app.get('/openapi.json', () => Response.json(document));
  note('/openapi.json', 'get');
  for (const { path, answer } of pageAnswers(parts.pages)) {
    app.get(path, (c) => answer(c.req.raw));
    note(path, 'get');
  }
  app.notFound(withoutRoute);
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** Of the paths below /api, all others of which ask for a token, known route or not. */
const OPEN_PATHS = new Set(ROUTES.flatMap(({ scope, path }) => (scope === null ? [path] : [])));

function isBelowApi(request: Request): boolean {
  return /^\/+api(\/|$)/i.test(decodeURIComponent(new URL(request.url).pathname));
}

function addressOf({ env }: Context<Env>): string {
  return (env as Caller | undefined)?.address ?? '';
}

function allowedBy(methods: readonly string[]): string {
  const upper = [...new Set(methods.map((method) => method.toUpperCase()))];
  return [...upper, ...(upper.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

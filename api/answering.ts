import { readBody } from './door/body.js';
import { hasAlready, strongTag, weakTag } from './etag.js';
import type { Hub } from './events/hub.js';
import type { repeats } from './idempotency.js';
import { jsonPieces } from './json-pieces.js';
import { readParameters, readPath } from './parameters.js';
import type { ApiParts, Bearer, Moment } from './parts.js';
import { Problem } from './problem.js';
import type { Turns } from './read-turns.js';
import type { Answered, Asked, Route } from './route.js';

/** What all routes share. */
export interface Shared {
  parts: ApiParts;
  turns: Turns;
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  hub: Hub;
  repeat: ReturnType<typeof repeats>;
}

/** What answers a route once the door let its request in. */
export function answering(
  route: Route,
  { parts, turns, alone, hub, repeat }: Shared,
): (request: Request, found: { bearer: Bearer | null; path: Record<string, string> }) => Promise<Response> {
  return async (request, { bearer, path }) => {
    if (route.bytes !== true && route.streams !== true) checkAccept(request);
    const body = await readBody(request, { taken: takesBody(route) });
    const at = <T>(work: (moment: Moment) => Promise<T>) =>
      turns(work, { by: bearer?.id ?? '', gone: request.signal });
    const { searchParams: query } = new URL(request.url);
    const asked = {
      path: readPath(route.inPath, path),
      given: readParameters(route.parameters, { query, body }),
      ...{ request, bearer, parts, at, alone, hub },
    } as Asked<never, never>;
    if (route.kind === 'other') {
      const answer = async () => toResponse(await route.handle(asked, null));
      if (route.method === 'get') return unlessKnown(request, await answer());
      // What anybody may ask is kept for nobody.
      if (bearer === null) return answer();
      const key = request.headers.get('idempotency-key');
      const { method, url } = request;
      return repeat({ key, bearer: bearer.id, method, url, body }, answer);
    }
    if (route.tag === 'thing')
      return at(async (moment) => {
        const answered = await route.handle(asked, moment);
        const etag = strongTag('document' in answered ? (answered.document as object) : {});
        return hasAlready(request, etag) ? notModified(etag) : toResponse(withTag(answered, etag));
      });
    const now = parts.moments.generation();
    const known = now && weakTag(now, request);
    if (known && hasAlready(request, known)) return notModified(known);
    return at(async (moment) => {
      const etag = weakTag(moment.generation, request);
      if (hasAlready(request, etag)) return notModified(etag);
      return toResponse(withTag(await route.handle(asked, moment), etag));
    });
  };
}

/** Whether what a route is given may stand in a body. */
export function takesBody({ method, parameters }: Route): boolean {
  return method !== 'get' && method !== 'delete' && Object.keys(parameters.shape).length > 0;
}

const CACHED = 'private, no-cache';
const JSON_RANGES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*']);

function checkAccept(request: Request): void {
  const accept = request.headers.get('accept') ?? '*/*';
  const ranges = accept.toLowerCase().split(',');
  const isTaken = ranges.some((range) => {
    const [type = '', ...settings] = range.split(';').map((part) => part.trim());
    return JSON_RANGES.has(type) && !settings.some((setting) => /^q=0(\.0*)?$/.test(setting));
  });
  if (!isTaken) throw new Problem('not-acceptable', 'the answer is application/json');
}

/** What has an ETag of its own is not sent to who has it. */
function unlessKnown(request: Request, response: Response): Response {
  const etag = response.headers.get('etag');
  return etag !== null && hasAlready(request, etag) ? notModified(etag) : response;
}

function withTag(answered: Answered<unknown>, etag: string): Answered<unknown> {
  return { ...answered, headers: { etag, 'cache-control': CACHED, ...answered.headers } };
}

function notModified(etag: string): Response {
  return new Response(null, { status: 304, headers: { etag, 'cache-control': CACHED } });
}

function toResponse(answered: Answered<unknown>): Response {
  const { status = 200, headers } = answered;
  const usual = { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers };
  if ('stream' in answered)
    return new Response(answered.stream, {
      status,
      headers: { ...usual, 'content-type': 'text/event-stream' },
    });
  if ('bytes' in answered) {
    const type = { 'content-type': 'application/octet-stream' };
    return new Response(answered.bytes, { status, headers: { ...usual, ...type } });
  }
  if ('json' in answered) return new Response(answered.json, { status, headers: usual });
  const pieces = jsonPieces(answered.document);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, { status, headers: usual });
}

import type { KeyedRequest } from '../domain/keyed-request.js';
import type { Fact } from '../store/home/journal.js';
import { carrying, knownBefore, type Before } from './carrying.js';
import { readBody } from './door/body.js';
import { receiveFile } from './door/file-body.js';
import { hasAlready, hasNamed, weakTag } from './etag.js';
import type { Hub } from './events/hub.js';
import { checkAccept, MEDIA_TYPES } from './form.js';
import { keyedIn, type repeats } from './idempotency.js';
import { jsonPieces } from './json-pieces.js';
import { readParameters, readPath } from './parameters.js';
import type { ApiParts, Bearer } from './parts.js';
import type { Turns } from './read-turns.js';
import type { Answered, Asked, Route } from './route.js';

/** What all routes share. */
export interface Shared {
  parts: ApiParts;
  /** Files that come in. */
  uploads: <T>(work: () => Promise<T>) => Promise<T>;
  turn: Turns;
  alone: <T>(about: string, work: () => Promise<T>) => Promise<T>;
  hub: Hub;
  repeat: ReturnType<typeof repeats>;
}

/** Whether a request may have a body: of what takes no parameters an empty object. */
export function mayHaveBody({ method, takesFile }: Pick<Route, 'method' | 'takesFile'>): boolean {
  return method !== 'get' && method !== 'delete' && !takesFile;
}

/** What answers a route once the door let its request in. */
export function answering(
  route: Route,
  { parts, turn, uploads, alone, hub, repeat }: Shared,
): (request: Request, found: { bearer: Bearer | null; path: Record<string, string> }) => Promise<Response> {
  // What people say does not wait behind lists.
  const isFirst = route.rate !== 'read';
  return async (request, { bearer, path }) => {
    checkAccept(request, route.gives);
    const body = route.takesFile ? undefined : await readBody(request, { taken: mayHaveBody(route) });
    const { searchParams: query } = new URL(request.url);
    const asked = {
      path: readPath(route.inPath, path),
      given: readParameters(route.parameters, { query, body }),
      at: (work) => turn(work, { by: bearer?.id ?? '', gone: request.signal, isFirst }),
      ...{ request, bearer, parts, alone, hub, saidBefore: NOTHING_SAID, file: '' },
    } satisfies Asked<object, object> as Asked<never, never>;
    if (route.method !== 'get') {
      const key = bearer && keyedIn(request, bearer.id);
      let file = '';
      const receive = ({ isKnown }: { isKnown: boolean }) =>
        uploads(async () => (file = await receiveFile(request, parts.home, { isKept: !isKnown })));
      const answer = async (before: Before | undefined, keyed: KeyedRequest | null) => {
        const { facts = [] } = before ?? {};
        // What it asked for has been done, so it is no more as it was when it was asked for.
        const again = before === undefined ? request : withoutCondition(request);
        const carried = { parts: { ...parts, ...carrying(parts, keyed, before) }, saidBefore: facts };
        return await toResponse(route, await route.handle({ ...asked, ...carried, file, request: again }));
      };
      // What anybody may ask is kept for nobody, and what only reads is read again.
      return repeat(route.rate === 'read' ? null : key, body ?? '', {
        knownBefore: (known) => knownBefore(parts, known, { isRun: route.rate === 'step' }),
        ...(route.takesFile && { receive }),
        answer,
      });
    }
    const now = route.tag === 'moment' ? parts.moments.generation() : undefined;
    const known = now && weakTag(now, request);
    return known && hasNamed(request, known)
      ? notModified(known)
      : unlessKnown(request, await toResponse(route, await route.handle(asked)));
  };
}

const NOTHING_SAID: readonly Fact[] = [];
const CACHED = 'private, no-cache';

function withoutCondition({ url, method, headers }: Request): Request {
  const left = new Headers(headers);
  left.delete('if-match');
  return new Request(url, { method, headers: left });
}

/** What has an ETag is not sent to who has it, and to a HEAD nothing is; what is not sent is not read either. */
async function unlessKnown(request: Request, response: Response): Promise<Response> {
  const etag = response.headers.get('etag');
  const isKnown = etag !== null && hasAlready(request, etag);
  if (!isKnown && request.method !== 'HEAD') return response;
  await response.body?.cancel();
  return isKnown ? notModified(etag) : new Response(null, response);
}

function notModified(etag: string): Response {
  return new Response(null, { status: 304, headers: { etag, 'cache-control': CACHED } });
}

async function toResponse(
  { gives: [form], status: usual }: Route,
  answered: Answered<unknown>,
): Promise<Response> {
  const { status = usual, etag } = answered;
  const headers = {
    ...{ 'content-type': MEDIA_TYPES[form ?? 'json'], 'cache-control': 'no-store' },
    ...(etag !== undefined && { etag, 'cache-control': CACHED }),
    ...answered.headers,
  };
  if ('stream' in answered) return new Response(answered.stream, { status, headers });
  if ('bytes' in answered) return new Response(answered.bytes, { status, headers });
  return new Response(await jsonBody(answered.document), { status, headers });
}

/** A document of one piece is a text, which is sent in one go; of a larger one each piece is made once it is read. */
async function jsonBody(document: unknown): Promise<string | ReadableStream<Uint8Array>> {
  const pieces = jsonPieces(document);
  const encoder = new TextEncoder();
  const first = await pieces.next();
  let next = await pieces.next();
  if (next.done === true) return first.value ?? '';
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(first.value ?? '')),
    async pull(controller) {
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = await pieces.next();
    },
    async cancel() {
      await pieces.return();
    },
  });
}

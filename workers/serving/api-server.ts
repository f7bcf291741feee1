import { randomUUID } from 'node:crypto';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Caller } from '../../api/make-api.js';
import { OWN_HEADERS, putOwnHeaders } from '../../api/own-headers.js';
import type { Log as ApiLog } from '../../api/parts.js';
import { Problem, problemAnswer, problemResponse } from '../../api/problem.js';
import { sparsely } from '../../api/request-log.js';
import { LOOP } from '../../api/route.js';
import { placeText, type ApiPlace } from './api-place.js';

/** Of the address and headers together: a little over what the API itself refuses in its own words. */
const MAX_HEADER_BYTES = 80 * 1_024;
/** For headers and bodies to come in whole. */
const REQUEST_MS = 10_000;
/** How often it is looked for such as did not. */
const CHECK_MS = 1_000;
/** Who takes nothing of an answer for so long is let go. */
const STALLED_MS = 30_000;
const MOST_CONNECTIONS = 512;

export interface Api {
  fetch(request: Request, from: Caller): Response | Promise<Response>;
}
export type Log = ApiLog;

/** A server that answers the API and listens nowhere yet. */
export function serverOf(api: Api, log: Log): Server {
  const answer = getRequestListener(
    (request, env) =>
      URL.canParse(request.url)
        ? api.fetch(request, {
            address: (env as { incoming: IncomingMessage }).incoming.socket.remoteAddress ?? '',
          })
        : unreadable(),
    { errorHandler: (error) => refusalOf(error, log) },
  );
  const unread = sparsely(log, () => performance.now());
  const underWay = new WeakMap<Duplex, Set<ServerResponse>>();
  const answersOf = (socket: Duplex) => [...(underWay.get(socket) ?? [])];
  const hasBegun = ({ headersSent }: ServerResponse) => headersSent;
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const answers = underWay.get(request.socket) ?? new Set<ServerResponse>();
    underWay.set(request.socket, answers.add(response));
    // As long as more of the request may come, whatever else is said would be taken for the answer to the next one.
    const forget = () => response.closed && request.complete && answers.delete(response);
    response.once('close', forget);
    request.once('end', forget);
    void answer(request, response);
  };
  const server = createServer(
    {
      ...{ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
      // What has no host is refused here, in the same words as all else.
      ...{ connectionsCheckingInterval: CHECK_MS, requireHostHeader: false },
    },
    take,
  );
  server.maxConnections = MOST_CONNECTIONS;
  // Of what is small enough none is left out.
  server.maxHeadersCount = 0;
  // What else is expected of an answer than that it comes may be left alone.
  server.on('checkExpectation', take);
  server.on('connect', (_, socket) => unread(refuse(socket, NO_PROXY), 'CONNECT'));
  server.setTimeout(STALLED_MS, (socket) => {
    const answers = answersOf(socket);
    // Who waits for a step hears nothing until it is done.
    if (answers.length === 0 || answers.some(hasBegun)) socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A file may come for longer: the API itself ends one that comes too slowly.
    if (error.code === LATE && answersOf(socket).some(isOfFile)) return;
    // Browsers connect before they ask: what is said then would be taken for the answer to what they ask next.
    const isUnused = error.code === LATE && (socket as Socket).bytesRead === 0;
    // Within an answer is no place for another one.
    if (isUnused || !socket.writable || answersOf(socket).some(hasBegun)) socket.destroy();
    else unread(refuse(socket, unreadFor(error.code)), 'what is no request');
  });
  return server;
}

/** Resolves when it listens at a place. */
export function listening(server: Server, { place, log }: { place: ApiPlace; log: Log }): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...place, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error(error, `the API at ${placeText(place)}`));
      resolve(server);
    });
  });
}

/** What the adaptor makes no request of, such as one with a host that is none, is refused in the same words. */
function refusalOf(error: unknown, log: Log): Response {
  const id = randomUUID();
  if (error instanceof Error && error.name === 'RequestError') return unreadable();
  log.error({ id, err: error }, 'a fault of the program');
  return refused(new Problem('fault', 'a fault of the program: the log has it under this id'), id);
}

function unreadable(): Response {
  return refused(new Problem('malformed', 'the address or the host cannot be read'), randomUUID());
}

function refused(problem: Problem, id: string): Response {
  const response = problemResponse(problem, id);
  putOwnHeaders(response, id);
  return response;
}

/** Whether it is to answer an import, whose file is coming. */
function isOfFile({ headersSent, req }: ServerResponse): boolean {
  return !headersSent && req.method === 'POST' && (req.url ?? '').startsWith(`${LOOP}/imports?`);
}

const LATE = 'ERR_HTTP_REQUEST_TIMEOUT';

/**
 * What is no HTTP never comes to the API: it is refused here, in the same words and under the same headers. Gives what
 * is noted of it.
 */
function refuse(socket: Duplex, problem: Problem): { id: string; status: number } {
  const id = randomUUID();
  const { status, headers, text } = problemAnswer(problem, id);
  const all = {
    ...{ ...OWN_HEADERS, ...headers, 'x-request-id': id, connection: 'close' },
    'content-length': String(Buffer.byteLength(text)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
  return { id, status };
}

const NO_PROXY = new Problem('method-not-allowed', 'CONNECT: this is no proxy', {
  headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
});

function unreadFor(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('fields-too-large', 'address and headers are too large');
  return new Problem(
    'malformed',
    code === LATE ? 'the request came in too slowly' : 'what came is no request of HTTP',
  );
}

/** Ends a server and all its connections. */
export function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

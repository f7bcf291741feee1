import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { makeApi } from '../../api/make-api.js';
import { placeText, type ApiPlace } from './api-place.js';

/** Of the address and headers together: a little over what the API itself refuses in its own words. */
const MAX_HEADER_BYTES = 80 * 1_024;
/** For headers and bodies to come in whole. */
const REQUEST_MS = 10_000;
const MOST_CONNECTIONS = 512;
/** Another program may have the port for a moment, as a process of before that is ending. */
const RETRY_MS = 1_000;

/** Answers the API at these places, each as soon as it is free. Gives what ends it. */
export function serveApi(
  api: ReturnType<typeof makeApi>,
  { places, log }: { places: readonly ApiPlace[]; log: Logger },
): { close(): Promise<void> } {
  const ended = new AbortController();
  const servers = places.map((place) => keepListening(api, { place, log, ended: ended.signal }));
  return {
    async close() {
      ended.abort();
      await Promise.all(servers.map((server) => server.then(closed)));
    },
  };
}

async function keepListening(
  api: ReturnType<typeof makeApi>,
  { place, log, ended }: { place: ApiPlace; log: Logger; ended: AbortSignal },
): Promise<Server | undefined> {
  for (let isTold = false; !ended.aborted;)
    try {
      return await listening(api, place);
    } catch (error) {
      if (!isTold) log.error(error, `the API cannot listen at ${placeText(place)}; it is tried again`);
      isTold = true;
      await sleep(RETRY_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  return undefined;
}

function listening(api: ReturnType<typeof makeApi>, { host, port }: ApiPlace): Promise<Server> {
  const answer = getRequestListener((request, env) =>
    api.fetch(request, {
      address: (env as { incoming: IncomingMessage }).incoming.socket.remoteAddress ?? '',
    }),
  );
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => void answer(request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', refuseUnread);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

const UNREAD: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'fields-too-large', 'Address and headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'malformed', 'The request came in too slowly'],
};

/** What is no HTTP never comes to the API: it is refused here, in the same words. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const [status, slug, title] = UNREAD[error.code ?? ''] ?? [400, 'malformed', 'The request cannot be read'];
  const body = JSON.stringify({ type: `/problems/${slug}`, title, status, detail: title, instance: '' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\nx-content-type-options: nosniff\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

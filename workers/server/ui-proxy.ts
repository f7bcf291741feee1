import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  Agent,
  createServer,
  request as askUpstream,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Place } from './hidden-place.js';
import { COLUMNS_HEADERS, COLUMNS_PAGE, COLUMNS_PATH } from './ui-columns.js';

const HOST = '127.0.0.1';
const NAMES = [HOST, 'localhost'];
/** What a browser says of a request that its own page makes, and of an address that a person enters or opens. */
const OWN_SITES = new Set(['same-origin', 'none']);

/** Headers that are of one connection, and what the page behind is not to know or to say. */
const NOT_PASSED = new Set([
  ...[
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
  ],
  ...['transfer-encoding', 'upgrade', 'host', 'origin', 'referer', 'cookie'],
]);
const CLOSED: OutgoingHttpHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export interface UiProxy {
  port: number;
  /** The link that lets a browser in. */
  url: string;
  close(): Promise<void>;
}

/**
 * Stands before the workflow UI, which asks nobody who comes: listens on this machine alone and passes on what a
 * person's own browser asks. Whoever comes by another host name than `127.0.0.1:<port>` and `localhost:<port>` is
 * refused with 421, as a page is that had its name point here; whoever comes from another page with 403; and whoever
 * has not come by the link before with 401. The link's token becomes a cookie that no page reads and that the browser
 * sends for no other site. Takes the preferred port where that is free.
 */
export async function serveUi(place: Place, preferredPort: number | null): Promise<UiProxy> {
  const token = randomBytes(32).toString('base64url');
  const agent = new Agent({ keepAlive: true });
  let port = 0;
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, port);
    if (refusal) return refuse(response, ...refusal);
    const given = tokenIn(request);
    if (given !== null) return welcome(request, response, { port, isRight: isEqual(given, token) });
    if (!isEqual(cookieOf(request, port) ?? '', token))
      return refuse(response, 401, 'open the link that "npx tradeloop ui" prints');
    if (request.method === 'GET' && request.url === COLUMNS_PATH) return showColumns(response);
    pass(request, response, { place, port, agent });
  });
  port = await listenAt(server, preferredPort);

  function welcome(
    request: IncomingMessage,
    response: ServerResponse,
    { port, isRight }: { port: number; isRight: boolean },
  ): void {
    if (!isRight)
      return refuse(
        response,
        401,
        'a link of an earlier start: "npx tradeloop ui" prints the one that works',
      );
    const target = new URL(request.url ?? '/', `http://${HOST}`);
    target.searchParams.delete('token');
    // Of this page alone: two slashes would begin the name of another host.
    const path = target.pathname.replace(/^\/+/, '/');
    response.writeHead(303, {
      ...CLOSED,
      location: path === '/' ? COLUMNS_PATH : `${path}${target.search}`,
      'set-cookie': `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`,
      'cache-control': 'no-store',
    });
    response.end();
  }

  return {
    port,
    url: `http://${HOST}:${port}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

function showColumns(response: ServerResponse): void {
  response.writeHead(200, { ...CLOSED, ...COLUMNS_HEADERS });
  response.end(COLUMNS_PAGE);
}

/** Why a request is not even looked at: it did not come from the person's own page at this address. */
function refusalOf(
  { headers, url }: IncomingMessage,
  port: number,
): [status: number, why: string] | undefined {
  const { host, origin } = headers;
  if (!NAMES.some((name) => host === `${name}:${port}`)) return [421, 'not the host name of this page'];
  if (origin !== undefined && origin !== `http://${host}`) return [403, 'from a page of another origin'];
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.has(String(site))) return [403, 'from a page of another site'];
  if (!url?.startsWith('/') || url.startsWith('//')) return [400, 'not a path'];
  return undefined;
}

function tokenIn({ method, url }: IncomingMessage): string | null {
  if (method !== 'GET' || !url?.includes('token=')) return null;
  return new URL(url, `http://${HOST}`).searchParams.get('token');
}

/** Cookies know no ports: the name keeps those of two homes apart. */
function cookieName(port: number): string {
  return `tradeloop_ui_${port}`;
}

function cookiesOf({ headers }: IncomingMessage): [name: string, whole: string][] {
  return (headers.cookie ?? '').split(/; */).map((whole) => [whole.split('=', 1)[0] ?? '', whole]);
}

function cookieOf(request: IncomingMessage, port: number): string | undefined {
  const name = cookieName(port);
  const found = cookiesOf(request).find(([other]) => other === name);
  return found?.[1].slice(name.length + 1);
}

function isEqual(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { place, port, agent }: { place: Place; port: number; agent: Agent },
): void {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const { 'content-length': length, ...headers } = passed(request.headers);
  const cookies = cookiesOf(request).filter(([name]) => !name.startsWith('tradeloop_ui_'));
  const asked = askUpstream(
    {
      host: place.ip,
      port: place.port,
      method: request.method,
      path: request.url,
      agent,
      headers: {
        ...headers,
        ...(hasBody && length !== undefined && { 'content-length': length }),
        host: `${place.ip}:${place.port}`,
        ...(cookies.length > 0 && { cookie: cookies.map(([, whole]) => whole).join('; ') }),
      },
    },
    (answer) => {
      const { location } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, {
        ...passed(answer.headers),
        ...(location !== undefined && { location: ownLocation(location, place, port) }),
        ...CLOSED,
      });
      answer.pipe(response);
    },
  );
  asked.once('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, 'the workflow UI is not there just now: it may be starting');
  });
  response.once('close', () => asked.destroy());
  if (hasBody) request.pipe(asked);
  else asked.end();
}

/** Without what is of one connection, and without leave for pages of other origins. */
function passed(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !NOT_PASSED.has(name) && !name.startsWith('access-control-')),
  );
}

function ownLocation(location: string, { ip, port: uiPort }: Place, port: number): string {
  return location.replace(`http://${ip}:${uiPort}`, `http://${HOST}:${port}`);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  const body = `${why}\n`;
  response.writeHead(status, {
    ...CLOSED,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}

async function listenAt(server: Server, preferred: number | null): Promise<number> {
  const ports = preferred === null ? [0] : [preferred, 0];
  for (const port of ports) {
    try {
      return await listen(server, port);
    } catch (error) {
      if (port === 0) throw error;
    }
  }
  throw new Error('no port');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

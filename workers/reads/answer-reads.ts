import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { READ_INPUTS, type ReadName, type Reads } from '../../activities/named-reads.js';
import { TradeloopError } from '../../domain/errors.js';
import { clearPlace } from './socket-place.js';

/** The address has what is asked for, be it thousands of decisions; a longer one is answered 431 and cut off. */
const MAX_HEADER_BYTES = 8 * 1_024 * 1_024;
/** For a request to come in whole. */
const REQUEST_MS = 5_000;
const MOST_CONNECTIONS = 32;

/**
 * Answers reads on a Unix socket that only the owner of the home opens, as HTTP: `GET /match?input={"id":"…"}` gives
 * 200 with the answer as JSON. A read that there is not is 404, any other method 405, a body 413, an input that a read
 * does not take and what is no HTTP 400, and a read that fails 422 by bad data, else 500; the document is then
 * `{"error": {"name", "message"}}`. A connection is for one request. Gives what ends it.
 */
export async function answerReads(path: string, reads: Reads): Promise<{ close(): Promise<void> }> {
  await clearPlace(path);
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => void answer(request, response, reads),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The socket is the owner's alone from the moment it is there: it gets its mode from the mask while it is bound, which
 * is at once.
 */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const mask = process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(mask);
    }
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, reads: Reads): Promise<void> {
  const [name, parameters] = (request.url ?? '').replace(/^\//, '').split('?', 2);
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (length !== '0' || encoding !== undefined) return refuse(response, 413, 'a read has no body');
  if (request.method !== 'GET') return refuse(response, 405, 'reads are GET');
  if (!isRead(name))
    return refuse(response, 404, `no such read: there are ${Object.keys(READ_INPUTS).join(', ')}`);
  const asked = inputOf(name, parameters);
  if ('refusal' in asked) return refuse(response, 400, asked.refusal);
  try {
    send(response, 200, await (reads[name] as (input: unknown) => Promise<unknown>)(asked.input));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send(response, error instanceof TradeloopError ? 422 : 500, { error: { name, message } });
  }
}

function isRead(name: string | undefined): name is ReadName {
  return name !== undefined && Object.hasOwn(READ_INPUTS, name);
}

/** What a read is asked with: the parameter `input`, as JSON; or why it cannot be asked so. */
function inputOf(name: ReadName, parameters: string | undefined): { input: unknown } | { refusal: string } {
  const schema = READ_INPUTS[name];
  if (schema === null)
    return parameters === undefined ? { input: undefined } : { refusal: `${name} takes no parameters` };
  const { input = '{}', ...others } = Object.fromEntries(new URLSearchParams(parameters));
  const [other] = Object.keys(others);
  if (other !== undefined) return { refusal: `${name} takes no parameter ${JSON.stringify(other)}` };
  const parsed = schema.safeParse(parseJson(input));
  return parsed.success ? { input: parsed.data } : { refusal: z.prettifyError(parsed.error) };
}

/** Undefined for what is no JSON, which no read takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { error: { name: 'InvalidInput', message } });
}

function send(response: ServerResponse, status: number, document: unknown): void {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}

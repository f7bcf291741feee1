import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { freePort } from '../server/hidden-place.js';
import { serveApi } from './serve-api.js';

const HOST = '127.0.0.1';
const BEGUN = 'begun';

let port: number;
let serving: Awaited<ReturnType<typeof serveApi>>;
let faults: object[];
let noted: object[];

/** An API of routes whose answer never ends, comes before the request has, and is a header. */
beforeEach(async () => {
  const api = new Hono();
  api.get('/endless', () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(BEGUN)),
    });
    return new Response(body);
  });
  api.post('/early', (c) => c.body('early'));
  api.get('/seen', (c) => c.body(c.req.header('last') ?? ''));
  port = await freePort(HOST);
  [faults, noted] = [[], []];
  const log = {
    info: (fields: object) => void noted.push(fields),
    error: (fields: object) => void faults.push(fields),
  };
  serving = await serveApi(api, { named: [{ host: HOST, port }], log });
});
afterEach(() => serving.close());

/** What comes back until the connection is closed; `more` is sent once the answer has come so far. */
function said(bytes: string, more?: { after: string; bytes: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, HOST);
    let heard = '';
    socket.on('data', (chunk) => {
      const before = heard;
      heard += chunk.toString();
      if (more && heard.includes(more.after) && !before.includes(more.after)) socket.write(more.bytes);
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(heard) : reject(error),
    );
    socket.once('close', () => resolve(heard));
    socket.write(bytes);
  });
}

describe('serveApi(api)', () => {
  test('refuses a host that is none in the words of the API, under its headers', async () => {
    const answer = await said('GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*"type":"\/problems\/malformed"/);
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(faults).toEqual([]);
  });

  test.each([
    ['a host that no address can have', 'GET / HTTP/1.1\r\nhost: xn--a\r\n', 400, 'malformed'],
    ['no host', 'GET / HTTP/1.1\r\n', 400, 'malformed'],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n', 405, 'method-not-allowed'],
  ])('refuses %s in the words of the API', async (_, bytes, status, slug) => {
    const answer = await said(`${bytes}connection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*nosniff[^]*"type":"/problems/${slug}"`));
    expect(faults).toEqual([]);
  });

  test('answers who expects what is no more than an answer, and leaves out no header, however many there are', async () => {
    const many = 'a:\r\n'.repeat(3_000);
    const asked = `GET /seen HTTP/1.1\r\nhost: ${HOST}\r\nexpect: any\r\n${many}last: seen\r\nconnection: close\r\n\r\n`;
    expect(await said(asked)).toMatch(/^HTTP\/1.1 200 [^]*seen$/);
  });

  test('writes no refusal into an answer that has begun', async () => {
    const asked = `GET /endless HTTP/1.1\r\nhost: ${HOST}:${port}\r\n\r\n`;
    const answer = await said(asked, { after: BEGUN, bytes: 'junk\u0000\r\n\r\n' });
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  test('answers once what is answered before it has come in', async () => {
    const asked = `POST /early HTTP/1.1\r\nhost: ${HOST}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await said(asked, { after: 'early', bytes: 'junk\r\n' });
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  test('ends a connection on which nothing came without a word, which would answer the request that comes then', async () => {
    expect(await said('')).toBe('');
    expect(noted).toEqual([]);
  });

  test('refuses what is no HTTP under the headers of the API, and notes it under the id that it says', async () => {
    for (const [bytes, status, slug] of [
      ['junk\u0000\r\n\r\n', 400, 'malformed'],
      [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(90_000)}\r\n\r\n`, 431, 'fields-too-large'],
    ] as const) {
      const answer = await said(bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*nosniff[^]*"type":"/problems/${slug}"`));
      const [, id] = /^x-request-id: (.+)\r$/m.exec(answer) ?? [];
      expect(answer).toContain(`"status":${status},`);
      expect(answer).toContain(`"instance":"${id}"`);
    }
    expect(noted).toEqual([expect.objectContaining({ status: 400, id: expect.any(String) as unknown })]);
  });
});

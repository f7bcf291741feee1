import { createServer, type Http2Server, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answers, openConnection } from './connection.js';

/** A server that answers every call with an empty message, which `getSystemInfo` takes for an answer. */
let server: Http2Server;
const sessions = new Set<Http2Session>();
let address: string;

beforeEach(async () => {
  server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(kill);

function kill(): void {
  for (const session of sessions) session.destroy();
  sessions.clear();
  server.close();
}

describe('openConnection({address})', () => {
  test('a call that waits to be tried again when the connection is closed fails, and throws nothing out of its timer', async () => {
    const connection = await openConnection({ address });
    kill();
    const asked = connection.workflowService.getSystemInfo({});
    const failed = expect(asked).rejects.toMatchObject({ details: 'Channel has been shut down' });
    await sleep(300);
    await connection.close();
    await failed;
  });

  test('throws where nobody answers in time', async () => {
    kill();
    await expect(openConnection({ address }, 300)).rejects.toThrow();
  });
});

describe('answers({address}, waitMs)', () => {
  test('says whether somebody does', async () => {
    expect(await answers({ address }, 2_000)).toBe(true);
    kill();
    expect(await answers({ address }, 300)).toBe(false);
  });
});

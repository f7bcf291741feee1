import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apiStatus } from './api-status.js';

let server: Server;
let api_url: string;
beforeEach(async () => {
  server = createServer((_, response) => response.setHeader('x-store-id', 'mine').end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('apiStatus(run)', () => {
  test('says whether the API of this home answers, not that of another one', async () => {
    expect(await apiStatus({ api_url, store_id: 'mine' })).toEqual({ api_url, api_answers: true });
    expect(await apiStatus({ api_url, store_id: 'other' })).toEqual({ api_url, api_answers: false });
  });

  test('is null where the API is off', async () => {
    const off = { api_url: null, api_answers: null };
    expect(await apiStatus({ api_url: null, store_id: 'mine' })).toEqual(off);
    expect(await apiStatus({ store_id: 'mine' })).toEqual(off);
  });
});

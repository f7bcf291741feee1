import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { noteWay } from '../store/home/used-ways.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { checkApi, checkMessages } from './checks.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'checks-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('checkApi(home, settings), while nothing runs', () => {
  test('looks at the places that TRADELOOP_LISTEN names', async () => {
    const place = `${LOOPBACK}:${await freePort(LOOPBACK)}`;
    expect(await checkApi(home, { listen: [place] })).toMatchObject({
      state: 'ok',
      found: `${place} can be had`,
    });
    const other = createServer();
    await new Promise<void>((resolve) =>
      other.listen({ host: LOOPBACK, port: Number(place.split(':')[1]) }, resolve),
    );
    expect(await checkApi(home, { listen: [place] })).toMatchObject({
      state: 'warning',
      found: expect.stringContaining(`${place} is taken`) as unknown,
    });
    other.close();
  });

  test('says what is no place', async () => {
    expect(await checkApi(home, { listen: ['8000'] })).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('not HOST:PORT') as unknown,
    });
  });
});

test('checkMessages(home) names each way by which the last message was not sent', async () => {
  const last_at = '2025-01-18T17:05:00Z';
  await noteWay(homePaths(home), { way: 'mail', ok: true, last_at, problem: null });
  expect(await checkMessages(home)).toMatchObject({ state: 'ok', found: 'sent by mail' });
  await noteWay(homePaths(home), { way: 'ntfy', ok: false, last_at, problem: 'example.org answered 502' });
  expect(await checkMessages(home)).toMatchObject({
    state: 'warning',
    found: 'ntfy: example.org answered 502',
  });
});

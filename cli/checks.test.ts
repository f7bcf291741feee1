import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { checkApi } from './checks.js';

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

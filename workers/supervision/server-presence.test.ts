import pino from 'pino';
import { describe, expect, test } from '@jest/globals';
import { inSpiteOfRestarts } from './server-presence.js';

const log = pino({ level: 'silent' });
const UNAVAILABLE = Object.assign(new Error('no'), { code: 14, details: 'no', metadata: {} });

/** How often work is done that fails so often, on a server that is away or there meanwhile. */
async function timesDone(failures: number, isAway: boolean): Promise<number> {
  let done = 0;
  const presence = { whenThere: () => Promise.resolve(), wasAway: () => Promise.resolve(isAway) };
  await inSpiteOfRestarts({ presence, stop: new AbortController().signal, log }, () => {
    done += 1;
    return done > failures ? Promise.resolve() : Promise.reject(UNAVAILABLE);
  });
  return done;
}

describe('inSpiteOfRestarts({presence, stop, log}, work)', () => {
  test('does it again for as long as the server is being started again', async () => {
    expect(await timesDone(12, true)).toBe(13);
  }, 20_000);

  test('throws what a server fails at ten times that is there', async () => {
    expect(await timesDone(2, false)).toBe(3);
    await expect(timesDone(12, false)).rejects.toBe(UNAVAILABLE);
  }, 20_000);
});

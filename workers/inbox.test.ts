import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRefused } from '../domain/errors.js';
import { watchInbox } from './inbox.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-inbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('watchInbox(folder, {steps, log, stop, tooFull})', () => {
  test('takes nothing in while there is too little room, says so once, and goes on when there is', async () => {
    await writeFile(join(folder, 'page.csv'), '<html>');
    const said: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
    const stop = new AbortController();
    let full: string | undefined = 'disk nearly full: 3 MB free';
    const watching = watchInbox(folder, {
      steps: { importFile: () => Promise.reject(new FileRefused('a web page')) },
      log,
      stop: stop.signal,
      tooFull: () => full,
    });
    await sleep(4_500);
    expect(await readdir(folder)).toEqual(['page.csv']);
    expect(said.filter((line) => line.includes('the inbox waits: disk nearly full: 3 MB free'))).toHaveLength(
      1,
    );
    full = undefined;
    for (let i = 0; i < 100 && (await readdir(folder)).includes('page.csv'); i++) await sleep(100);
    expect(await readdir(folder)).toEqual(['refused']);
    stop.abort();
    await watching;
  }, 30_000);
});

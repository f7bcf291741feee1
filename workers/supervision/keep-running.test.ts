import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, describe, expect, test } from '@jest/globals';
import { keepRunning, type Kept, type KeptOptions } from './keep-running.js';
import type { Death } from './deaths.js';

let kept: Kept | undefined;
afterEach(() => kept?.stop(1_000));

/** Keeps a process of a script running, and notes what comes of it. */
function keep(script: string, options: Partial<KeptOptions> = {}) {
  const seen = { started: 0, deaths: [] as Death[] };
  kept = keepRunning({
    name: 'it',
    start() {
      seen.started += 1;
      return spawn('sh', ['-c', script], { stdio: 'ignore' });
    },
    startable: () => Promise.resolve(),
    lacked: () => Promise.resolve(false),
    changed: () => undefined,
    died: (death) => void seen.deaths.push(death),
    works: () => Promise.resolve(),
    logPath: join(tmpdir(), 'no-such.log'),
    log: pino({ level: 'silent' }),
    ...options,
  });
  return seen;
}

async function hasStarted(seen: { started: number }, times: number): Promise<void> {
  for (let i = 0; seen.started < times; i++) {
    if (i > 200) throw new Error(`started ${seen.started} times`);
    await sleep(50);
  }
}

describe('keepRunning(options)', () => {
  test('starts a killed process again soon, and counts it as killed', async () => {
    const seen = keep('kill -9 $$');
    await hasStarted(seen, 3);
    expect(seen.deaths[0]).toMatchObject({ how: 'SIGKILL', own: false });
  }, 20_000);

  test('counts an end by its own doing', async () => {
    const seen = keep('exit 3');
    await hasStarted(seen, 2);
    expect(seen.deaths[0]).toMatchObject({ how: 'status 3', own: true });
  }, 20_000);

  test('starts nothing before it can be started', async () => {
    let there: () => void = () => undefined;
    const seen = keep('sleep 60', { startable: () => new Promise((resolve) => (there = resolve)) });
    await sleep(300);
    expect(seen.started).toBe(0);
    there();
    await hasStarted(seen, 1);
  }, 20_000);

  test('neither counts nor gives up for what ends for want of what it needs, and never worked', async () => {
    const seen = keep('exit 1', {
      lacked: () => Promise.resolve(true),
      works: () => new Promise(() => undefined),
    });
    await hasStarted(seen, 8);
    expect(seen.deaths).toEqual([]);
  }, 20_000);
});

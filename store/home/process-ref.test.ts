import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { endProcess, isAlive, processRef, signal } from './process-ref.js';

function sleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const ref = processRef(child.pid ?? 0);
  if (!ref) throw new Error('it did not start');
  return ref;
}

describe('processRef', () => {
  test('this process: the same each time, and alive', () => {
    const self = processRef(process.pid);
    expect(self).toEqual(processRef(process.pid));
    expect(self && isAlive(self)).toBe(true);
  });

  test('a number that no process has: undefined', () => {
    expect(processRef(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('a process that has the number of one that ended', () => {
  test('is not taken for it, and is not signalled', async () => {
    const later = sleeper();
    const earlier = { ...later, began: 'long ago' };
    expect(isAlive(earlier)).toBe(false);
    signal(earlier, 'SIGKILL');
    await endProcess(earlier, 100);
    expect(isAlive(later)).toBe(true);
    await endProcess(later, 5_000);
  });
});

describe('endProcess', () => {
  test('a process that ends when asked is gone afterwards', async () => {
    const child = sleeper();
    await endProcess(child, 5_000);
    expect(isAlive(child)).toBe(false);
  });

  test('one that does not listen is made to end', async () => {
    const deaf = spawn(process.execPath, [
      '-e',
      `process.on('SIGTERM', () => {}); console.log(1); setInterval(() => {}, 1000)`,
    ]);
    await new Promise((resolve) => deaf.stdout.once('data', resolve));
    const ref = processRef(deaf.pid ?? 0);
    if (!ref) throw new Error('it did not start');
    await endProcess(ref, 200);
    expect(isAlive(ref)).toBe(false);
  });
});

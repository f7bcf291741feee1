import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HomeHeld } from '../../domain/errors.js';
import { takeLock } from './lock-file.js';
import { processRef } from './process-ref.js';

const RETRY_MS = 20;
/** Whoever has the lock needs some milliseconds. */
const LONGEST_MS = 10_000;

/** Changes a file while no other process does. Throws HomeHeld where one does so for long. */
export async function whileLocked<T>(path: string, change: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await waitForLock(lock, path);
  try {
    return await change();
  } finally {
    await rm(lock, { force: true });
  }
}

/** The lock of a process that lives is never broken: what it is about to write would be lost, or what we do. */
async function waitForLock(lock: string, path: string): Promise<void> {
  const self = processRef(process.pid);
  if (!self) throw new Error(`this process is not in the process table: ${process.pid}`);
  for (const began = performance.now(); ; await sleep(RETRY_MS)) {
    const other = await takeLock(lock, self);
    if (other === undefined) return;
    if (performance.now() - began > LONGEST_MS)
      throw new HomeHeld(`process ${other.pid} is changing ${basename(path)}: end it, then try again`);
  }
}

import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { isAlive, type ProcessRef } from './process-ref.js';

/**
 * Takes a lock for a process, or gives the living one that holds it. Links a complete file to the lock's name, which
 * succeeds for one process only. A dead holder's lock is removed first. Who has it removes the file in the end.
 */
export async function takeLock<H extends ProcessRef>(lock: string, holder: H): Promise<H | undefined> {
  const claim = `${lock}.${randomUUID()}`;
  try {
    await writeFile(claim, JSON.stringify(holder));
    while (!(await linked(claim, lock))) {
      const other = await readHolder<H>(lock);
      if (!other) continue;
      if (isAlive(other)) return other;
      await removeStale(lock, { stale: other, claim });
    }
    return undefined;
  } finally {
    await rm(claim, { force: true });
  }
}

/**
 * Removes a dead holder's lock. One process at a time has the turn to do so, and looks again when it has it: otherwise
 * one that read the stale lock long ago would remove the lock of whoever has taken it over since.
 */
async function removeStale(
  lock: string,
  { stale, claim }: { stale: ProcessRef; claim: string },
): Promise<void> {
  const turn = `${lock}.turn`;
  if (!(await linked(claim, turn))) {
    const other = await readHolder(turn);
    if (other && !isAlive(other)) await rm(turn, { force: true });
    return;
  }
  const current = await readHolder(lock);
  if (current?.pid === stale.pid && current.began === stale.began) await rm(lock);
  await rm(turn);
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds a lock, alive or not; undefined where nobody does. */
export async function readHolder<H extends ProcessRef>(path: string): Promise<H | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as H;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return UNKNOWN as H;
    throw error;
  }
}

/** Who holds a lock that power loss left without content: nobody who lives. */
const UNKNOWN: ProcessRef = { pid: 0, began: '' };

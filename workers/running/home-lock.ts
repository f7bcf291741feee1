import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { nameDiskFault } from '../../activities/disk-fault.js';
import { HomeHeld } from '../../domain/errors.js';
import { ensureHome, homePaths, type Home } from '../../store/home/home.js';
import { isAlive, processRef, type ProcessRef } from './process-ref.js';
import { endLeftovers } from './leftovers.js';

/** Who holds a home: the one process (with its children) that may open the warehouse. */
export interface Holder extends ProcessRef {
  /** The command, `tradeloop up`. */
  command: string;
  since: string;
}

export interface HeldHome {
  home: Home;
  storeId: string;
  /** Hands the home back. */
  release(): Promise<void>;
}

/**
 * Takes a home for this process, creating what it lacks. What a holder that crashed left running is ended first. Throws
 * HomeHeld, saying by whom, while another process holds it, and DiskFault where the home cannot be written.
 */
export async function holdHome(homeDir: string): Promise<HeldHome> {
  const home = homePaths(homeDir);
  try {
    return await hold(home);
  } catch (error) {
    throw nameDiskFault(error, home.dir);
  }
}

async function hold(home: Home): Promise<HeldHome> {
  const { storeId } = await ensureHome(home);
  const self = processRef(process.pid);
  if (!self) throw new Error(`this process is not in the process table: ${process.pid}`);
  const command = ['tradeloop', ...process.argv.slice(2)].join(' ');
  await take(home, { ...self, command, since: new Date().toISOString() });
  await endLeftovers(home);
  return { home, storeId, release: () => rm(home.lock, { force: true }) };
}

/** The living process that holds a home. */
export async function holderOf(home: Home): Promise<Holder | undefined> {
  const holder = await readHolder(home.lock);
  return holder && isAlive(holder) ? holder : undefined;
}

/**
 * Links a complete file to the lock's name, which succeeds for one process only. A dead holder's lock is removed first.
 */
async function take(home: Home, holder: Holder): Promise<void> {
  const claim = `${home.lock}.${randomUUID()}`;
  try {
    await writeFile(claim, JSON.stringify(holder));
    while (!(await linked(claim, home.lock))) {
      const other = await readHolder(home.lock);
      if (!other) continue;
      if (isAlive(other)) throw heldBy(other, home);
      await removeStale(home.lock, { stale: other, claim });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

/**
 * Removes a dead holder's lock. One process at a time has the turn to do so, and looks again when it has it: otherwise
 * one that read the stale lock long ago would remove the lock of whoever has taken the home over since.
 */
async function removeStale(lock: string, { stale, claim }: { stale: Holder; claim: string }): Promise<void> {
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

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return UNKNOWN;
    throw error;
  }
}

/** Who holds a lock that power loss left without content: nobody who lives. */
const UNKNOWN: Holder = { pid: 0, began: '', command: '', since: '' };

/** What to say to who wants a home that is held. */
export function heldBy({ command, pid, since }: Holder, home: Home): HomeHeld {
  return new HomeHeld(`${home.dir} is held by "${command}" (pid ${pid}, since ${since})`);
}

import { rm } from 'node:fs/promises';
import { nameDiskFault } from '../../activities/disk-fault.js';
import { HomeHeld } from '../../domain/errors.js';
import { readHolder, takeLock } from '../../store/home/lock-file.js';
import { ensureHome, homePaths, type Home } from '../../store/home/home.js';
import { isAlive, processRef, type ProcessRef } from '../../store/home/process-ref.js';
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
  const other = await takeLock<Holder>(home.lock, { ...self, command, since: new Date().toISOString() });
  if (other) throw heldBy(other, home);
  await endLeftovers(home);
  return { home, storeId, release: () => rm(home.lock, { force: true }) };
}

/** The living process that holds a home. */
export async function holderOf(home: Home): Promise<Holder | undefined> {
  const holder = await readHolder<Holder>(home.lock);
  return holder && isAlive(holder) ? holder : undefined;
}

/** What to say to who wants a home that is held. */
export function heldBy({ command, pid, since }: Holder, home: Home): HomeHeld {
  return new HomeHeld(`${home.dir} is held by "${command}" (pid ${pid}, since ${since})`);
}

import { chmod, lstat, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Home } from '../../store/home/home.js';

/**
 * The longest path of a socket that every system takes, in bytes: macOS has room for 104 with the end mark, Linux for
 * 108.
 */
const LONGEST_PATH = 103;
const NAME = 'reads.sock';
const FOLDER = 'tradeloop-reads-';

/**
 * Where reads are answered: in the home, or where its path is too long for a socket in a folder of its own that only
 * its owner opens.
 */
export async function placeSocket(home: Home): Promise<string> {
  const inHome = join(home.dir, NAME);
  if (fits(inHome)) return inHome;
  const temporary = fits(join(tmpdir(), `${FOLDER}123456`, NAME)) ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(temporary, FOLDER));
  await chmod(folder, 0o700);
  return join(folder, NAME);
}

/** Removes a socket where nobody listens, and the folder that was made for it. Anything else of that name stays. */
export async function removeSocket(path: string): Promise<void> {
  if (await isSocket(path)) await rm(path, { force: true });
  const folder = dirname(path);
  if (basename(folder).startsWith(FOLDER)) await rmdir(folder).catch(() => undefined);
}

/**
 * Makes room for a socket: one that a process left which ended without a word is removed. Throws where something else
 * has that name, and where somebody answers.
 */
export async function clearPlace(path: string): Promise<void> {
  if (await isSocket(path)) {
    if (await answers(path)) throw new Error(`another process answers at ${path}`);
    await rm(path, { force: true });
  } else if (await lstat(path).catch(() => undefined)) {
    throw new Error(`${path} is no socket: move it away, reads are answered there`);
  }
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_PATH;
}

async function isSocket(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.isSocket() ?? false;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const told = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => told(true));
    socket.once('error', () => told(false));
  });
}

/** What jest begins with: a folder for homes that the test files of one run share, by `test/shared-home.ts`. */
import { mkdtemp, readFile, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, and what has to be free of it: a commit of a home there waits for no disk. */
const MEMORY = '/dev/shm';
const ROOM = 6 * 2 ** 30;

export default async function beginRun() {
  if (process.env.TMPDIR === undefined && (await isRoomy())) process.env.TMPDIR = MEMORY;
  process.env.TEST_RUN_FOLDER = await mkdtemp(join(tmpdir(), 'tradeloop-run-'));
}

/** Whether homes and programs may lie in memory. */
async function isRoomy() {
  try {
    const { bavail, bsize } = await statfs(MEMORY);
    const mount = (await readFile('/proc/mounts', 'utf8'))
      .split('\n')
      .find((line) => line.includes(` ${MEMORY} `));
    return mount !== undefined && !/\bnoexec\b/.test(mount) && Math.min(bavail * bsize, freemem()) > ROOM;
  } catch {
    return false;
  }
}

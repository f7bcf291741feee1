import type { Home } from '../../store/home/home.js';
import { endProcess } from '../../store/home/process-ref.js';
import { removeSocket } from '../reads/socket-place.js';
import { readRunFile, removeRunFile } from './run-file.js';

const GRACE_MS = 5_000;

/**
 * Ends what a crashed `up` left running: its workers, which are about to end by themselves, and the server, which would
 * not and whose state file a second one cannot share. Only whoever holds the home may call this.
 */
export async function endLeftovers(home: Home): Promise<void> {
  const run = await readRunFile(home.run);
  if (!run) return;
  for (const ref of [run.control, run.data, run.train, run.server]) if (ref) await endProcess(ref, GRACE_MS);
  if (run.reads) await removeSocket(run.reads);
  removeRunFile(home.run);
}

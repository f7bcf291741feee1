import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The user and group `nobody` of Linux. */
const NOBODY = 65_534;

/** Whether this process may act as another user, so that a test can see what that one can do: root on Linux may. */
export const canActAsNobody = process.platform === 'linux' && process.getuid?.() === 0;

/** Why a test of another user is skipped, as a part of its title. */
export const skippedUnlessRoot = canActAsNobody
  ? ''
  : ' (skipped: only root on Linux can act as another user)';

/** Runs a shell script as the user `nobody` and gives what it prints, be its status what it may. */
export async function asNobody(script: string, ...args: string[]): Promise<string> {
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const ran = promisify(execFile)('setpriv', [...ids, 'sh', '-c', script, 'sh', ...args], { cwd: '/' });
  const { stdout } = await ran.catch((error: { stdout: string }) => error);
  return stdout;
}

/**
 * Brings the Temporal server to this machine if it lacks one, before the tests, of which several would begin to fetch
 * it at once.
 */
import { readConfig } from '../../config.js';
import { MissingDependency } from '../../domain/errors.js';
import { ensureServer } from './server-binary.js';

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  await ensureServer(readConfig(), say);
} catch (error) {
  if (!(error instanceof MissingDependency)) throw error;
  say(error.message);
  process.exitCode = 1;
}

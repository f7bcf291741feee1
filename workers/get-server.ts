/** Brings the Temporal server to this machine if it lacks one, before the tests, of which several would begin to fetch it at once. */
import { readConfig } from '../config.js';
import { ensureServer } from './server-binary.js';

await ensureServer(readConfig(), (line) => process.stderr.write(`${line}\n`));

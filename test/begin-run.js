/** What jest begins with: a folder for homes that the test files of one run share, by `test/shared-home.ts`. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function beginRun() {
  process.env.TEST_RUN_FOLDER = await mkdtemp(join(tmpdir(), 'tradeloop-run-'));
}

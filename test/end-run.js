/** What jest ends with: takes away what `begin-run.js` made. */
import { rm } from 'node:fs/promises';

export default async function endRun() {
  await rm(process.env.TEST_RUN_FOLDER, { recursive: true, force: true });
}

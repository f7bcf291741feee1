import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFiles } from './sample-files.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: write-sample FOLDER\n');
  process.exitCode = 2;
} else {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of sampleFiles()) await writeFile(join(folder, name), content);
}

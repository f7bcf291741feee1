import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Home } from '../../store/home/home.js';
import { modelIds } from '../../store/home/model-folders.js';

/**
 * Names which models there are, which serve and what is asked of them: in files, and no commit says when they change.
 * Equal names, equal files.
 */
export async function modelFiles(home: Home): Promise<string> {
  const files = [home.modelRegistry, home.gatePolicy, home.deployments];
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')));
  return createHash('sha256')
    .update(JSON.stringify([await modelIds(home), ...texts]))
    .digest('hex');
}

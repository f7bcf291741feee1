import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of that name in the shared real data beside the project, for tests that read it. Undefined, with the
 * reason printed, on machines that do not have the data; throws on CI, where it has to be there.
 */
export function sharedData(name: string): string | undefined {
  return sharedFolder(join('data', name));
}

/** A folder of what is shared beside the project, as {@link sharedData} gives one of the data. */
export function sharedFolder(path: string): string | undefined {
  const folder = join(import.meta.dirname, '..', '..', 'shared', path);
  if (existsSync(folder)) return folder;
  const reason = `shared data not there: ${folder}`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`skipped, ${reason}\n`);
  return undefined;
}

/** A virtual environment of Python, for what is measured or drawn beside us. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('node_modules/.cache/', import.meta.url));

/**
 * The folder of an environment that has what a requirements file pins; it is made once, and again when the file says
 * otherwise. Throws an error that says what is missing.
 *
 * @param {string} name what it is for
 * @param {string} requirements the file
 */
export function pythonEnvironment(name, requirements) {
  const folder = join(CACHE, name);
  const installed = join(folder, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return folder;
  const version = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
  if (version.error !== undefined || version.status !== 0)
    throw new Error(
      `${name}: Python 3.10 or later is needed as "python3" (Debian: apt-get install python3 python3-venv)`,
    );
  process.stderr.write(`installing the packages of ${name} into ${folder}, once\n`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '-r', requirements];
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], quiet);
    execFileSync(join(folder, 'bin', 'python'), pip, quiet);
  } catch {
    throw new Error(`the packages of ${name} could not be installed: the lines above say why`);
  }
  writeFileSync(installed, wanted);
  return folder;
}

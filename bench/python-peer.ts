import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = ['pandas', 'pyarrow', 'scipy', 'scikit-learn'];
const MODULES = ['pandas', 'pyarrow', 'scipy', 'sklearn'];
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/bench-python', import.meta.url));

/**
 * The interpreter of a virtual environment that has what the peers need, made at the first call and kept; undefined,
 * with a printed note, where there is no Python or its packages cannot be had.
 */
export async function pythonPeer(): Promise<string | undefined> {
  const python = join(FOLDER, 'bin', 'python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', FOLDER]);
    const imports = MODULES.map((name) => `import ${name}`).join('\n');
    await run(python, ['-c', imports]).catch(() =>
      run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]),
    );
    return python;
  } catch (error) {
    console.log(`left out: what is measured beside Python (${String(error).split('\n')[0]})`);
    return undefined;
  }
}

/** The same with PyTorch, which is too large to be installed by the way: undefined, with a note, where nobody did. */
export async function torchPeer(): Promise<string | undefined> {
  const python = await pythonPeer();
  if (python === undefined) return undefined;
  try {
    await run(python, ['-c', 'import torch']);
    return python;
  } catch {
    console.log(`left out: what is measured beside PyTorch (install it: ${python} -m pip install torch)`);
    return undefined;
  }
}

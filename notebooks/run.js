/**
 * `npm run notebooks`: executes the notebooks on the exports of the demo and says where the pages and pictures are;
 * `npm run notebooks -- EXPORTS` on the exports of another home. Their packages are installed once, into a virtual
 * environment that git ignores.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const REQUIREMENTS = join(HERE, 'requirements.txt');
const ENVIRONMENT = join(HERE, '..', 'node_modules', '.cache', 'notebooks');
const DEMO = join('data', 'demo');

const [given] = process.argv.slice(2);
const exported =
  given === undefined
    ? { week: join(DEMO, 'exports'), models: join(DEMO, 'intraday', 'exports') }
    : { week: given, models: given };
for (const folder of Object.values(exported))
  if (!existsSync(join(folder, 'predictions.parquet')))
    fail(
      `no Parquet exports in ${folder}: ` +
        (given === undefined ? 'run "npm run demo" first' : 'run "npx tradeloop export all" first'),
    );

const out = join(dirname(resolve(exported.week)), 'notebooks');
const asked = Object.entries(exported).map(([name, folder]) => `${name}=${folder}`);
const { status } = spawnSync(python(), [join(HERE, 'execute.py'), out, ...asked], { stdio: 'inherit' });
process.exit(status ?? 1);

/** The interpreter of the environment, which has what is pinned. */
function python() {
  const interpreter = join(ENVIRONMENT, 'bin', 'python');
  const installed = join(ENVIRONMENT, 'requirements.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return interpreter;
  const version = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
  if (version.error !== undefined || version.status !== 0)
    fail(
      'the notebooks need Python 3.10 or later as "python3" (Debian: apt-get install python3 python3-venv)',
    );
  process.stderr.write(`installing the packages of the notebooks into ${ENVIRONMENT}, once\n`);
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', ENVIRONMENT], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', '--no-compile', '-r', REQUIREMENTS], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    fail('the packages of the notebooks could not be installed: the lines above say why');
  }
  writeFileSync(installed, wanted);
  return interpreter;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * `npm run notebooks`: executes the notebooks on the exports of the demo and says where the pages and pictures are;
 * `npm run notebooks -- EXPORTS` on the exports of another home. Their packages are installed once, into a virtual
 * environment that git ignores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../python-environment.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DEMO = join('data', 'demo');
const INTRADAY = join(DEMO, 'intraday', 'exports');

const [given] = process.argv.slice(2);
const exported =
  given === undefined
    ? { week: join(DEMO, 'exports'), models: INTRADAY, policies: INTRADAY }
    : { week: given, models: given, policies: given };
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

/** The interpreter of an environment that has what is pinned. */
function python() {
  try {
    return join(pythonEnvironment('notebooks', join(HERE, 'requirements.txt')), 'bin', 'python');
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * `npm run contract`: brings up a copy of the demo's home and holds its API against the document that it gives, with
 * requests that Schemathesis makes up from it. Arguments are handed on: `-- --max-examples 20`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../../python-environment.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CLI = join(HERE, '..', '..', 'dist', 'cli', 'main.js');
const DEMO = join(HERE, '..', '..', 'data', 'demo');
/** A token may start but two steps a second. */
const TOKENS = 16;
const UP_MS = 300_000;

if (!existsSync(DEMO)) fail('no data/demo: run "npm run demo" first');
const environment = pythonEnvironment('contract', join(HERE, 'requirements.txt'));
const home = mkdtempSync(join(tmpdir(), 'contract-'));
cpSync(DEMO, home, { recursive: true });
// It prints each message that the API is asked to send.
const printed = join(home, 'printed');
const system = spawn(process.execPath, [CLI, '--home', home, 'up'], {
  stdio: ['ignore', 'ignore', openSync(printed, 'w')],
});
try {
  const url = await apiOf(home);
  const tokens = Array.from({ length: TOKENS }, (_, at) => token(`contract-${at}`)).join(',');
  const asked = ['--config-file', join(HERE, 'schemathesis.toml'), 'run', `${url}/openapi.json`];
  const given = ['--checks', 'all', '--max-examples', '100', ...process.argv.slice(2)];
  const { status } = spawnSync(join(environment, 'bin', 'schemathesis'), [...asked, ...given], {
    ...{ stdio: 'inherit', cwd: home },
    env: { ...process.env, CONTRACT_TOKENS: tokens, SCHEMATHESIS_HOOKS: join(HERE, 'hooks.py') },
  });
  process.exitCode = status ?? 1;
} finally {
  system.kill('SIGINT');
  await new Promise((resolve) => (system.exitCode === null ? system.once('exit', resolve) : resolve()));
  rmSync(home, { recursive: true });
}

/** Where the API answers, once it does. */
async function apiOf(home) {
  for (const until = Date.now() + UP_MS; Date.now() < until && system.exitCode === null; await sleep(500)) {
    const file = join(home, 'run.json');
    const url = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).api_url : undefined;
    if (url && (await fetch(`${url}/healthz`).catch(() => undefined))?.ok) return url;
  }
  throw new Error(`the API of ${home} does not answer: ${readFileSync(printed, 'utf8')}`);
}

function token(name) {
  const made = ['--home', home, '--json', 'token', 'create', '--name', name, '--scope', 'admin'];
  const { stdout } = spawnSync(process.execPath, [CLI, ...made], { encoding: 'utf8' });
  return JSON.parse(stdout).token;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, type Config } from '../config.js';
import { InvalidInput } from '../domain/errors.js';
import { freeBytes, LEAST_FREE_BYTES } from '../store/home/disk.js';
import { homePaths, storeIdOf } from '../store/home/home.js';
import { openToOthers } from '../store/home/private-home.js';
import { usedWays } from '../store/home/used-ways.js';
import { apiStatus } from '../workers/asking/api-status.js';
import { holderOf } from '../workers/running/home-lock.js';
import { readRunFile } from '../workers/running/run-file.js';
import { freePlaces, parsePlace } from '../workers/serving/api-place.js';
import { findServer, waysToGetServer } from '../workers/server/server-binary.js';
import { canDownload, goVersion } from '../workers/server/server-install.js';

/** One thing that tradeloop needs of a machine. */
export interface Check {
  name: string;
  /** `optional`: not there, and only missed in some cases. `warning`: it works, and is not as it should be. */
  state: 'ok' | 'optional' | 'warning' | 'missing';
  found: string;
  /** What to do; null when there is nothing to do. */
  remedy: string | null;
}

/** The first with `hash` of node:crypto. */
const LEAST_NODE = [20, 12] as const;
const BUNDLE = fileURLToPath(new URL('../workflows/bundle.js', import.meta.url));

/** Looks at all that a home on this machine needs. */
export async function checkMachine(home: string): Promise<Check[]> {
  const config = readConfig();
  return [
    checkNode(),
    await checkLoads('DuckDB', async () => (await import('@duckdb/node-api')).version()),
    await checkLoads('Temporal SDK', async () => {
      await import('@temporalio/worker');
      return 'loads';
    }),
    await checkTensors(),
    await checkBundle(),
    await checkServer(config),
    await checkGo(),
    await checkApi(home, config),
    await checkMessages(home),
    ...(await checkHome(home)),
  ];
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? ok('Node', process.versions.node)
    : missing(
        'Node',
        process.versions.node,
        `install Node ${LEAST_NODE.join('.')} or later (https://nodejs.org)`,
      );
}

async function checkLoads(name: string, load: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await load());
  } catch (error) {
    return missing(name, (error as Error).message, 'run "npm ci" again, on this machine');
  }
}

/** Only the train process loads them, when it trains a network. */
async function checkTensors(): Promise<Check> {
  try {
    const [{ version_core }, { version_wasm }] = await Promise.all([
      import('@tensorflow/tfjs-core'),
      import('@tensorflow/tfjs-backend-wasm'),
    ]);
    return ok('tensors', `TensorFlow.js ${version_core}, wasm ${version_wasm}`);
  } catch (error) {
    const found = `${(error as Error).message}; all but networks can be trained`;
    return { name: 'tensors', state: 'warning', found, remedy: 'run "npm ci" again, on this machine' };
  }
}

async function checkBundle(): Promise<Check> {
  return (await isAllowed(BUNDLE, constants.R_OK))
    ? ok('workflows', 'built')
    : missing('workflows', 'not built', 'run "npm run build"');
}

async function checkServer(config: Config): Promise<Check> {
  if (config.temporal) return ok('Temporal server', `the cluster at ${config.temporal.address}`);
  const server = await findServer(config);
  if (server) return ok('Temporal server', `${server.path} (${server.from})`);
  const found = 'not on this machine yet';
  const [name, go] = ['Temporal server', await goVersion()];
  if (await canDownload())
    return { name, state: 'optional', found, remedy: '"npx tradeloop up" downloads it' };
  if (go !== undefined)
    return { name, state: 'optional', found, remedy: '"npx tradeloop up" builds it with Go' };
  return missing(name, `${found}, and the download cannot be reached`, waysToGetServer(config));
}

async function checkGo(): Promise<Check> {
  const go = await goVersion();
  return go === undefined
    ? {
        name: 'Go',
        state: 'optional',
        found: 'not installed',
        remedy: 'only builds the Temporal server where it cannot be downloaded (https://go.dev/dl)',
      }
    : ok('Go', go);
}

/** Whether the API answers, or could where nothing runs: at the places that the settings name, else at its own. */
export async function checkApi(home: string, { listen }: Pick<Config, 'listen'>): Promise<Check> {
  const paths = homePaths(home);
  const run = (await holderOf(paths)) && (await readRunFile(paths.run));
  if (run) {
    const { api_url, api_answers } = await apiStatus(run);
    if (api_answers === true) return ok('API', `answers at ${api_url}`);
    const found = api_url === null ? 'off' : `does not answer at ${api_url}`;
    const remedy = '"npx tradeloop down", then "up"; the log of the data process says more';
    return { name: 'API', state: 'warning', found, remedy };
  }
  if (listen.length > 0) return checkNamedPlaces(listen);
  const [place] = await freePlaces([]);
  if (place === undefined) {
    const found = 'no port from 8000 to 8010 is free';
    return { name: 'API', state: 'warning', found, remedy: 'name another by "up --listen HOST:PORT"' };
  }
  return ok('API', `port ${place.port} is free`);
}

async function checkNamedPlaces(listen: readonly string[]): Promise<Check> {
  try {
    await freePlaces(listen.map(parsePlace));
    return ok('API', `${listen.join(' and ')} can be had`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { name: 'API', state: 'warning', found: error.message, remedy: 'set TRADELOOP_LISTEN to another' };
  }
}

/** Whether the last message by each way was sent. */
export async function checkMessages(home: string): Promise<Check> {
  const used = await usedWays(homePaths(home));
  const [name, broken] = ['messages', used.filter(({ ok: isSent }) => !isSent)];
  const ways = used.map(({ way }) => way).join(' and ');
  if (broken.length === 0) return ok(name, used.length === 0 ? 'none was sent yet' : `sent by ${ways}`);
  const found = broken.map(({ way, problem }) => `${way}: ${problem}`).join('; ');
  return { name, state: 'warning', found, remedy: 'mend it, then try it by "npx tradeloop messages test"' };
}

async function checkHome(home: string): Promise<Check[]> {
  const folder = await nearestFolder(home);
  const bytes = freeBytes(folder);
  const free = `${(bytes / 1e9).toFixed(1)} GB free`;
  return [
    (await isAllowed(folder, constants.W_OK))
      ? ok('home', folder === home ? home : `${home} (to be made)`)
      : missing('home', `${folder} cannot be written`, 'give --home a folder that you may write'),
    await checkPrivate(home),
    bytes >= LEAST_FREE_BYTES
      ? ok('disk', free)
      : missing('disk', free, 'make room: imports and the warehouse need at least half a gigabyte'),
  ];
}

async function checkPrivate(home: string): Promise<Check> {
  const paths = homePaths(home);
  // A folder without a home in it, as that of a clone, has nothing to hide; it is closed when the home is made.
  const open = (await storeIdOf(paths)) === undefined ? [] : await openToOthers(paths);
  const [name, first] = ['privacy', open[0]];
  if (first === undefined) return ok(name, 'no other user of this machine reads the home');
  const found = `${open.length} of its files and folders are not closed to other users: ${first}`;
  return { name, state: 'warning', found, remedy: '"npx tradeloop up" closes them' };
}

async function nearestFolder(path: string): Promise<string> {
  let folder = path;
  while (!(await isAllowed(folder, constants.F_OK))) folder = dirname(folder);
  return folder;
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

function ok(name: string, found: string): Check {
  return { name, state: 'ok', found, remedy: null };
}

function missing(name: string, found: string, remedy: string): Check {
  return { name, state: 'missing', found, remedy };
}

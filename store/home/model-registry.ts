import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelBroken, NotFound } from '../../domain/errors.js';
import { canaryIn } from '../../domain/learning/models/canary-in.js';
import { pointerText } from '../../domain/learning/models/pointer.js';
import {
  ALIASES,
  fallback,
  registryLine,
  servingAfter,
  wholeChanges,
  type RegistryLine,
  type Serving,
} from '../../domain/learning/models/registry.js';
import { openLog, readLog } from './append-log.js';
import { PARTIAL, sync, writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { readDeployments } from './deployments-log.js';
import { readModel } from './model-folders.js';

type Models = Pick<Home, 'models' | 'modelRegistry' | 'deployments'>;

/** The lines of the registry: whole changes, in their order. Throws StoreCorrupt for one that does not read. */
export async function readRegistry({ modelRegistry }: Models): Promise<readonly RegistryLine[]> {
  const log = await readLog(modelRegistry, registryLine).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { entries: [] };
    throw error;
  });
  return wholeChanges(log.entries);
}

/** Adds the lines of one change; what bots read follows. */
export async function appendChange(home: Models, lines: readonly RegistryLine[]): Promise<void> {
  await dropTornChange(home);
  const log = await openLog(home.modelRegistry, registryLine);
  try {
    await log.append(...lines);
  } finally {
    await log.close();
  }
  await writePointers(home);
}

/** Takes out the lines of a change that a crash cut short: it was never said to be done. */
async function dropTornChange(home: Models): Promise<void> {
  const whole = await readRegistry(home);
  const all = await readLog(home.modelRegistry, registryLine).catch(() => ({ entries: [] }));
  if (all.entries.length > whole.length)
    await writeDurably(home.modelRegistry, whole.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/**
 * Brings what bots read up to the registry, wherever a crash left it. A champion whose files are broken is never
 * served: the previous model takes its place, or none. `at`: the clock's, for the line that says so.
 */
export async function followRegistry(home: Models, at: string): Promise<void> {
  const lines = await readRegistry(home);
  const { champion, previous } = servingAfter(lines);
  const broken = champion && (await faultOf(home, champion.model_id, champion.manifest_sha256));
  if (champion === null || broken === null) return writePointers(home);
  const isSound =
    previous !== null && (await faultOf(home, previous.model_id, previous.manifest_sha256)) === null;
  const said = { evaluation_id: null, at, by: 'watch', reason: broken, as_of: champion.as_of } as const;
  await appendChange(home, fallback(lines, isSound ? previous : null, said));
}

/** Why a model cannot be served; null where it can: its files are whole, and those that were registered. */
export async function faultOf(
  home: Pick<Home, 'models'>,
  model_id: string,
  registered_sha256?: string,
): Promise<string | null> {
  try {
    const { manifest_sha256 } = await readModel(home, model_id);
    const isOther = registered_sha256 !== undefined && manifest_sha256 !== registered_sha256;
    return isOther ? `${model_id}: manifest.json is not the one that was registered; it is not served` : null;
  } catch (error) {
    if (error instanceof ModelBroken || error instanceof NotFound) return error.message;
    throw error;
  }
}

/**
 * One rename a name: a reader sees the old model or the new one. A name without a model, or with one that is broken,
 * has no file; a canary that is broken serves nothing.
 */
export async function writePointers(home: Models): Promise<void> {
  const serving = servingAfter(await readRegistry(home));
  const started = canaryIn(await readDeployments(home), serving);
  const isSound = started !== null && (await faultOf(home, started.model_id)) === null;
  for (const alias of ALIASES) {
    const registered = serving[alias];
    const path = join(home.models, `${alias}.json`);
    await rm(path + PARTIAL, { force: true });
    const isServed =
      registered !== null && (await faultOf(home, registered.model_id, registered.manifest_sha256)) === null;
    if (!isServed) {
      await rm(path, { force: true });
      continue;
    }
    const { manifest } = await readModel(home, registered.model_id);
    const canary = alias === 'champion' && isSound ? started : null;
    const text = pointerText(registered, { spec_id: manifest.inputs.spec_id, canary });
    const there = await readFile(path, 'utf8').catch(() => undefined);
    if (there !== text) await writeDurably(path, text);
  }
  await sync(home.models);
}

/** What each name stands for now. */
export async function servingNow(home: Models): Promise<Serving> {
  return servingAfter(await readRegistry(home));
}

/** The model that serves, and what is wrong with the one that should; null where there is none, or nothing is. */
export async function servedModel(
  home: Models,
): Promise<{ champion: string | null; champion_trouble: string | null }> {
  const lines = await readRegistry(home);
  const { champion } = servingAfter(lines);
  const last = lines.at(-1);
  const fault = champion === null ? null : await faultOf(home, champion.model_id, champion.manifest_sha256);
  const fellBack = last?.by === 'watch' ? last.reason : null;
  return { champion: champion?.model_id ?? null, champion_trouble: fault ?? fellBack };
}

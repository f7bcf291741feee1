import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelBroken, NotFound } from '../../domain/errors.js';
import { canaryIn } from '../../domain/learning/models/canary-in.js';
import { pointerText } from '../../domain/learning/models/pointer.js';
import { ALIASES, type Alias } from '../../domain/learning/models/alias.js';
import {
  fallback,
  registryLine,
  servingAfter,
  wholeChanges,
  type Named,
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

/**
 * Adds the lines of one change; what bots read follows. That is written beside before: on a full disk nothing has
 * changed.
 */
export async function appendChange(home: Models, lines: readonly RegistryLine[]): Promise<void> {
  await dropTornChange(home);
  const pointers = await preparePointers(home, [...(await readRegistry(home)), ...lines]);
  try {
    const log = await openLog(home.modelRegistry, registryLine);
    try {
      await log.appendAll(lines);
    } finally {
      await log.close();
    }
  } catch (error) {
    await removePartial(home);
    throw error;
  }
  await placePointers(home, pointers);
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

/** Makes what bots read of the registry. */
export async function writePointers(home: Models): Promise<void> {
  await placePointers(home, await preparePointers(home, await readRegistry(home)));
}

/** What is to become of the file of each name: null, that it goes; absent, that it stays as it is. */
type Pointers = ReadonlyMap<Alias, 'written' | null>;

/**
 * Writes beside what bots are to read after these lines. A name without a model, or with one that is broken, has no
 * file; a canary that is broken serves nothing. On an error, such as a full disk, nothing is left.
 */
async function preparePointers(home: Models, lines: readonly RegistryLine[]): Promise<Pointers> {
  await removePartial(home);
  const serving = servingAfter(lines);
  const started = canaryIn(await readDeployments(home), serving);
  const isSound = serving.shadow !== null && (await faultIn(home, serving.shadow)) === null;
  const pointers = new Map<Alias, 'written' | null>();
  try {
    for (const alias of ALIASES) {
      const registered = serving[alias];
      if (registered === null || (await faultIn(home, registered)) !== null) {
        pointers.set(alias, null);
        continue;
      }
      const { manifest } = await readModel(home, registered.model_id);
      const canary = alias === 'champion' && isSound ? started : null;
      const text = pointerText(registered, { spec_id: manifest.inputs.spec_id, canary });
      const there = await readFile(pointerPath(home, alias), 'utf8').catch(() => undefined);
      if (there === text) continue;
      await writeFile(pointerPath(home, alias) + PARTIAL, text, { flush: true });
      pointers.set(alias, 'written');
    }
  } catch (error) {
    await removePartial(home);
    throw error;
  }
  return pointers;
}

/** One rename a name: a reader sees the old model or the new one. */
async function placePointers(home: Models, pointers: Pointers): Promise<void> {
  for (const [alias, isThere] of pointers) {
    const path = pointerPath(home, alias);
    if (isThere === null) await rm(path, { force: true });
    else await rename(path + PARTIAL, path);
  }
  await sync(home.models);
}

function faultIn(home: Models, { model_id, manifest_sha256 }: Named): Promise<string | null> {
  return faultOf(home, model_id, manifest_sha256);
}

async function removePartial(home: Models): Promise<void> {
  for (const alias of ALIASES) await rm(pointerPath(home, alias) + PARTIAL, { force: true });
}

function pointerPath({ models }: Models, alias: Alias): string {
  return join(models, `${alias}.json`);
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

import { hash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelBroken, NotFound, NotReproducible } from '../../domain/errors.js';
import { parseManifest, type Manifest } from '../../domain/learning/artifact/manifest.js';
import { parseModelFile, type ModelFile } from '../../domain/learning/artifact/model-file.js';
import {
  MANIFEST_FILE,
  MODEL_FILE,
  WEIGHTS_FILE,
  weightsIn,
  type Artifact,
} from '../../domain/learning/artifact/trained-model.js';
import { PARTIAL, sync } from './durable-file.js';
import type { Home } from './home.js';

type Models = Pick<Home, 'models'>;

/** A model whose files are what they were when it was made. */
export interface StoredModel {
  manifest: Manifest;
  manifest_sha256: string;
  model: ModelFile;
  weights: Float32Array;
  /** The other files' texts by name. */
  texts: ReadonlyMap<string, string>;
}

/** What marks a folder that the train process is writing: the data process, which starts beside it, leaves it alone. */
export const TRAINED_PARTIAL = `.train${PARTIAL}`;

/**
 * Writes the folder of a model: it is there whole or not at all. One that is there stays; gives whether it is new.
 * `mark` is on its name until it is whole. Throws NotReproducible where that one has other bytes.
 */
export async function writeModel(
  { models }: Models,
  { model_id, files }: Artifact,
  mark: typeof PARTIAL | typeof TRAINED_PARTIAL = PARTIAL,
): Promise<boolean> {
  const folder = join(models, model_id);
  const there = await readFile(join(folder, MANIFEST_FILE)).catch(absent);
  if (there !== undefined) {
    const same = Buffer.from(files.get(MANIFEST_FILE) ?? []).equals(there);
    if (!same) throw new NotReproducible(`${model_id} was made before, of the same inputs, with other bytes`);
    return false;
  }
  const partial = folder + mark;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  for (const [path, bytes] of files) await writeSynced(join(partial, path), bytes);
  await sync(partial);
  await rename(partial, folder);
  await sync(models);
  return true;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what a crash of the process that writes by a mark has left; no other process writes by it. */
export async function sweepPartialModels(
  { models }: Models,
  mark: typeof PARTIAL | typeof TRAINED_PARTIAL,
): Promise<void> {
  const isOthers = (name: string) => mark === PARTIAL && name.endsWith(TRAINED_PARTIAL);
  for (const name of (await readdir(models).catch(absent)) ?? [])
    if (name.endsWith(mark) && !isOthers(name))
      await rm(join(models, name), { recursive: true, force: true });
}

/** Removes a model: killed at any point it is there whole or not at all. */
export async function removeModel({ models }: Models, model_id: string): Promise<void> {
  const going = join(models, model_id + PARTIAL);
  await rm(going, { recursive: true, force: true });
  await rename(join(models, model_id), going);
  await sync(models);
  await rm(going, { recursive: true, force: true });
}

/** The ids of the models that are there, in order. */
export async function modelIds({ models }: Models): Promise<string[]> {
  const entries = (await readdir(models, { withFileTypes: true }).catch(absent)) ?? [];
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith(PARTIAL))
    .map(({ name }) => name)
    .sort();
}

/** A model with its files, each of which is what its hash says. Throws NotFound, and ModelBroken naming the files. */
export async function readModel(home: Models, model_id: string): Promise<StoredModel> {
  const { manifest, files, broken } = await readFiles(home, model_id);
  const weights = weightsIn(files.get(WEIGHTS_FILE) ?? new Uint8Array());
  const model = weights && parseModelFile(textOf(files.get(MODEL_FILE)), weights.length);
  if (manifest === undefined || broken.length > 0) throw brokenError(model_id, broken);
  if (weights === undefined || model === undefined) throw brokenError(model_id, [MODEL_FILE]);
  const others = [...files].filter(([path]) => path !== WEIGHTS_FILE && path !== MODEL_FILE);
  return {
    ...{ manifest, model, weights },
    manifest_sha256: hash('sha256', files.get(MANIFEST_FILE) ?? '', 'hex'),
    texts: new Map(others.map(([path, bytes]) => [path, textOf(bytes)])),
  };
}

/** The same; null of a model that is not there, or broken. */
export function readableModel(home: Models, model_id: string): Promise<StoredModel | null> {
  return readModel(home, model_id).catch((error: unknown) => {
    if (error instanceof ModelBroken || error instanceof NotFound) return null;
    throw error;
  });
}

/** What a model is, by its manifest alone; null where that does not read. */
export async function manifestOf({ models }: Models, model_id: string): Promise<Manifest | null> {
  const bytes = await readFile(join(models, model_id, MANIFEST_FILE)).catch(absent);
  const manifest = bytes && parseManifest(bytes.toString('utf8'));
  return manifest?.model_id === model_id ? manifest : null;
}

/** What is there of a model, and the names of the files that are not what they were. Throws NotFound. */
export async function inspectModel(
  home: Models,
  model_id: string,
): Promise<{ manifest: Manifest | null; model: ModelFile | null; broken: string[] }> {
  const { manifest, files, broken } = await readFiles(home, model_id);
  const weights = Math.floor((files.get(WEIGHTS_FILE)?.length ?? 0) / 4);
  const model = parseModelFile(textOf(files.get(MODEL_FILE)), weights) ?? null;
  return { manifest: manifest ?? null, model, broken };
}

function brokenError(model_id: string, broken: readonly string[]): ModelBroken {
  return new ModelBroken(
    `${model_id}: ${broken.join(', ')} is not what it was when the model was made; it is not served`,
  );
}

async function readFiles(
  { models }: Models,
  model_id: string,
): Promise<{ manifest: Manifest | undefined; files: Map<string, Uint8Array>; broken: string[] }> {
  const folder = join(models, model_id);
  if (!(await modelIds({ models })).includes(model_id)) throw new NotFound(`no model ${model_id}`);
  const bytes = await readFile(join(folder, MANIFEST_FILE)).catch(absent);
  const manifest = bytes && parseManifest(bytes.toString('utf8'));
  if (bytes === undefined || manifest === undefined || manifest.model_id !== model_id)
    return { manifest: undefined, files: new Map(), broken: [MANIFEST_FILE] };
  const files = new Map<string, Uint8Array>([[MANIFEST_FILE, bytes]]);
  const broken: string[] = [];
  for (const { path, sha256 } of manifest.files) {
    const found = await readFile(join(folder, path)).catch(absent);
    if (found === undefined || hash('sha256', found, 'hex') !== sha256) broken.push(path);
    if (found !== undefined) files.set(path, found);
  }
  return { manifest, files, broken };
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** What is no file where one should be counts as none. */
const NO_FILE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ELOOP']);

function absent(error: NodeJS.ErrnoException): undefined {
  if (NO_FILE.has(error.code)) return undefined;
  throw error;
}

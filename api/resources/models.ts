import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '@hono/zod-openapi';
import { MANIFEST_FILE } from '../../domain/learning/artifact/trained-model.js';
import { ALIASES } from '../../domain/learning/models/alias.js';
import type { Home } from '../../store/home/home.js';
import { modelFile } from '../../store/home/model-file.js';
import { servingNow } from '../../store/home/model-registry.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { text } from '../shapes/fields.js';

/** The id of a model, or an alias. */
export const model = text(100).regex(/^[A-Za-z0-9_-]+$/);
const object = z.record(z.string(), z.unknown());

export const oneModel = route({
  method: 'get',
  path: `${LOOP}/models/{model}`,
  scope: 'read',
  tag: 'thing',
  summary:
    'A model by its id, or by champion, shadow or previous: the pointer that a bot reads, and its manifest',
  inPath: z.object({ model }),
  parameters: z.object({}),
  answer: z.object({ pointer: z.union([object, z.null()]), manifest: object }),
  problems: ['not-found', 'not-promotable'],
  async handle({ path, parts: { home } }) {
    const pointer = await pointerOf(home, path.model);
    // What stands in the one file is of one moment; the registry may be a change further.
    const { model_id, seq } = pointer ?? (await named(home, path.model));
    const { bytes, sha256 } = await fileOf(home, { model_id, name: MANIFEST_FILE });
    const manifest = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const etag = seq === null ? sha256 : `${seq}-${sha256.slice(0, 16)}${canaryPart(pointer)}`;
    return { document: { pointer: pointer && { ...pointer }, manifest }, etag: `"${etag}"` };
  },
});

export const oneModelFile = route({
  method: 'get',
  path: `${LOOP}/models/{model}/files/{name}`,
  scope: 'read',
  gives: ['bytes'],
  tag: 'thing',
  summary: 'A file of a model, byte for byte: one of those that its manifest names, or the manifest',
  inPath: z.object({ model, name: z.string().regex(/^[a-z][a-z0-9_]{0,60}\.(json|jsonl|bin|md)$/) }),
  parameters: z.object({}),
  answer: z.string(),
  problems: ['not-found', 'not-promotable'],
  async handle({ path, parts: { home } }) {
    const { model_id } = await named(home, path.model);
    const { bytes, sha256 } = await fileOf(home, { model_id, name: path.name });
    return { bytes, etag: `"${sha256}"` };
  },
});

/**
 * The id that a name stands for, and of an alias the change that made it so. Throws a Problem where it stands for no
 * model.
 */
export async function named(home: Home, name: string): Promise<{ model_id: string; seq: number | null }> {
  const alias = ALIASES.find((one) => one === name);
  if (alias === undefined) return { model_id: name, seq: null };
  const registered = (await servingNow(home))[alias];
  if (registered === null) throw new Problem('not-found', `no model is the ${alias} yet`);
  return { model_id: registered.model_id, seq: registered.seq };
}

async function fileOf(
  home: Home,
  of: { model_id: string; name: string },
): Promise<{ bytes: Buffer; sha256: string }> {
  const found = await modelFile(home, of);
  if (found === undefined) throw new Problem('not-found', 'no such model or file');
  return found;
}

/** What a bot reads of an alias. */
interface Pointer {
  model_id: string;
  seq: number;
  canary: object | null;
}

/** Null of what is no alias, and while the model of one is broken: then the file is not there. */
async function pointerOf({ models }: Home, name: string): Promise<Pointer | null> {
  if (!ALIASES.some((alias) => alias === name)) return null;
  const bytes = await readFile(join(models, `${name}.json`), 'utf8').catch(() => undefined);
  return bytes === undefined ? null : (JSON.parse(bytes) as Pointer);
}

/** A canary begins and ends without a change of the registry: its tag has one part more. */
function canaryPart(pointer: Pointer | null): string {
  const canary = pointer?.canary ?? null;
  return canary === null ? '' : `-${hash('sha256', JSON.stringify(canary), 'hex').slice(0, 16)}`;
}

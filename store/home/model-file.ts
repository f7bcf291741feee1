import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../domain/learning/artifact/trained-model.js';
import { ModelBroken } from '../../domain/errors.js';
import type { Home } from './home.js';
import { manifestOf, modelIds } from './model-folders.js';

/**
 * A file of a model, and its hash: one of those that its manifest names, or the manifest. Undefined where there is no
 * such model or file. Throws ModelBroken for one that is not what it was when the model was made.
 */
export async function modelFile(
  home: Pick<Home, 'models'>,
  { model_id, name }: { model_id: string; name: string },
): Promise<{ bytes: Buffer; sha256: string } | undefined> {
  if (!(await modelIds(home)).includes(model_id)) return undefined;
  const manifest = await manifestOf(home, model_id);
  if (manifest === null)
    throw new ModelBroken(`${model_id}: its manifest is not what it was; it is not served`);
  const named = name === MANIFEST_FILE ? { path: name } : manifest.files.find(({ path }) => path === name);
  if (named === undefined) return undefined;
  const bytes = await readFile(join(home.models, model_id, named.path));
  const sha256 = hash('sha256', bytes, 'hex');
  if ('sha256' in named && named.sha256 !== sha256)
    throw new ModelBroken(
      `${model_id}: ${name} is not what it was when the model was made; it is not served`,
    );
  return { bytes, sha256 };
}

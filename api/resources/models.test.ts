import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { artifactOf, type TrainedModel } from '../../domain/learning/artifact/trained-model.js';
import { promotion } from '../../domain/learning/models/registry.js';
import { homePaths } from '../../store/home/home.js';
import { readModel, writeModel } from '../../store/home/model-folders.js';
import { appendChange, readRegistry } from '../../store/home/model-registry.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const MODELS = '/api/v1/strategies/learning/models';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
});
afterAll(() => api.close());

/** Makes a model and has it serve; gives its id and the hash of its manifest. */
async function promoted(seed: number): Promise<{ model_id: string; manifest_sha256: string }> {
  const home = homePaths(api.dir);
  const trained: TrainedModel = {
    ...{ spec_id: 'spec', inputs: ['dte'], standardise: { mean: [0], scale: [1] } },
    layers: [{ units: 1, activation: 'linear', kernel: [seed], bias: [0] }],
    ...{ adjust: [], posterior: null, calibration: null, actions: null },
  };
  const window = { window_from: '2025-01-01', window_to: '2025-03-01', rows: 20, config: {} };
  const inputs = {
    spec_id: 'spec',
    scenarios_sha256: 'a'.repeat(64),
    ...window,
    seed,
    backend: { name: 'plain', version: '1' },
  };
  const origin = { kind: 'logistic' as const, lineage: 'logistic', parent: null, inputs };
  const made = artifactOf(trained, origin, new Map([['card.md', `# ${seed}\n`]]));
  await writeModel(home, made);
  const { manifest_sha256 } = await readModel(home, made.model_id);
  const model = { model_id: made.model_id, manifest_sha256 };
  const said = {
    evaluation_id: null,
    by: 'user',
    reason: null,
    as_of: null,
    at: '2025-08-10T12:00:00Z',
  } as const;
  await appendChange(home, promotion(await readRegistry(home), model, said));
  return model;
}

test('POST models/rollback is refused while no model has ever served', async () => {
  const response = await api.ask('POST', `${MODELS}/rollback`);
  const current = { seq: 0, champion: null, previous: null, manifest_sha256: null };
  expect([response.status, await response.json()]).toMatchObject([
    409,
    { type: '/problems/not-promotable', current },
  ]);
});

describe('GET models/{model}', () => {
  test('by its alias gives the pointer that a bot reads, under an ETag that a promotion changes', async () => {
    expect((await api.ask('GET', `${MODELS}/champion`)).status).toBe(404);
    const first = await promoted(1);
    const before = await api.ask('GET', `${MODELS}/champion`);
    const etag = before.headers.get('etag') ?? '';
    expect(etag).toBe(`"1-${first.manifest_sha256.slice(0, 16)}"`);
    expect(await before.json()).toMatchObject({
      pointer: { alias: 'champion', ...first },
      manifest: { model_id: first.model_id },
    });
    const known = { headers: { 'if-none-match': etag } };
    expect((await api.ask('GET', `${MODELS}/champion`, known)).status).toBe(304);
    const second = await promoted(2);
    const after = await api.ask('GET', `${MODELS}/champion`, known);
    expect(await after.json()).toMatchObject({ pointer: second });
  });

  test('by its alias under another ETag while a canary is under way, which no line of the registry says', async () => {
    await promoted(10);
    const get = (headers = {}) => api.ask('GET', `${MODELS}/champion`, { headers });
    const etag = (await get()).headers.get('etag') ?? '';
    const path = join(api.dir, 'models', 'champion.json');
    const text = await readFile(path, 'utf8');
    const canary = { model_id: 'other', share: 0.1, salt: 'a' };
    await writeFile(path, JSON.stringify({ ...(JSON.parse(text) as object), canary }));
    const during = await get({ 'if-none-match': etag });
    expect([during.status, await during.json()]).toMatchObject([200, { pointer: { canary } }]);
    await writeFile(path, text);
    expect((await get()).headers.get('etag')).toBe(etag);
  });

  test('by its alias is of one moment while a promotion is being written', async () => {
    const before = await promoted(11);
    const path = join(api.dir, 'models', 'champion.json');
    const text = await readFile(path, 'utf8');
    await promoted(12);
    const now = await readFile(path, 'utf8');
    await writeFile(path, text);
    const response = await api.ask('GET', `${MODELS}/champion`);
    const { seq } = JSON.parse(text) as { seq: number };
    expect(response.headers.get('etag')).toBe(`"${seq}-${before.manifest_sha256.slice(0, 16)}"`);
    expect(await response.json()).toMatchObject({
      pointer: { seq, model_id: before.model_id },
      manifest: { model_id: before.model_id },
    });
    await writeFile(path, now);
  });

  test('by its id gives the manifest, under its hash', async () => {
    const { model_id, manifest_sha256 } = await promoted(3);
    const response = await api.ask('GET', `${MODELS}/${model_id}`);
    expect(response.headers.get('etag')).toBe(`"${manifest_sha256}"`);
    expect(await response.json()).toMatchObject({ pointer: null, manifest: { model_id } });
    for (const id of ['nothing', model_id.slice(0, -1), '..', '%2e%2e', 'x'.repeat(5_000)])
      expect([id, (await api.ask('GET', `${MODELS}/${id}`)).status]).toEqual([id, 404]);
  });
});

describe('GET models/{model}/files/{name}', () => {
  test('gives the very bytes of each file that the manifest names, and no other', async () => {
    const { model_id } = await promoted(4);
    for (const name of ['manifest.json', 'model.json', 'weights.bin', 'card.md']) {
      const bytes = await readFile(join(api.dir, 'models', model_id, name));
      const response = await api.ask('GET', `${MODELS}/champion/files/${name}`, {
        headers: { accept: 'application/octet-stream' },
      });
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      expect(response.headers.get('etag')).toBe(`"${hash('sha256', bytes, 'hex')}"`);
    }
    for (const name of ['other.json', '..%2f..%2fjournal.jsonl', 'registry.jsonl'])
      expect([name, (await api.ask('GET', `${MODELS}/${model_id}/files/${name}`)).status]).toEqual([
        name,
        404,
      ]);
  });

  test('a file that is not what it was is not given', async () => {
    const { model_id } = await promoted(5);
    await writeFile(join(api.dir, 'models', model_id, 'card.md'), 'other');
    const response = await api.ask('GET', `${MODELS}/${model_id}/files/card.md`);
    expect([response.status, await response.json()]).toMatchObject([
      409,
      { type: '/problems/not-promotable' },
    ]);
  });
});

test('POST models/{id}/promote of a model that the gate has not blessed is refused, also before there are scenarios', async () => {
  const { model_id } = await promoted(8);
  await promoted(9);
  const response = await api.ask('POST', `${MODELS}/${model_id}/promote`);
  expect([response.status, await response.json()]).toMatchObject([409, { type: '/problems/not-promotable' }]);
});

test('POST models/rollback has the one before serve again; an override needs a reason, and a model that is there', async () => {
  const ask = async (path: string, as: 'admin' | 'decide' = 'admin') => {
    const response = await api.ask('POST', `${MODELS}/${path}`, { as });
    return { status: response.status, answer: (await response.json()) as object };
  };
  const before = await promoted(6);
  const { model_id } = await promoted(7);
  expect(await ask('rollback')).toMatchObject({ status: 200, answer: { champion: before.model_id } });
  expect(await ask(`${before.model_id}/promote`)).toMatchObject({
    status: 409,
    answer: { type: '/problems/not-promotable' },
  });
  expect(await ask(`${model_id}/promote?override=true`)).toMatchObject({ status: 422 });
  expect(await ask('nothing/promote?override=true&reason=try')).toMatchObject({ status: 404 });
  expect(await ask('rollback', 'decide')).toMatchObject({ status: 403 });
});

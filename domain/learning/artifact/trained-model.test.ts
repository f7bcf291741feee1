import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { modelIdOf, parseManifest, type ModelOrigin } from './manifest.js';
import { parseModelFile } from './model-file.js';
import { artifactOf, placed, weightsIn, type TrainedModel } from './trained-model.js';

const trained: TrainedModel = {
  spec_id: '0123456789abcdef',
  inputs: ['dte', 'spread'],
  standardise: { mean: [30, 0.1], scale: [10, 0.5] },
  layers: [
    { units: 3, activation: 'relu', kernel: [1, 2, 3, 4, 5, 6], bias: [7, 8, 9] },
    { units: 1, activation: 'linear', kernel: [10, 11, 12], bias: [13] },
  ],
  adjust: [],
  posterior: null,
  calibration: { a: 1, b: 0 },
  actions: null,
};

const origin: ModelOrigin = {
  kind: 'mlp',
  lineage: 'mlp',
  parent: null,
  inputs: {
    spec_id: '0123456789abcdef',
    scenarios_sha256: 'a'.repeat(64),
    window_from: '2025-01-01',
    window_to: '2025-03-01',
    rows: 100,
    config: { hidden: [3] },
    seed: 0,
    backend: { name: 'plain', version: '1' },
  },
};

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('artifactOf', () => {
  const { model_id, manifest, files } = artifactOf(trained, origin, new Map([['card.md', '# card\n']]));

  test('names the model by the first twelve digits of the hash of what it was made from', () => {
    expect(model_id).toMatch(/^mlp-[0-9a-f]{12}$/);
    expect(model_id).toBe(modelIdOf(origin));
    expect(modelIdOf({ ...origin, lineage: 'other' })).not.toBe(model_id);
    expect(modelIdOf({ ...origin, inputs: { ...origin.inputs, seed: 1 } })).not.toBe(model_id);
  });

  test('hashes every file but the manifest in it, which is canonical', () => {
    expect(manifest.files.map(({ path }) => path)).toEqual(['model.json', 'weights.bin', 'card.md']);
    for (const { path, bytes, sha256 } of manifest.files) {
      expect(files.get(path)?.length).toBe(bytes);
      expect(hash('sha256', files.get(path) ?? '', 'hex')).toBe(sha256);
    }
    expect(parseManifest(text(files.get('manifest.json')))).toEqual(manifest);
    expect(text(files.get('manifest.json'))).toMatch(/^{"contract":1,"files":\[{"bytes":\d+,"path":/);
  });

  test('writes kernels row by row, each with its place, as little-endian floats', () => {
    const weights = weightsIn(files.get('weights.bin') as Uint8Array);
    expect(Array.from(weights ?? [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(Array.from(files.get('weights.bin')?.slice(0, 4) ?? [])).toEqual([0, 0, 0x80, 0x3f]);
    const model = parseModelFile(text(files.get('model.json')), 13);
    expect(model?.layers).toEqual([
      { units: 3, activation: 'relu', kernel: { offset: 0, shape: [2, 3] }, bias: { offset: 6, shape: [3] } },
      {
        units: 1,
        activation: 'linear',
        kernel: { offset: 9, shape: [3, 1] },
        bias: { offset: 12, shape: [1] },
      },
    ]);
    expect(model?.outputs).toEqual(['p_win']);
  });
});

describe('parseManifest', () => {
  const { files } = artifactOf(trained, origin, new Map());
  const bytes = files.get('manifest.json') as Uint8Array;

  test('is undefined for one with a byte that is another, wherever it is, but in the list of files', () => {
    const whole = text(bytes);
    const listed = whole.indexOf('],"inputs"');
    for (let i = 0; i < bytes.length; i++) {
      if (i > whole.indexOf('"files"') && i < listed) continue;
      const flipped = Uint8Array.from(bytes);
      flipped[i] = (flipped[i] as number) ^ 1;
      expect([i, parseManifest(text(flipped))]).toEqual([i, undefined]);
    }
  });

  test('is undefined for what is no JSON, and for the same in another order', () => {
    expect(parseManifest('{')).toBeUndefined();
    expect(parseManifest(JSON.stringify(JSON.parse(text(bytes)), null, 1))).toBeUndefined();
  });
});

describe('parseModelFile', () => {
  const { model } = placed(trained, 'mlp');

  test.each([
    ['too few weights', model, 12],
    [
      'a layer that does not fit the one before',
      { ...model, layers: [model.layers[0], model.layers[0]] },
      13,
    ],
    ['more outputs than units', { ...model, outputs: ['skip', 'follow'] }, 13],
    ['fewer means than inputs', { ...model, standardise: { mean: [1], scale: [1, 1] } }, 13],
    ['a posterior of another size', { ...model, posterior: { offset: 0, shape: [2, 2] } }, 13],
    ['a key that is none', { ...model, more: 1 }, 13],
  ])('is undefined for %s', (_what, given, weights) => {
    expect(parseModelFile(JSON.stringify(model), 13)).toEqual(model);
    expect(parseModelFile(JSON.stringify(given), weights)).toBeUndefined();
  });
});

import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../models/tensors.js';
import { useFastestBackend } from './fastest-backend.js';

const STAND_IN = join(import.meta.dirname, '..', 'test', 'native-stand-in.ts');

afterAll(async () => {
  tf.removeBackend('tensorflow');
  await useBackend('wasm');
});

test('useFastestBackend() is WebAssembly where there is no native code, or it does not load', async () => {
  const wasm = await useBackend('wasm');
  expect(wasm.name).toMatch(/^tfjs-wasm/);
  expect(await useFastestBackend('@tensorflow/is-not-there')).toEqual(wasm);
  expect(await useFastestBackend(join(import.meta.dirname, '..', 'models', 'network.ts'))).toEqual(wasm);
});

test('useFastestBackend() is native code where it loads, and says so by name and version', async () => {
  expect(await useFastestBackend(STAND_IN)).toEqual({ name: 'tfjs-node', version: '9.9.9' });
  expect(tf.getBackend()).toBe('tensorflow');
});

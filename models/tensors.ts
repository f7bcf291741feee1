import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';

/** What computes tensors: compiled to WebAssembly, or the same in plain JavaScript, which is an oracle in tests. */
export const BACKENDS = { wasm: version_wasm, cpu: version_cpu } as const;
export type BackendName = keyof typeof BACKENDS;

/**
 * Makes a backend compute from now on; gives what a model's identity says of it: sums of several numbers at once are
 * others.
 */
export async function useBackend(name: BackendName): Promise<{ name: string; version: string }> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  if (name === 'wasm' && tf.getBackend() !== 'wasm') setWasmPaths(`${join(dirname(entry), 'dist')}/`);
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} of tfjs does not load`);
  await tf.ready();
  const isWide = name === 'wasm' && (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  return { name: `tfjs-${name}${isWide ? '-simd' : ''}`, version: BACKENDS[name] };
}

/** The name under which native code registers itself as it is loaded. */
const NATIVE_NAME = 'tensorflow';

/** Makes native code that is loaded compute from now on; null where it does not. */
export async function useNative(version: string): Promise<{ name: string; version: string } | null> {
  if (!(await tf.setBackend(NATIVE_NAME))) return null;
  await tf.ready();
  return { name: 'tfjs-node', version };
}

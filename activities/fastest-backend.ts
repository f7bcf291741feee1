import { useBackend, useNative } from '../models/tensors.js';

/** Registers a backend of native code as it is loaded; no dependency, since it downloads what it needs. */
const NATIVE = '@tensorflow/tfjs-node';

/**
 * Makes the fastest backend that there is compute from now on: native code where someone has installed it and it loads,
 * else WebAssembly. Sums are others by each, so the identity says which it was.
 */
export async function useFastestBackend(native = NATIVE): Promise<{ name: string; version: string }> {
  const version = await import(native).then(
    (found: { version?: Readonly<Record<string, string>> }) => found.version?.['tfjs-node'],
    () => undefined,
  );
  return (version === undefined ? null : await useNative(version)) ?? useBackend('wasm');
}

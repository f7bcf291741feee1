import type { AlgorithmParameters, Overrides } from './algorithm-parameters.js';
import type { RegimeName } from './parameter-fields.js';

/**
 * The parameters that hold for an underlying: those of all, then those of each regime that holds, in order, then its
 * own; later ones win.
 */
export function effectiveParameters(
  parameters: AlgorithmParameters,
  { underlying, regimes }: { underlying: string; regimes: readonly RegimeName[] },
): AlgorithmParameters {
  const ofRegimes = parameters.byRegime.filter(({ when }) => regimes.includes(when)).map(({ set }) => set);
  return [...ofRegimes, ownOverrides(parameters, underlying)].reduce(
    (below, set) =>
      changed(below, {
        ...set,
        roll: changed(below.roll, set.roll ?? {}),
        quiet: changed(below.quiet, set.quiet ?? {}),
      }),
    parameters,
  );
}

/** An underlying may be named like anything, `constructor` too. */
export function ownOverrides(
  { bySymbol }: Pick<AlgorithmParameters, 'bySymbol'>,
  underlying: string,
): Overrides {
  return Object.hasOwn(bySymbol, underlying) ? (bySymbol[underlying] as Overrides) : {};
}

/** What was read from JSON has no field that is undefined. */
function changed<T extends object>(fields: T, set: { [K in keyof T]?: T[K] | undefined }): T {
  return { ...fields, ...set };
}

import type { RegimeName } from './parameter-fields.js';

/** Parameters as they are changed in layers: by regime, then by underlying. */
export interface Layered {
  byRegime: readonly { when: RegimeName; set: Layer }[];
  bySymbol: Readonly<Record<string, Layer>>;
  roll: object;
  quiet: object;
}

interface Layer {
  advises?: boolean | undefined;
  roll?: object | undefined;
  quiet?: object | undefined;
}

/**
 * The parameters that hold for an underlying: those of all, then those of each regime that holds, in order, then its
 * own; later ones win.
 */
export function effectiveParameters<P extends Layered>(
  parameters: P,
  { underlying, regimes }: { underlying: string; regimes: readonly RegimeName[] },
): P {
  const ofRegimes = parameters.byRegime.filter(({ when }) => regimes.includes(when)).map(({ set }) => set);
  return [...ofRegimes, ownOverrides(parameters, underlying)].reduce<P>(
    (below, set) => ({
      ...below,
      ...set,
      roll: { ...below.roll, ...set.roll },
      quiet: { ...below.quiet, ...set.quiet },
    }),
    parameters,
  );
}

/** An underlying may be named like anything, `constructor` too. */
export function ownOverrides<L extends Layer>(
  { bySymbol }: { bySymbol: Readonly<Record<string, L>> },
  underlying: string,
): Partial<L> {
  return Object.hasOwn(bySymbol, underlying) ? (bySymbol[underlying] as L) : {};
}

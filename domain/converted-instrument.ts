import type { Instrument } from './instrument.js';
import type { Execution } from './records.js';

/** What of a `split` or `symbol_change` says how an instrument is called afterwards. */
export type Conversion = Pick<Execution, 'to_underlying' | 'to_strike' | 'to_multiplier'> & {
  extra?: string | null;
};

/**
 * The instrument that a held one becomes. The root of options follows the underlying where it was the same; a root that does not (USO to
 * USO1) is `to_root` among the record's extra fields, since the contract has no field for it.
 */
export function convertedInstrument(held: Instrument, conversion: Conversion): Instrument {
  const underlying = conversion.to_underlying ?? held.underlying;
  const following = held.root === held.underlying ? underlying : held.root;
  return {
    underlying,
    root: toRoot(conversion.extra) ?? following,
    right: held.right,
    strike: conversion.to_strike ?? held.strike,
    expiration: held.expiration,
    multiplier: conversion.to_multiplier ?? held.multiplier,
  };
}

function toRoot(extra: string | null | undefined): string | undefined {
  if (!extra) return undefined;
  const { to_root: root } = JSON.parse(extra) as { to_root?: unknown };
  return typeof root === 'string' ? root : undefined;
}

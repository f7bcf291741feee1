import type { Instrument } from '../records/instrument.js';
import { decimal, divide, multiply, ZERO, type Decimal } from '../number/decimal.js';
import type { Execution } from '../records/records.js';

/** What of a `split` or `symbol_change` says how an instrument is called afterwards. */
export type Conversion = Pick<Execution, 'to_underlying' | 'to_strike' | 'to_multiplier'> & {
  extra?: string | null;
};

/**
 * The instrument that a held one becomes. The root of options follows the underlying where it was the same; a root that
 * does not (USO to USO1) is `to_root` among the record's extra fields, since the contract has no field for it.
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

const ONE = decimal(1);

/**
 * The shares or contracts that so many of one side become: times the ratio, or with those added that a split without
 * one states. A ratio that is the nearest decimal to 1 : n is taken as that, so that 300 shares at 0.3333333333 are
 * 100.
 */
export function convertedQuantity(
  held: Decimal,
  { action, ratio, quantity }: Pick<Execution, 'action' | 'ratio' | 'quantity'>,
): Decimal {
  if (ratio === null && action !== 'split') return held;
  if (ratio === null) return held + quantity;
  const whole = (divide(ONE, ratio) / ONE) * ONE;
  const per = [whole, whole + ONE].find((n) => n > ZERO && divide(ONE, n) === ratio);
  return per === undefined ? multiply(held, ratio) : divide(held, per);
}

function toRoot(extra: string | null | undefined): string | undefined {
  if (!extra) return undefined;
  const { to_root: root } = JSON.parse(extra) as { to_root?: unknown };
  return typeof root === 'string' ? root : undefined;
}

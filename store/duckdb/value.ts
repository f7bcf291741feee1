import type { Decimal } from '../../domain/number/decimal.js';

/**
 * A value in a row: DECIMAL(38,10) is a Decimal (bigint), integers and doubles are numbers, DATE is an IsoDate, lists
 * are arrays.
 */
export type Value =
  string | number | boolean | Decimal | null | readonly string[] | readonly number[] | readonly Decimal[];

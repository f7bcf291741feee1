import { z } from 'zod';
import { isObject, type Json } from './canonical-json.js';
import { checked, type Checked } from './check-parameters.js';
import {
  adjustmentFields,
  commonFields,
  commonRollFields,
  commonRollWithDefaults,
  commonWithDefaults,
  DEFAULTS,
  quietFields,
  REGIME_NAMES,
} from './parameter-fields.js';

const { shiftDays, ...floors } = adjustmentFields;

const overrides = z
  .strictObject({
    ...adjustmentFields,
    ...commonFields,
    roll: z.strictObject({ ...commonRollFields, shiftDays }).partial(),
    quiet: z.strictObject(quietFields).partial(),
  })
  .partial();

/**
 * What a version of an algorithm that is not ours may have: adjustments of its own advice, each doing nothing where it
 * is absent, and whatever parameters that algorithm has itself, of which nothing is known.
 */
const adjustmentsSchema = z.looseObject({
  ...commonWithDefaults,
  minimumPremium: floors.minimumPremium.optional(),
  profitTarget: floors.profitTarget.optional(),
  shiftDays: shiftDays.default(DEFAULTS.shiftDays),
  roll: z
    .looseObject({ ...commonRollWithDefaults, shiftDays: shiftDays.default(DEFAULTS.roll.shiftDays) })
    .prefault({}),
  byRegime: z.array(z.strictObject({ when: z.enum(REGIME_NAMES), set: overrides })).default([]),
  bySymbol: z.record(z.string().min(1), overrides).default({}),
});

export type Adjustments = z.output<typeof adjustmentsSchema>;

/**
 * The parameters of a version of an algorithm that is not ours; or what is wrong with them. A field is left out, never
 * null.
 */
export function checkAdjustments(raw: Json): Checked<Adjustments> {
  const nulls = nullPaths(raw, []);
  if (nulls.length === 0) return checked(adjustmentsSchema, raw);
  return {
    ok: false,
    problems: nulls.map((path) => ({ path, value: null, message: 'null: leave the field out' })),
  };
}

function nullPaths(value: Json, at: readonly string[]): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === null ? [[...at, key].join('.')] : nullPaths(inner, [...at, key]),
  );
}

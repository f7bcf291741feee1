/** How the fields of canonical records are written: the schemas that `records.ts` is made of. */
import { z } from 'zod';
import { formatDecimal, fromNumber, parseDecimal, ZERO, type Decimal } from './decimal.js';
import { isIsoDate } from './dates.js';
import { isBareDate } from './calendar.js';

/** The form of a field, for whoever reads or writes it without zod: the set-wise check in SQL, the exports. */
export type FieldKind =
  | { kind: 'text' }
  | { kind: 'time' }
  | { kind: 'date' }
  | { kind: 'decimal'; least?: 'zero' | 'positive' }
  | { kind: 'fraction' }
  | { kind: 'integer' }
  | { kind: 'json' }
  | { kind: 'choice'; values: readonly string[] };

/** Empty texts, as CSV has them, and absent fields are null. */
export const absent = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

/** A field that may be null or absent; the record always has it, null then. */
function optional<T extends z.ZodType>(schema: T, kind: FieldKind) {
  return z
    .preprocess(absent, schema.nullable())
    .optional()
    .transform((value) => value ?? null)
    .meta({ field: kind });
}

function required<T extends z.ZodType>(schema: T, kind: FieldKind) {
  return z.preprocess(absent, schema).meta({ field: kind, required: true });
}

const text = z.string({ error: 'not a text' }).trim().min(1, { error: 'missing' });

const decimalValue = z
  .union([z.string(), z.number()], { error: 'not a number' })
  .transform((value, context): Decimal => {
    const parsed = typeof value === 'number' ? fromNumber(value) : parseDecimal(value);
    if (parsed === undefined) {
      context.addIssue({ code: 'custom', message: 'not a number' });
      return z.NEVER;
    }
    return parsed;
  });
const nonNegative = decimalValue.refine((value) => value >= ZERO, { error: 'negative' });
const positive = decimalValue.refine((value) => value > ZERO, { error: 'not above zero' });
const integerValue = decimalValue
  .refine((value) => value % 10_000_000_000n === 0n && value < 9_007_199_254_740_991n * 10_000_000_000n, {
    error: 'not a whole number',
  })
  .transform((value) => Number(value / 10_000_000_000n));

const date = z.string({ error: 'not a date' }).trim().refine(isIsoDate, { error: 'not a date' });
const time = z.string({ error: 'not a time' }).transform((value, context) => {
  const normal = normalTime(value.trim());
  if (normal === undefined) {
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  }
  return normal;
});

const json = z
  .union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .transform((value, context): string => {
    if (typeof value !== 'string') return JSON.stringify(value);
    try {
      return JSON.stringify(JSON.parse(value));
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  });

function choice<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values, { error: `not one of ${values.join(', ')}` });
}

/** Schemas by what a field holds; `…Required` ones may not be absent, the others are null then. */
export const fields = {
  text: () => optional(text, { kind: 'text' }),
  textRequired: () => required(text, { kind: 'text' }),
  time: () => optional(time, { kind: 'time' }),
  timeRequired: () => required(time, { kind: 'time' }),
  date: () => optional(date, { kind: 'date' }),
  dateRequired: () => required(date, { kind: 'date' }),
  fraction: () =>
    optional(
      positive
        .refine((value) => value <= 10_000_000_000n, { error: 'above one' })
        .transform((value) => Number(formatDecimal(value))),
      { kind: 'fraction' },
    ),
  decimal: () => optional(decimalValue, { kind: 'decimal' }),
  decimalRequired: () => required(decimalValue, { kind: 'decimal' }),
  nonNegative: () => optional(nonNegative, { kind: 'decimal', least: 'zero' }),
  positive: () => optional(positive, { kind: 'decimal', least: 'positive' }),
  positiveRequired: () => required(positive, { kind: 'decimal', least: 'positive' }),
  integer: () => optional(integerValue, { kind: 'integer' }),
  json: () => optional(json, { kind: 'json' }),
  right: () => optional(choice(['call', 'put']), { kind: 'choice', values: ['call', 'put'] }),
  choice: <const V extends readonly [string, ...string[]]>(values: V) =>
    optional(choice(values), { kind: 'choice', values }),
  choiceRequired: <const V extends readonly [string, ...string[]]>(values: V) =>
    required(choice(values), { kind: 'choice', values }),
  currency: () =>
    z
      .preprocess(absent, text.nullable())
      .optional()
      .transform((value) => value ?? 'USD')
      .meta({ field: { kind: 'text' } satisfies FieldKind }),
};

const OFFSET_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The one text of a time: UTC `2025-01-06T14:30:00Z` (fractions of a second only where there are some) or the bare date as it is.
 * Undefined for anything without an offset.
 */
export function normalTime(value: string): string | undefined {
  if (isBareDate(value)) return isIsoDate(value) ? value : undefined;
  const parts = OFFSET_TIME.exec(value);
  if (!parts || !isIsoDate(parts[1] as string)) return undefined;
  const [, day, clock = '', fraction = '', zone = ''] = parts;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const instant = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${offset}`);
  if (Number.isNaN(instant)) return undefined;
  const kept = fraction.slice(0, 7).replace(/\.?0+$/, '');
  return `${new Date(instant).toISOString().slice(0, 19)}${kept}Z`;
}

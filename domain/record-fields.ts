/** How the fields of canonical records are written: the schemas that `records.ts` is made of. */
import { z } from 'zod';
import {
  abs,
  decimal,
  formatDecimal,
  fromNumber,
  parseDecimal,
  SCALE,
  ZERO,
  type Decimal,
} from './decimal.js';
import { isIsoDate } from './dates.js';
import { isBareDate } from './calendar.js';

/** The form of a field, for whoever reads or writes it without zod: the set-wise check in SQL, the exports. */
export type FieldKind =
  | { kind: 'text' }
  | { kind: 'time' }
  | { kind: 'date' }
  /** Below 1 with so many zeros, and above that with a minus. */
  | { kind: 'decimal'; digits: number; least?: 'zero' | 'positive' }
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

/**
 * How many digits a number may have before the point: so few that no sum over any file, and no product that the records' own check lets
 * through, leaves DECIMAL(38,10).
 */
const DIGITS = { amount: 12, count: 18, ratio: 6 } as const;

function decimalOf(digits: number) {
  return z.union([z.string(), z.number()], { error: 'not a number' }).transform((value, context): Decimal => {
    const parsed = typeof value === 'number' ? fromNumber(value) : parseDecimal(value);
    if (parsed !== undefined && abs(parsed) < 10n ** BigInt(digits + SCALE)) return parsed;
    context.addIssue({ code: 'custom', message: parsed === undefined ? 'not a number' : 'too large' });
    return z.NEVER;
  });
}

function nonNegativeOf(digits: number) {
  return decimalOf(digits).refine((value) => value >= ZERO, { error: 'negative' });
}

function positiveOf(digits: number) {
  return decimalOf(digits).refine((value) => value > ZERO, { error: 'not above zero' });
}

const INTEGER_DIGITS = 15;
const ONE = decimal(1);
const integerValue = decimalOf(INTEGER_DIGITS)
  .refine((value) => value % ONE === 0n, { error: 'not a whole number' })
  .transform((value) => Number(value / ONE));

const amount = { kind: 'decimal', digits: DIGITS.amount } as const;
const count = { kind: 'decimal', digits: DIGITS.count, least: 'zero' } as const;
const ratio = { kind: 'decimal', digits: DIGITS.ratio, least: 'positive' } as const;

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
      positiveOf(DIGITS.amount)
        .refine((value) => value <= ONE, { error: 'above one' })
        .transform((value) => Number(formatDecimal(value))),
      { kind: 'fraction' },
    ),
  decimal: () => optional(decimalOf(amount.digits), amount),
  decimalRequired: () => required(decimalOf(amount.digits), amount),
  nonNegative: () => optional(nonNegativeOf(amount.digits), { ...amount, least: 'zero' }),
  positive: () => optional(positiveOf(amount.digits), { ...amount, least: 'positive' }),
  positiveRequired: () => required(positiveOf(amount.digits), { ...amount, least: 'positive' }),
  /** Shares or contracts of a whole market. */
  count: () => optional(nonNegativeOf(count.digits), count),
  /** New per old. */
  ratio: () => optional(positiveOf(ratio.digits), ratio),
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

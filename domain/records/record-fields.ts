/**
 * How the fields of canonical records are written and read: what the schemas of `records.ts` are made of. Every record
 * of every file passes here, which is why it is no general schema library: see docs/decisions/record-check.md.
 */
import { isPrintable } from '../printable.js';
import { isBareDate } from '../time/calendar.js';
import { isIsoDate } from '../time/dates.js';
import {
  abs,
  decimal,
  formatDecimal,
  fromNumber,
  parseDecimal,
  SCALE,
  ZERO,
  type Decimal,
} from '../number/decimal.js';

/** The form of a field, for whoever reads or writes it in another way: the set-wise check in SQL, the exports. */
export type FieldKind =
  /** Of one that identifies, with the most characters it may have. */
  | { kind: 'text'; most?: number }
  | { kind: 'time' }
  | { kind: 'date' }
  /** Below 1 with so many zeros, and above that with a minus. */
  | { kind: 'decimal'; digits: number; least?: 'zero' | 'positive' }
  | { kind: 'fraction' }
  | { kind: 'integer' }
  | { kind: 'json' }
  | { kind: 'choice'; values: readonly string[] };

/** Why a value is none of its field's: what a reason says behind the field's name. */
export class Unreadable {
  constructor(readonly why: string) {}
}

/** One field of a record. */
export interface Field<T> {
  kind: FieldKind;
  required: boolean;
  /** What stands for one that is absent and need not be there. */
  otherwise: T;
  /** The value of what is not {@link isAbsent}: a text, a number, a Decimal, a list or an object. */
  read(this: void, written: unknown): T | Unreadable;
}

/** The type of a field's values. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

/** Empty texts, as CSV has them, and absent fields are null. */
export function isAbsent(value: unknown): boolean {
  return value === '' || value === undefined || value === null;
}

type Read<T> = (written: unknown) => T | Unreadable;

function optional<T>(kind: FieldKind, read: Read<T>): Field<T | null> {
  return { kind, required: false, otherwise: null, read };
}

/** A required field is never absent, so that nothing stands for one that is. */
function required<T>(kind: FieldKind, read: Read<T>): Field<T> {
  return { kind, required: true, otherwise: undefined as T, read };
}

const MISSING = new Unreadable('missing');
const NO_TEXT = new Unreadable('not a text');
const NO_NUMBER = new Unreadable('not a number');
const NO_WHOLE_NUMBER = new Unreadable('not a whole number');
const NO_DATE = new Unreadable('not a date');
const NO_TIME = new Unreadable('not a time');
const NO_JSON = new Unreadable('not JSON');
const TOO_LARGE = new Unreadable('too large');
const NEGATIVE = new Unreadable('negative');
const NOT_POSITIVE = new Unreadable('not above zero');
const ABOVE_ONE = new Unreadable('above one');

function readText(written: unknown): string | Unreadable {
  if (typeof written !== 'string') return NO_TEXT;
  return written.trim() || MISSING;
}

/** The most characters of names and of ids. */
const LENGTHS = { name: 64, id: 200 } as const;
const NOT_PLAIN = new Unreadable('has a control character');

/** A text that identifies: what a person sees of it is all of it. */
function readIdentifying(most: number): Read<string> {
  const tooLong = new Unreadable(`longer than ${most} characters`);
  return (written) => {
    const text = readText(written);
    if (text instanceof Unreadable) return text;
    if (!isPrintable(text)) return NOT_PLAIN;
    return text.length > most && [...text].length > most ? tooLong : text;
  };
}

const readName = readIdentifying(LENGTHS.name);

/**
 * Why a text is no name of an account, as words behind that name (`longer than 64 characters`); undefined where it is
 * one.
 */
export function nameProblem(text: string): string | undefined {
  const name = readName(text);
  return name instanceof Unreadable ? name.why : undefined;
}

function identifying(most: number) {
  return [{ kind: 'text', most }, readIdentifying(most)] as const;
}

/**
 * How many digits a number may have before the point: so few that no sum over any file, and no product that the
 * records' own check lets through, leaves DECIMAL(38,10).
 */
const DIGITS = { amount: 12, count: 18, ratio: 6, integer: 15 } as const;

function decimalOf(written: unknown): Decimal | undefined {
  switch (typeof written) {
    case 'string':
      return parseDecimal(written);
    case 'number':
      return fromNumber(written);
    case 'bigint':
      return written;
    default:
      return undefined;
  }
}

function readDecimal({ digits, least }: { digits: number; least?: 'zero' | 'positive' }): Read<Decimal> {
  const limit = 10n ** BigInt(digits + SCALE);
  return (written) => {
    const value = decimalOf(written);
    if (value === undefined) return NO_NUMBER;
    if (abs(value) >= limit) return TOO_LARGE;
    if (least === 'zero' && value < ZERO) return NEGATIVE;
    return least === 'positive' && value <= ZERO ? NOT_POSITIVE : value;
  };
}

const ONE = decimal(1);
const amountOf = readDecimal({ digits: DIGITS.amount, least: 'positive' });
const integerOf = readDecimal({ digits: DIGITS.integer });

function readFraction(written: unknown): number | Unreadable {
  const value = amountOf(written);
  if (value instanceof Unreadable) return value;
  return value <= ONE ? Number(formatDecimal(value)) : ABOVE_ONE;
}

function readInteger(written: unknown): number | Unreadable {
  const value = integerOf(written);
  if (value instanceof Unreadable) return value;
  return value % ONE === ZERO ? Number(value / ONE) : NO_WHOLE_NUMBER;
}

function readDate(written: unknown): string | Unreadable {
  if (typeof written !== 'string') return NO_DATE;
  const day = written.trim();
  return isIsoDate(day) ? day : NO_DATE;
}

function readTime(written: unknown): string | Unreadable {
  return typeof written === 'string' ? (normalTime(written.trim()) ?? NO_TIME) : NO_TIME;
}

/** Lists and objects as JSON text, however they came. */
function readJson(written: unknown): string | Unreadable {
  if (typeof written === 'object') return JSON.stringify(written);
  if (typeof written !== 'string') return NO_JSON;
  try {
    return JSON.stringify(JSON.parse(written));
  } catch {
    return NO_JSON;
  }
}

function readChoice<V extends string>(values: readonly V[]): Read<V> {
  const known = new Set<unknown>(values);
  const unknown = new Unreadable(`not one of ${values.join(', ')}`);
  return (written) => (known.has(written) ? (written as V) : unknown);
}

function decimalField(digits: number, least?: 'zero' | 'positive') {
  const form = least === undefined ? { digits } : { digits, least };
  return [{ kind: 'decimal', ...form }, readDecimal(form)] as const;
}

function choiceField<const V extends string>(values: readonly V[]) {
  return [{ kind: 'choice', values }, readChoice(values)] as const;
}

/** Fields by what they hold; `…Required` ones may not be absent, the others are null then. */
export const fields = {
  text: () => optional({ kind: 'text' }, readText),
  /** What names an account, an underlying or a version. */
  name: () => optional(...identifying(LENGTHS.name)),
  nameRequired: () => required(...identifying(LENGTHS.name)),
  id: () => optional(...identifying(LENGTHS.id)),
  idRequired: () => required(...identifying(LENGTHS.id)),
  time: () => optional({ kind: 'time' }, readTime),
  timeRequired: () => required({ kind: 'time' }, readTime),
  date: () => optional({ kind: 'date' }, readDate),
  dateRequired: () => required({ kind: 'date' }, readDate),
  fraction: () => optional({ kind: 'fraction' }, readFraction),
  decimal: () => optional(...decimalField(DIGITS.amount)),
  decimalRequired: () => required(...decimalField(DIGITS.amount)),
  nonNegative: () => optional(...decimalField(DIGITS.amount, 'zero')),
  positive: () => optional(...decimalField(DIGITS.amount, 'positive')),
  positiveRequired: () => required(...decimalField(DIGITS.amount, 'positive')),
  /** Shares or contracts of a whole market. */
  count: () => optional(...decimalField(DIGITS.count, 'zero')),
  /** New per old. */
  ratio: () => optional(...decimalField(DIGITS.ratio, 'positive')),
  integer: () => optional({ kind: 'integer' }, readInteger),
  json: () => optional({ kind: 'json' }, readJson),
  right: () => optional(...choiceField(['call', 'put'])),
  rightRequired: () => required(...choiceField(['call', 'put'])),
  choice: <const V extends string>(values: readonly V[]) => optional(...choiceField(values)),
  choiceRequired: <const V extends string>(values: readonly V[]) => required(...choiceField(values)),
  currency: (): Field<string> => ({
    kind: { kind: 'text' },
    required: false,
    otherwise: 'USD',
    read: readText,
  }),
};

const OFFSET_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/**
 * The one text of a time: UTC `2025-01-06T14:30:00Z` (fractions of a second only where there are some) or the bare date
 * as it is. Undefined for anything without an offset.
 */
export function normalTime(value: string): string | undefined {
  if (isBareDate(value)) return isIsoDate(value) ? value : undefined;
  const parts = OFFSET_TIME.exec(value);
  if (!parts || !isIsoDate(parts[1] as string)) return undefined;
  const [, day, clock = '', fraction = '', given = ''] = parts;
  const zone = given === 'Z' ? '+00:00' : given;
  const kept = fraction.slice(0, 7).replace(/\.?0+$/, '');
  // Without a Date wherever the instant is on the same day.
  const hour = Number(clock.slice(0, 2)) - Number(zone.slice(0, 3));
  if (CLOCK.test(clock) && hour >= 0 && hour < 24 && zone.endsWith('00'))
    return `${day}T${hour < 10 ? '0' : ''}${hour}${clock.slice(2)}${kept}Z`;
  const offset = `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const instant = Date.parse(`${day}T${clock}${offset}`);
  return Number.isNaN(instant) ? undefined : `${new Date(instant).toISOString().slice(0, 19)}${kept}Z`;
}

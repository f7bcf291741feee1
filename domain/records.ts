/**
 * The canonical records: the contract at the door, version 1 (docs/trade_record_format.md). One zod schema per record; the types are
 * inferred from it and nothing further in validates again. `meta.kind` says how a field is written, so that the set-wise check of
 * Parquet and CSV in bulk and the exports are made from the same schema.
 */
import { z } from 'zod';
import { formatDecimal, fromNumber, parseDecimal, ZERO, type Decimal } from './decimal.js';
import { isIsoDate } from './dates.js';
import { isBareDate } from './calendar.js';

/** The version of the contract; in reports and in Parquet metadata. */
export const CONTRACT_VERSION = 1;

export type FieldKind =
  | { kind: 'text' }
  | { kind: 'time' }
  | { kind: 'date' }
  | { kind: 'decimal'; least?: 'zero' | 'positive' }
  | { kind: 'fraction' }
  | { kind: 'integer' }
  | { kind: 'json' }
  | { kind: 'choice'; values: readonly string[] };

export const TRADE_ACTIONS = [
  'sell_to_open',
  'buy_to_close',
  'buy_to_open',
  'sell_to_close',
  'buy',
  'sell',
] as const;
export type TradeAction = (typeof TRADE_ACTIONS)[number];

export const EVENT_ACTIONS = ['expire', 'assign', 'exercise', 'split', 'symbol_change', 'transfer'] as const;
export type EventAction = (typeof EVENT_ACTIONS)[number];

export const ADVICE_ACTIONS = [...TRADE_ACTIONS, 'roll', 'hold', 'wait'] as const;
export type AdviceAction = (typeof ADVICE_ACTIONS)[number];

export const CASH_FLOW_KINDS = [
  'dividend',
  'interest',
  'fee',
  'deposit',
  'withdrawal',
  'transfer',
  'adjustment',
] as const;

/** True for the actions that are a trade, false for what happens to a position without one. */
export function isTrade(action: Execution['action']): action is TradeAction {
  return (TRADE_ACTIONS as readonly string[]).includes(action);
}

const absent = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

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

const fields = {
  text: () => optional(text, { kind: 'text' }),
  textRequired: () => required(text, { kind: 'text' }),
  time: () => optional(time, { kind: 'time' }),
  timeRequired: () => required(time, { kind: 'time' }),
  date: () => optional(date, { kind: 'date' }),
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

export const recommendationSchema = z.object({
  recommendation_id: fields.textRequired(),
  sent_at: fields.timeRequired(),
  valid_until: fields.time(),
  seen_at: fields.time(),
  withdrawn_at: fields.time(),
  account: fields.text(),
  algorithm_version: fields.text(),
  action: fields.choiceRequired(ADVICE_ACTIONS),
  underlying: fields.textRequired(),
  right: fields.right(),
  strike: fields.positive(),
  expiration: fields.date(),
  from_strike: fields.positive(),
  from_expiration: fields.date(),
  from_right: fields.right(),
  legs: fields.json(),
  quantity: fields.positive(),
  premium: fields.decimal(),
  bid: fields.nonNegative(),
  ask: fields.nonNegative(),
  underlying_price: fields.nonNegative(),
  priority: fields.text(),
  rationale: fields.text(),
  propensity: optional(
    positive
      .refine((value) => value <= 10_000_000_000n, { error: 'above one' })
      .transform((value) => Number(formatDecimal(value))),
    { kind: 'fraction' },
  ),
  alternatives: fields.json(),
  context: fields.json(),
  root: fields.text(),
  multiplier: fields.positive(),
});

export const executionSchema = z.object({
  execution_id: fields.text(),
  order_id: fields.text(),
  account: fields.textRequired(),
  executed_at: fields.timeRequired(),
  action: fields.choiceRequired([...TRADE_ACTIONS, ...EVENT_ACTIONS]),
  underlying: fields.textRequired(),
  root: fields.text(),
  right: fields.right(),
  strike: fields.positive(),
  expiration: fields.date(),
  multiplier: fields.positive(),
  quantity: fields.positiveRequired(),
  price: fields.nonNegative(),
  fees: fields.nonNegative(),
  amount: fields.decimal(),
  currency: fields.currency(),
  sequence: fields.integer(),
  direction: fields.choice(['in', 'out']),
  ratio: fields.positive(),
  to_underlying: fields.text(),
  to_strike: fields.positive(),
  to_multiplier: fields.positive(),
});

export const cashFlowSchema = z.object({
  account: fields.textRequired(),
  at: fields.timeRequired(),
  kind: fields.choiceRequired(CASH_FLOW_KINDS),
  amount: fields.decimalRequired(),
  currency: fields.currency(),
  underlying: fields.text(),
  description: fields.text(),
});

export const barSchema = z.object({
  symbol: fields.textRequired(),
  interval: fields.choiceRequired(['1m', '5m', '15m', '1h', '1d']),
  ts: fields.timeRequired(),
  open: fields.positiveRequired(),
  high: fields.positiveRequired(),
  low: fields.positiveRequired(),
  close: fields.positiveRequired(),
  volume: fields.nonNegative(),
  adjusted: fields.choice(['none', 'split']),
});

export const quoteSchema = z.object({
  underlying: fields.textRequired(),
  root: fields.text(),
  right: fields.choiceRequired(['call', 'put']),
  strike: fields.positiveRequired(),
  expiration: required(date, { kind: 'date' }),
  ts: fields.timeRequired(),
  bid: fields.nonNegative(),
  ask: fields.nonNegative(),
  last: fields.nonNegative(),
  open_interest: fields.nonNegative(),
  underlying_price: fields.nonNegative(),
});

export const marketEventSchema = z.object({
  underlying: fields.textRequired(),
  kind: fields.choiceRequired(['earnings', 'ex_dividend', 'split']),
  date: required(date, { kind: 'date' }),
  amount: fields.decimal(),
  ratio: fields.positive(),
});

/** The datasets of the lake, each with the schema of its records. */
export const schemas = {
  recommendations: recommendationSchema,
  executions: executionSchema,
  cash_flows: cashFlowSchema,
  bars: barSchema,
  quotes: quoteSchema,
  market_events: marketEventSchema,
} as const;

export type Dataset = keyof typeof schemas;
export const DATASETS = Object.keys(schemas) as Dataset[];

/** Fields the contract does not name, as JSON text; null when there were none. */
interface Extra {
  extra: string | null;
}
export type Recommendation = z.output<typeof recommendationSchema> & Extra;
export type Execution = z.output<typeof executionSchema> & Extra;
export type CashFlow = z.output<typeof cashFlowSchema> & Extra;
export type Bar = z.output<typeof barSchema> & Extra;
export type Quote = z.output<typeof quoteSchema> & Extra;
export type MarketEvent = z.output<typeof marketEventSchema> & Extra;
export interface RecordOf {
  recommendations: Recommendation;
  executions: Execution;
  cash_flows: CashFlow;
  bars: Bar;
  quotes: Quote;
  market_events: MarketEvent;
}

/** The names of a dataset's fields with their kinds, in the contract's order, without `extra`. */
export function fieldsOf(dataset: Dataset): { name: string; field: FieldKind; required: boolean }[] {
  return Object.entries(schemas[dataset].shape).map(([name, schema]) => {
    const meta = (schema as z.ZodType).meta() as { field: FieldKind; required?: boolean };
    return { name, field: meta.field, required: meta.required ?? false };
  });
}

export type Checked<D extends Dataset> = { ok: true; record: RecordOf[D] } | { ok: false; reason: string };

/**
 * Checks one raw record (names to texts, numbers, lists or objects) against its dataset's schema and fills what may be absent: null,
 * `USD`, multiplier 100 for options and 1 for shares, an option's root from its underlying. Unknown fields are kept in `extra`.
 * A reason names the field and the value: `strike not a number: "abc"`.
 */
export function checkRecord<D extends Dataset>(
  dataset: D,
  raw: Readonly<Record<string, unknown>>,
): Checked<D> {
  const shape = schemas[dataset].shape as Record<string, unknown>;
  const known: Record<string, unknown> = {};
  const unknown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (Object.hasOwn(shape, name)) known[name] = value;
    else if (name === 'extra') Object.assign(unknown, extraOf(value));
    else if (absent(value) !== null) unknown[name] = value;
  }
  const parsed = schemas[dataset].safeParse(known);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'record');
    return { ok: false, reason: reasonOf(name, absent(known[name]), issue?.message ?? 'invalid') };
  }
  const extra = Object.keys(unknown).length > 0 ? JSON.stringify(unknown) : null;
  const record = { ...parsed.data, extra } as RecordOf[D];
  const reason = contradiction(dataset, record);
  if (reason !== undefined) return { ok: false, reason };
  return { ok: true, record: withDefaults(dataset, record) };
}

function reasonOf(name: string, value: unknown, message: string): string {
  return value === null ? `${name} missing` : `${name} ${message}: ${JSON.stringify(value)?.slice(0, 80)}`;
}

function extraOf(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  if (typeof value !== 'string' || value === '') return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? parsed
      : { extra: value };
  } catch {
    return { extra: value };
  }
}

/** What no single field shows: the fields contradict each other. */
function contradiction(dataset: Dataset, record: RecordOf[Dataset]): string | undefined {
  switch (dataset) {
    case 'executions':
      return executionContradiction(record as Execution);
    case 'recommendations':
      return recommendationContradiction(record as Recommendation);
    case 'bars':
      return barContradiction(record as Bar);
    default:
      return undefined;
  }
}

function executionContradiction(execution: Execution): string | undefined {
  const partial = partialContract(execution);
  if (partial) return partial;
  const { action, right } = execution;
  if ((action === 'expire' || action === 'assign' || action === 'exercise') && right === null)
    return `right missing for ${action}`;
  if (isTrade(action) && execution.price === null && execution.amount === null) return 'price missing';
  if (action === 'transfer' && execution.direction === null) return 'direction missing for transfer';
  if (
    action === 'symbol_change' &&
    execution.to_underlying === null &&
    execution.to_strike === null &&
    execution.to_multiplier === null
  )
    return 'to_underlying missing for symbol_change';
  return undefined;
}

function recommendationContradiction(advice: Recommendation): string | undefined {
  const partial = partialContract(advice);
  if (partial) return partial;
  if (advice.action === 'roll') {
    if (advice.right === null) return 'right missing for roll';
    if (advice.from_strike === null) return 'from_strike missing for roll';
    if (advice.from_expiration === null) return 'from_expiration missing for roll';
  }
  if (advice.action.endsWith('_open') && advice.right === null && advice.legs === null)
    return `right missing for ${advice.action}`;
  return undefined;
}

function partialContract(record: {
  right: string | null;
  strike: Decimal | null;
  expiration: string | null;
}): string | undefined {
  const { right, strike, expiration } = record;
  if (right !== null && strike === null) return 'strike missing';
  if (right !== null && expiration === null) return 'expiration missing';
  if (right === null && (strike !== null || expiration !== null)) return 'right missing';
  return undefined;
}

function barContradiction(bar: Bar): string | undefined {
  const highest = bar.open > bar.close ? bar.open : bar.close;
  const lowest = bar.open < bar.close ? bar.open : bar.close;
  if (bar.high < highest) return `high below open or close: "${formatDecimal(bar.high)}"`;
  if (bar.low > lowest) return `low above open or close: "${formatDecimal(bar.low)}"`;
  return undefined;
}

function withDefaults<D extends Dataset>(dataset: D, record: RecordOf[D]): RecordOf[D] {
  if (dataset !== 'executions' && dataset !== 'recommendations') return record;
  const instrument = record as Execution | Recommendation;
  const option = instrument.right !== null;
  return {
    ...record,
    root: option ? (instrument.root ?? instrument.underlying) : instrument.root,
    multiplier: instrument.multiplier ?? (option ? 1_000_000_000_000n : 10_000_000_000n),
  };
}

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

import type { Decimal } from '../number/decimal.js';
import { abs, decimal, formatDecimal, max, multiply } from '../number/decimal.js';
import { multiplierOf } from './instrument.js';
import { isAbsent, Unreadable } from './record-fields.js';
import {
  DATASETS,
  isTrade,
  schemaOf,
  type Bar,
  type Dataset,
  type Execution,
  type MarketEvent,
  type Recommendation,
  type RecordOf,
} from './records.js';

/**
 * Why a record is none: `reason` is of few kinds, to be counted (`strike not a number`); `detail` is the value
 * (`"abc"`).
 */
export interface Refused {
  reason: string;
  detail?: string;
}

export type Checked<D extends Dataset> = { ok: true; record: RecordOf[D] } | ({ ok: false } & Refused);

/**
 * Checks one raw record (names to texts, numbers, Decimals, lists or objects) against its dataset's schema and fills
 * what may be absent: null, `USD`, multiplier 100 for options and 1 for shares, an option's root from its underlying.
 * Unknown fields are kept in `extra`. A reason names the field, its detail the value.
 */
export function checkRecord<D extends Dataset>(
  dataset: D,
  raw: Readonly<Record<string, unknown>>,
): Checked<D> {
  const { fields, names, empty } = SCHEMAS.get(dataset) as Schema;
  const values: Record<string, unknown> = { ...empty };
  for (const [name, field] of fields) {
    const written = raw[name];
    if (isAbsent(written)) {
      if (field.required) return { ok: false, reason: `${name} missing` };
      continue;
    }
    const value = field.read(written);
    if (value instanceof Unreadable) return { ok: false, ...refusedField(name, written, value) };
    values[name] = value;
  }
  values['extra'] = extraOf(raw, names);
  const record = values as unknown as RecordOf[D];
  const refused = contradiction(dataset, record);
  if (refused !== undefined) return { ok: false, ...refused };
  fillDefaults(dataset, record);
  return { ok: true, record };
}

/** A dataset's fields; their names; a record of which all are absent. */
interface Schema {
  fields: ReturnType<typeof schemaOf>;
  names: ReadonlySet<string>;
  empty: Readonly<Record<string, unknown>>;
}

function schemaBy(dataset: Dataset): Schema {
  const fields = schemaOf(dataset);
  const empty = Object.fromEntries(fields.map(([name, { otherwise }]) => [name, otherwise]));
  return { fields, names: new Set(fields.map(([name]) => name)), empty: { ...empty, extra: null } };
}

const SCHEMAS: ReadonlyMap<Dataset, Schema> = new Map(
  DATASETS.map((dataset) => [dataset, schemaBy(dataset)]),
);

function refusedField(name: string, written: unknown, { why }: Unreadable): Refused {
  const shown = typeof written === 'bigint' ? formatDecimal(written) : written;
  return { reason: `${name} ${why}`, detail: JSON.stringify(shown)?.slice(0, 80) };
}

/** The fields that the contract does not name, as JSON text; null when there are none. */
function extraOf(raw: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): string | null {
  let extra: Record<string, unknown> | undefined;
  for (const name of Object.keys(raw)) {
    if (names.has(name)) continue;
    // Without a prototype, since `__proto__` is a name like any other here.
    extra ??= Object.create(null) as Record<string, unknown>;
    if (name === 'extra') Object.assign(extra, namedIn(raw[name]));
    else if (!isAbsent(raw[name])) extra[name] = raw[name];
  }
  return extra === undefined || Object.keys(extra).length === 0 ? null : JSON.stringify(extra);
}

/** What a field `extra` holds, be it an object or its JSON text. */
function namedIn(value: unknown): object {
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
function contradiction(dataset: Dataset, record: RecordOf[Dataset]): Refused | undefined {
  switch (dataset) {
    case 'executions':
      return (
        because(executionContradiction(record as Execution)) ??
        tooMuch(record as Execution) ??
        ratioTooSmall(record as Execution)
      );
    case 'recommendations':
      return (
        because(recommendationContradiction(record as Recommendation)) ?? tooMuch(record as Recommendation)
      );
    case 'market_events':
      return ratioTooSmall(record as MarketEvent);
    case 'bars':
      return barContradiction(record as Bar);
    default:
      return undefined;
  }
}

function because(reason: string | undefined): Refused | undefined {
  return reason === undefined ? undefined : { reason };
}

const ONE = decimal(1);
const HUNDRED = decimal(100);
/**
 * What no trade of a person comes to; what is below it can be multiplied and added up without leaving DECIMAL(38,10).
 */
const MOST_WORTH = decimal(1_000_000_000_000);

/** Each of the numbers is in bounds; their product, which money is made of, must be too. */
function tooMuch(record: Execution | Recommendation): Refused | undefined {
  const [price, toMultiplier] =
    'premium' in record
      ? [largest(record.premium, record.strike, record.from_strike), null]
      : [largest(record.price, record.strike, record.to_strike), record.to_multiplier];
  const numbers = [largest(record.quantity), price, largest(multiplierOf(record), toMultiplier)] as const;
  if (numbers[0] * numbers[1] * numbers[2] < MOST_WORTH * ONE * ONE) return undefined;
  return {
    reason: 'quantity × price × multiplier too large',
    detail: `"${formatDecimal(numbers.reduce(multiply))}"`,
  };
}

/** The largest of those that are there, but not less than 1. */
function largest(...values: readonly (Decimal | null)[]): Decimal {
  let most = ONE;
  for (const value of values) if (value !== null) most = max(most, abs(value));
  return most;
}

const LEAST_RATIO = decimal('0.000001');

function ratioTooSmall({ ratio }: Pick<Execution, 'ratio'>): Refused | undefined {
  if (ratio === null || ratio >= LEAST_RATIO) return undefined;
  return { reason: 'ratio too small', detail: `"${formatDecimal(ratio)}"` };
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
  // To wait is to open nothing on that right, whatever the contract.
  const partial = advice.action === 'wait' && advice.right !== null ? undefined : partialContract(advice);
  if (partial) return partial;
  if (advice.action === 'roll') {
    if (advice.right === null) return 'right missing for roll';
    if (advice.from_strike === null) return 'from_strike missing for roll';
    if (advice.from_expiration === null) return 'from_expiration missing for roll';
  }
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

function barContradiction(bar: Bar): Refused | undefined {
  const highest = bar.open > bar.close ? bar.open : bar.close;
  const lowest = bar.open < bar.close ? bar.open : bar.close;
  if (bar.high < highest)
    return { reason: 'high below open or close', detail: `"${formatDecimal(bar.high)}"` };
  if (bar.low > lowest) return { reason: 'low above open or close', detail: `"${formatDecimal(bar.low)}"` };
  return undefined;
}

function fillDefaults<D extends Dataset>(dataset: D, record: RecordOf[D]): void {
  if (dataset !== 'executions' && dataset !== 'recommendations') return;
  const instrument = record as Execution | Recommendation;
  const option = instrument.right !== null;
  if (option) instrument.root ??= instrument.underlying;
  instrument.multiplier ??= option ? HUNDRED : ONE;
}

import type { Decimal } from './decimal.js';
import { abs, decimal, formatDecimal, max, multiply } from './decimal.js';
import { multiplierOf } from './instrument.js';
import { absent } from './record-fields.js';
import {
  isTrade,
  schemas,
  type Bar,
  type Dataset,
  type Execution,
  type MarketEvent,
  type Recommendation,
  type RecordOf,
} from './records.js';

/** Why a record is none: `reason` is of few kinds, to be counted (`strike not a number`); `detail` is the value (`"abc"`). */
export interface Refused {
  reason: string;
  detail?: string;
}

export type Checked<D extends Dataset> = { ok: true; record: RecordOf[D] } | ({ ok: false } & Refused);

/**
 * Checks one raw record (names to texts, numbers, lists or objects) against its dataset's schema and fills what may be absent: null,
 * `USD`, multiplier 100 for options and 1 for shares, an option's root from its underlying. Unknown fields are kept in `extra`.
 * A reason names the field, its detail the value.
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
    return { ok: false, ...refusedField(name, absent(known[name]), issue?.message ?? 'invalid') };
  }
  const extra = Object.keys(unknown).length > 0 ? JSON.stringify(unknown) : null;
  const record = { ...parsed.data, extra } as RecordOf[D];
  const refused = contradiction(dataset, record);
  if (refused !== undefined) return { ok: false, ...refused };
  return { ok: true, record: withDefaults(dataset, record) };
}

function refusedField(name: string, value: unknown, message: string): Refused {
  if (value === null) return { reason: `${name} missing` };
  return { reason: `${name} ${message}`, detail: JSON.stringify(value)?.slice(0, 80) };
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
/** What no trade of a person comes to; what is below it can be multiplied and added up without leaving DECIMAL(38,10). */
const MOST_WORTH = decimal(1_000_000_000_000);

/** Each of the numbers is in bounds; their product, which money is made of, must be too. */
function tooMuch(record: Execution | Recommendation): Refused | undefined {
  const prices =
    'premium' in record
      ? [record.premium, record.strike, record.from_strike]
      : [record.price, record.strike, record.to_strike];
  const multipliers = [multiplierOf(record), 'to_multiplier' in record ? record.to_multiplier : null];
  const worth = [[record.quantity], prices, multipliers]
    .map((numbers) => numbers.map((value) => abs(value ?? ONE)).reduce(max, ONE))
    .reduce(multiply);
  if (worth < MOST_WORTH) return undefined;
  return { reason: 'quantity × price × multiplier too large', detail: `"${formatDecimal(worth)}"` };
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

function barContradiction(bar: Bar): Refused | undefined {
  const highest = bar.open > bar.close ? bar.open : bar.close;
  const lowest = bar.open < bar.close ? bar.open : bar.close;
  if (bar.high < highest)
    return { reason: 'high below open or close', detail: `"${formatDecimal(bar.high)}"` };
  if (bar.low > lowest) return { reason: 'low above open or close', detail: `"${formatDecimal(bar.low)}"` };
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

import type { Decimal } from './decimal.js';
import { formatDecimal } from './decimal.js';
import { absent } from './record-fields.js';
import {
  isTrade,
  schemas,
  type Bar,
  type Dataset,
  type Execution,
  type Recommendation,
  type RecordOf,
} from './records.js';

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

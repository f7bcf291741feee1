import { compare } from '../../domain/compare.js';
import { abs, decimal, formatDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { instrumentKey } from '../../domain/records/instrument.js';
import type { Execution } from '../../domain/records/records.js';
import { FileRefused } from '../../domain/errors.js';
import type { Parsed, ParsedRecord } from '../source-format.js';

type ExecutionEvent = ParsedRecord<'executions'>;

/** So many wait for the end of the file at most, so that memory stays bounded. */
const MOST_HELD = 500_000;
/** More fills of one contract than any file has. */
const MOST_FILLS = 1_000_000;

/**
 * Decides whether options and futures that were bought or sold opened or closed, where the file does not say, by the
 * position that the file itself made before: what is against it closes, all else opens. They are held until `end`,
 * since the oldest may come last.
 *
 * Another export of the same account may begin elsewhere and label the same trade otherwise: such a record is named
 * without its label, and of two versions the one that knew more fills of the contract before it counts.
 */
export function openOrClose(): { add(event: Parsed): Parsed[]; end(): Parsed[] } {
  const held: ExecutionEvent[] = [];
  let [first, last]: [string | undefined, string | undefined] = [undefined, undefined];
  return {
    add(event) {
      if (event.kind !== 'record' || event.dataset !== 'executions') return [event];
      last = event.record.executed_at;
      first ??= last;
      if (isShares(event.record)) return [event];
      if (held.length >= MOST_HELD)
        throw new FileRefused(
          `more than ${MOST_HELD} options and futures that do not say whether they opened or closed: split the file by contract`,
        );
      held.push(event);
      return [];
    },
    end: () =>
      labelled(inOrder(held, { backwards: first !== undefined && last !== undefined && first > last })),
  };
}

const ONE = decimal(1);

/** What is counted one by one; a future has a multiplier as an option has. */
function isShares({ right, multiplier }: Execution): boolean {
  return right === null && multiplier === ONE;
}

/**
 * By time, else as the file has them; a file that begins with its last day, be it a day of shares, is read backwards.
 */
function inOrder(events: readonly ExecutionEvent[], { backwards }: { backwards: boolean }): ExecutionEvent[] {
  const ordered = backwards ? events.toReversed() : [...events];
  return ordered.sort(({ record: a }, { record: b }) => compare(a.executed_at, b.executed_at));
}

function labelled(events: readonly ExecutionEvent[]): ExecutionEvent[] {
  const positions = new Map<string, { held: Decimal; fills: number }>();
  return events.map((event) => {
    const { record } = event;
    const key = JSON.stringify([record.account, instrumentKey(record)]);
    const position = positions.get(key) ?? { held: ZERO, fills: 0 };
    const { held, fills } = position;
    positions.set(key, { held: held + changeOf(record, held), fills: fills + 1 });
    const { action } = record;
    if (action !== 'buy' && action !== 'sell') return event;
    const closes = action === 'buy' ? held < ZERO : held > ZERO;
    return {
      ...event,
      record: { ...record, action: `${action}_to_${closes ? 'close' : 'open'}` },
      ...(record.execution_id === null ? { identity: nameOf(record) } : {}),
      coarseness: 1 + MOST_FILLS - Math.min(fills, MOST_FILLS),
    };
  });
}

/** What a record does to a position. */
function changeOf({ action, quantity, direction }: Execution, held: Decimal): Decimal {
  switch (action) {
    case 'buy':
    case 'buy_to_open':
    case 'buy_to_close':
      return quantity;
    case 'sell':
    case 'sell_to_open':
    case 'sell_to_close':
      return -quantity;
    case 'expire':
    case 'assign':
    case 'exercise':
      return (held > ZERO ? -1n : 1n) * (quantity < abs(held) ? quantity : abs(held));
    case 'transfer':
      return direction === 'out' ? -quantity : quantity;
    case 'split':
    case 'symbol_change':
      return ZERO;
  }
}

function nameOf({ account: _, ...content }: Execution): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'bigint' ? formatDecimal(value) : value,
  );
}

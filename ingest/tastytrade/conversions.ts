import { divide, formatDecimal, parseDecimal } from '../../domain/number/decimal.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import type { Parsed } from '../source-format.js';
import { identityOf, instrumentOf, quantityOf, sequenceOf, timeOf, type Line } from './row.js';
import { amountOf } from '../text/written-values.js';

/**
 * Pairs the rows of splits, mergers and symbol changes: a closing of the old and an opening of the new position whose
 * values cancel. Shares that keep their symbol are one `split` of the quantity that was held, by the ratio of the two;
 * everything else is one `symbol_change` of the old instrument. Where options take a root that does not follow from the
 * underlying (USO to USO1), which the contract has no field for, it is `to_root` in `extra`.
 */
export function tastytradeConversions(unexplained: (line: Line, reason: string, value: string) => Parsed[]): {
  /** The record once both halves are there; nothing before. */
  add(line: Line): Parsed[];
  /** The halves that stayed alone: rejects, where a value is no cash, else what `unexplained` makes of them. */
  end(): Parsed[];
} {
  const waiting = new Map<string, Line[]>();

  return {
    add(line) {
      const key = conversionKey(line);
      const others = waiting.get(key) ?? [];
      const fitting = others.filter((other) => opens(other) !== opens(line));
      const other = fitting.find(({ row }) => row['Strike Price'] === line.row['Strike Price']) ?? fitting[0];
      if (!other) {
        waiting.set(key, [...others, line]);
        return [];
      }
      const left = others.filter((one) => one !== other);
      if (left.length > 0) waiting.set(key, left);
      else waiting.delete(key);
      return opens(line) ? conversion(other, line) : conversion(line, other);
    },
    end: () =>
      [...waiting.values()].flat().flatMap((line) => {
        const { row, record } = line;
        const event = row['Sub Type'] || row.Description;
        const [reason, value] = ['conversion without its other half', `${event} ${row.Symbol}`];
        return CONVERSION.test(event) ? [rejected(record, reason, value)] : unexplained(line, reason, value);
      }),
  };
}

/** What takes a position at its value and gives another for it; the value alone is no cash. */
const CONVERSION = /split|merger|symbol change|special dividend|spin-?off|exchange|conversion/i;

function conversion(from: Line, to: Line): Parsed[] {
  const [held, became] = [instrumentOf(from.row), instrumentOf(to.row)];
  const quantity = quantityOf(from.row);
  const split = held['right'] === null && held['underlying'] === became['underlying'];
  const followingRoot = held['root'] === held['underlying'] ? became['underlying'] : held['root'];
  const action = split ? 'split' : 'symbol_change';
  const told = {
    account: from.account,
    executed_at: timeOf(from),
    sequence: sequenceOf(from),
    action,
    ...held,
    quantity,
    ratio: ratioOf(quantity, quantityOf(to.row), split),
    currency: from.row.Currency,
    ...(split
      ? {}
      : {
          to_underlying: became['underlying'],
          to_strike: became['strike'] === held['strike'] ? null : became['strike'],
          to_multiplier: became['multiplier'] === held['multiplier'] ? null : became['multiplier'],
          to_root: became['root'] === followingRoot ? null : became['root'],
        }),
  };
  return checkedRecord(told, [from.record, to.record], {
    dataset: 'executions',
    identity: identityOf(from, action),
    coarseness: from.lossy ? 1 : 0,
  });
}

/** New per old; null for a symbol change of one for one. */
function ratioOf(before: string, after: string, split: boolean): string | null {
  const [old, now] = [parseDecimal(before), parseDecimal(after)];
  if (!old || !now || (old === now && !split)) return null;
  return formatDecimal(divide(now, old));
}

function opens({ row }: Line): boolean {
  return row.Action.endsWith('_TO_OPEN');
}

/**
 * What the halves share: the minute, the event, the kind of instrument, the side that was held and the size of the
 * value.
 */
function conversionKey(line: Line): string {
  const { row } = line;
  const long = row.Action === 'SELL_TO_CLOSE' || row.Action === 'BUY_TO_OPEN';
  const value = amountOf(row.Value) ?? 0n;
  const size = (value < 0n ? -value : value).toString();
  const event = row['Sub Type'] || row.Description.split(':')[0];
  return JSON.stringify([
    row.Date.slice(0, 16),
    event,
    row['Instrument Type'],
    row['Call or Put'],
    long,
    size,
  ]);
}

import { abs, type Decimal } from '../../domain/number/decimal.js';
import type { Parsed } from '../source-format.js';

/** A row of an account with the balance that it prints. */
export interface BalanceRow {
  account: string | null;
  line: number;
  day: string;
  balance: Decimal;
  amount: Decimal;
  /** True where the amount may not be cash: a value, or money that stays in the balance. */
  inKind: boolean;
}

/** Balances have been seen a cent off. */
const CENT: Decimal = 100_000_000n;

type Direction = 'onwards' | 'backwards';

/**
 * Follows the balances that a file prints from row to row, whichever way it is sorted, and notes for each account the
 * first line, if any, at which balance and amounts part.
 */
export function runningBalance(): { row(row: BalanceRow): void; end(): Parsed[] } {
  const last = new Map<string | null, BalanceRow>();
  const parts: Record<Direction, Map<string | null, number>> = { onwards: new Map(), backwards: new Map() };
  let direction: Direction | undefined;

  function check(way: Direction, from: BalanceRow, to: BalanceRow, line: number): void {
    const { account, inKind, amount } = to;
    const off = to.balance - from.balance;
    if (abs(off - amount) <= CENT || (inKind && abs(off) <= CENT)) return;
    if (!parts[way].has(account)) parts[way].set(account, line);
  }

  return {
    row(row) {
      const before = last.get(row.account);
      last.set(row.account, row);
      if (!before) return;
      if (before.day !== row.day) direction ??= before.day < row.day ? 'onwards' : 'backwards';
      check('onwards', before, row, row.line);
      check('backwards', row, before, row.line);
    },
    end() {
      const { onwards, backwards } = parts;
      const found = direction ? parts[direction] : onwards.size < backwards.size ? onwards : backwards;
      return [...found.values()].map((line) => ({
        kind: 'note',
        reason: `the cash balance and the amounts part at line ${line}`,
      }));
    },
  };
}

import { abs, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { plainAmount } from '../text/written-values.js';
import { isCorePosition } from './actions.js';
import type { FidelityLine } from './row.js';

/** A row that is worded as a move in or out of the core position. */
export interface CoreMove {
  line: FidelityLine;
  /** The place of the row among those of its file, from 0. */
  at: number;
}

/** Balances have been seen a cent off. */
const CENT: Decimal = 100_000_000n;

/**
 * Tells which rows that are worded as moves in or out of the core position trade another fund. The balance that the
 * file prints decides: what goes in or out of the core leaves it as it is. Where it prints none, a fund that other rows
 * bought or sold is not the core.
 */
export function coreMoves(): {
  see(line: FidelityLine, isTrade: boolean): void;
  hold(line: FidelityLine): void;
  end(): { moves: FidelityLine[]; trades: FidelityLine[] };
} {
  const held: CoreMove[] = [];
  const rows: { account: string | null; day: string; balance: Decimal | undefined }[] = [];
  const traded = new Set<unknown>();

  /** The next row of the same account, one way or the other. */
  function neighbour(at: number, step: 1 | -1) {
    for (let other = at + step; rows[other]; other += step)
      if (rows[other]?.account === rows[at]?.account) return rows[other];
    return undefined;
  }

  function movesBalance({ line, at }: CoreMove): boolean | undefined {
    const amount = line.amount ?? ZERO;
    const own = rows[at];
    if (own?.balance === undefined || amount === ZERO) return undefined;
    const [first, last] = [rows[0]?.day ?? '', rows.at(-1)?.day ?? ''];
    const [before, after] = [neighbour(at, -1), neighbour(at, 1)];
    const older = first === last ? [before, after] : [first < last ? before : after];
    const known = older.flatMap((row) =>
      row?.balance === undefined ? [] : [(own.balance as Decimal) - row.balance],
    );
    if (known.length === 0) return undefined;
    if (known.some((off) => abs(off) <= CENT)) return false;
    return known.some((off) => abs(off - amount) <= CENT) ? true : undefined;
  }

  return {
    see(line, isTrade) {
      const { account, booked: day, row, instrument } = line;
      rows.push({ account, day, balance: parseDecimal(plainAmount(row['Cash Balance'])) });
      if (isTrade) traded.add(instrument['underlying']);
    },
    hold(line) {
      held.push({ line, at: rows.length - 1 });
    },
    end() {
      const isTrade = (move: CoreMove) => {
        const { action, row, instrument, quantity } = move.line;
        if (instrument['underlying'] === null || quantity === ZERO) return false;
        const known = isCorePosition(instrument['underlying'], `${action} ${row.Description.toUpperCase()}`);
        return movesBalance(move) ?? (!known && traded.has(instrument['underlying']));
      };
      return {
        moves: held.filter((move) => !isTrade(move)).map(({ line }) => line),
        trades: held.filter(isTrade).map(({ line }) => line),
      };
    },
  };
}

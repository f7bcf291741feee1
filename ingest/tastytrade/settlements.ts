import { parseDecimal, sum, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { Parsed } from '../source-format.js';
import { amountOf } from '../text/written-values.js';
import { cashOf, dayOf, instrumentOf, quantityOf, type Line } from './row.js';

export type End = 'assign' | 'exercise';

/** An end of a contract: its own row, and the removals that say it once more. */
interface Settlement {
  line: Line;
  action: End;
  removals: Line[];
}

/**
 * An option that is settled in cash ends in two rows: `Cash Settled Assignment`, with the cash, and a removal
 * (`Assignment`) without, on either of which the fee may stand. They are one end, that of the first; the second alone
 * would close the position once more. Holds assignments and exercises until `end`, since either row may come first.
 */
export function cashSettlements(tell: (settlement: Settlement) => Parsed[]): {
  add(line: Line, action: End): void;
  end(): Parsed[];
} {
  const contracts = new Map<string, Settlement[]>();
  return {
    add(line, action) {
      const key = JSON.stringify([action, dayOf(line), Object.values(instrumentOf(line.row))]);
      const others = contracts.get(key);
      const own = { line, action, removals: [] };
      if (others) others.push(own);
      else contracts.set(key, [own]);
    },
    end: () => [...contracts.values()].flatMap(withoutRemovals).flatMap(tell),
  };
}

/** Settlements in cash take the removals of as many contracts, however either is cut in pieces. */
function withoutRemovals(ends: readonly Settlement[]): Settlement[] {
  const settled = ends.filter(({ line }) => isInCash(line));
  const removals = new Set(ends.filter(({ line }) => !isInCash(line) && isWithoutMoney(line)));
  let open = sum(settled.map(({ line }) => contractsOf(line)));
  for (const removal of removals) {
    const removed = contractsOf(removal.line);
    if (removed > open) continue;
    open -= removed;
    removals.delete(removal);
    const own = settled.find(({ line }) => contractsOf(line) === removed) ?? settled[0];
    own?.removals.push(removal.line);
  }
  return ends.filter((one) => isInCash(one.line) || !isWithoutMoney(one.line) || removals.has(one));
}

function isInCash({ row }: Line): boolean {
  return /^cash settle/i.test(row['Sub Type'] || row.Description);
}

function isWithoutMoney(line: Line): boolean {
  return amountOf(line.row.Value) === ZERO && !('unreadable' in cashOf(line));
}

function contractsOf({ row }: Line): Decimal {
  return parseDecimal(quantityOf(row)) ?? ZERO;
}

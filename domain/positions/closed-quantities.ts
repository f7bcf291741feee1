import { groupBy } from '../group-by.js';
import { sum, type Decimal } from '../number/decimal.js';
import { inTradingOrder, type StoredExecution } from '../records/execution-order.js';
import { fifoLots } from './book.js';
import { byContract, families, nameOf } from './contract-families.js';
import { convertedInstrument } from './converted-instrument.js';

/**
 * How much of each trade of an option without an open/close label closed what was held, by its record id; contract by
 * contract, for a loop over many. Null where the data shows nothing of the contract in that account before it, but
 * trades without a label in the same direction: the book takes such a trade for an opening, but it may close what was
 * opened before the data begins. `executions`, in any order, are all those of the contracts, with what was renamed into
 * them.
 */
export function* closedQuantities(
  executions: readonly StoredExecution[],
): Generator<Map<string, Decimal | null>, void> {
  for (const own of byContract(executions, families(executions))) {
    const trades = own.filter(isWithoutLabel);
    if (trades.length === 0) continue;
    const unseen = withNothingBefore(own);
    const byTrade = groupBy(fifoLots(own).closings, ({ closing }) => closing.record_id);
    yield new Map(
      trades.map(({ record_id }): [string, Decimal | null] => {
        const closed = byTrade.get(record_id) ?? [];
        return [record_id, unseen.has(record_id) ? null : sum(closed.map(({ quantity }) => quantity))];
      }),
    );
  }
}

/** True for a trade of an option that does not say whether it opens or closes. */
export function isWithoutLabel({ action, right }: Pick<StoredExecution, 'action' | 'right'>): boolean {
  return right !== null && (action === 'buy' || action === 'sell');
}

/**
 * The trades, by record id, before which there are none of their contract but others without a label in the same
 * direction.
 */
function withNothingBefore(executions: readonly StoredExecution[]): Set<string> {
  const unseen = new Set<string>();
  // Null: something else than trades in one direction.
  const directions = new Map<string, StoredExecution['action'] | null>();
  for (const moment of inTradingOrder(executions)) {
    for (const execution of moment) {
      const direction = isWithoutLabel(execution) ? execution.action : null;
      for (const name of namesIn(execution)) {
        const before = directions.get(name);
        directions.set(name, before === undefined || before === direction ? direction : null);
      }
    }
    for (const execution of moment)
      if (directions.get(nameOf(execution)) !== null) unseen.add(execution.record_id);
  }
  return unseen;
}

/** The contract's name, and the one that a split or symbol change gives it. */
function namesIn(execution: StoredExecution): string[] {
  const isConversion = execution.action === 'split' || execution.action === 'symbol_change';
  const own = nameOf(execution);
  return isConversion ? [own, nameOf(convertedInstrument(execution, execution))] : [own];
}

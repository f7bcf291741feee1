import { groupBy } from '../group-by.js';
import type { StoredExecution } from '../records/execution-order.js';
import type { Instrument } from '../records/instrument.js';
import { convertedInstrument } from './converted-instrument.js';

/** A contract as advice names it, whatever its root and multiplier. */
export type NamedContract = Pick<Instrument, 'underlying' | 'right' | 'strike' | 'expiration'>;

/** A contract as text. */
export function nameOf({ underlying, right, strike, expiration }: NamedContract): string {
  return `${underlying}\n${right} ${strike} ${expiration}`;
}

/** Gives the same name to contracts that executions rename into one another. */
export function families(executions: readonly StoredExecution[]): (contract: NamedContract) => string {
  const next = new Map<string, string>();
  const lastOf = (name: string): string => {
    for (let at = name; ;) {
      const to = next.get(at);
      if (to === undefined) return at;
      at = to;
    }
  };
  for (const execution of executions) {
    if (execution.action !== 'split' && execution.action !== 'symbol_change') continue;
    const [from, to] = [lastOf(nameOf(execution)), lastOf(nameOf(convertedInstrument(execution, execution)))];
    if (from !== to) next.set(from, to);
  }
  return (contract) => lastOf(nameOf(contract));
}

/**
 * Executions apart by account and contract, with what was renamed into it: what is known of another one says nothing of
 * the order in this one. None of them is empty.
 */
export function byContract(
  executions: readonly StoredExecution[],
  familyOf: (contract: NamedContract) => string,
): [StoredExecution, ...StoredExecution[]][] {
  const groups = groupBy(executions, (one) => `${one.account}\n${familyOf(one)}`);
  return [...groups.values()] as [StoredExecution, ...StoredExecution[]][];
}

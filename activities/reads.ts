import { waitedFor, type WaitedFor } from '../domain/advice/awaited-accounts.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Journal } from '../store/home/journal.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { contentsOf, coverageOf, datesOf, progressOf } from '../store/inputs/description.js';
import { knownThrough } from '../store/inputs/known-through.js';
import { pendingAdvice } from '../store/inputs/pending-advice.js';
import type { StoreDescription } from './steps.js';

/** What can be asked of a store at any time, also while a step runs: each answer is of one moment, and nothing changes. */
export interface Reads {
  describe(): Promise<StoreDescription>;
  /** The accounts without whose next files matches stay pending. */
  waitingFor(): Promise<WaitedFor[]>;
}

/** Their names: what is answered at the socket, and asked there. */
export const READS = ['describe', 'waitingFor'] as const satisfies readonly (keyof Reads)[];

/** What reads are made from. */
export interface ReadStore {
  storeId: string;
  journal: Journal;
  warehouse: Reader;
}

export function readsOf(store: ReadStore): Reads {
  const { storeId, warehouse } = store;
  return {
    async describe() {
      const { outcomes: _outcomes, ...contents } = await contentsOf(warehouse);
      return {
        store_id: storeId,
        ...contents,
        ...(await datesOf(warehouse)),
        known_through: await knownThrough(store),
        ...(await progressOf(warehouse)),
        accounts: await coverageOf(warehouse),
      };
    },
    async waitingFor() {
      const { reconciled_through } = await progressOf(warehouse);
      if (reconciled_through === null) return [];
      return waitedFor(await pendingAdvice(warehouse), await accountCoverage(warehouse), reconciled_through);
    },
  };
}

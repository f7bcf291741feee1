import type { Home } from '../store/home/home.js';
import { openToRead } from '../store/open-to-read.js';
import type { Reads } from './named-reads.js';
import { readsOf, readsThrough } from './reads.js';

/**
 * The reads of a home that nobody writes, beside others who read it; undefined where {@link openToRead} does not open
 * it.
 */
export async function openReads(home: Home): Promise<{ reads: Reads; close(): Promise<void> } | undefined> {
  const store = await openToRead(home);
  if (store === undefined) return undefined;
  // Nothing runs, so nothing keeps dying.
  const keepsDying = () => Promise.resolve([]);
  return {
    reads: readsThrough((work) =>
      store.warehouse.snapshot((warehouse) => work(readsOf({ ...store, warehouse, keepsDying }))),
    ),
    close: () => store.warehouse.close(),
  };
}

import type { Store } from '../store/open-store.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { tablesSince } from '../store/exports/tables-since.js';
import { preparedOf, type Prepared } from './prepared.js';
import type { Reads } from './named-reads.js';
import { readsOf, type ReadStore } from './reads.js';

/** A home as it is at one moment, whatever is written meanwhile. */
export interface Moment extends Omit<ReadStore, 'keepsDying'> {
  /** Names what is read: equal names, equal contents. */
  generation: string;
  /** The reads, as of the same moment. */
  reads: Reads;
  prepared: Prepared;
}

/** What is asked of an open home, each at one moment. */
export interface Moments {
  at<T>(
    work: (moment: Moment) => Promise<T>,
    options: { signal: AbortSignal; canWait?: boolean },
  ): Promise<T>;
  /** What a moment that began now would be named; undefined where that is not known yet. */
  generation(): string | undefined;
  /** Which exported tables may show something else than at a moment of that name. */
  tablesSince(generation: string): readonly string[];
}

/** Moments of a home that `opened` gives once it is open, and `now` where it is. */
export function momentsOf(
  opened: () => Promise<Store>,
  {
    now,
    keepsDying,
    named,
  }: {
    now: () => Store | undefined;
    keepsDying: ReadStore['keepsDying'];
    named: (error: unknown) => unknown;
  },
): Moments {
  return {
    async at(work, options) {
      const { home, storeId, journal, manifest, warehouse } = await opened();
      try {
        return await warehouse.moment((reader, committed) => {
          // What people say goes to the journal before any commit, and what was imported to the manifest: both are as
          // late as these rows or later.
          const entries = journal.entries.slice();
          const imports = manifest.entries.slice();
          const store = {
            ...{ home, storeId, manifest: { entries: imports } },
            ...{ journal: { entries }, warehouse: reader },
          };
          const generation = nameOf(committed, { imports: imports.length, facts: entries.length });
          return work({
            ...{ ...store, generation },
            ...{ reads: readsOf({ ...store, keepsDying }), prepared: preparedOf(store) },
          });
        }, options);
      } catch (error) {
        throw named(error);
      }
    },
    generation() {
      const store = now();
      const committed = store?.warehouse.generation();
      if (store === undefined || committed === undefined) return undefined;
      const { manifest, journal } = store;
      return nameOf(committed, { imports: manifest.entries.length, facts: journal.entries.length });
    },
    tablesSince(generation) {
      const store = now();
      return store === undefined ? EXPORT_TABLES : tablesSince(store, partsOf(generation));
    },
  };
}

/** The name of a moment: of what is committed, and of how many imports and facts there are. */
function nameOf(committed: string, { imports, facts }: { imports: number; facts: number }): string {
  return `${committed}-${imports}-${facts}`;
}

function partsOf(name: string): { generation: string; facts: number } {
  const parts = name.split('-');
  return { generation: parts.slice(0, -2).join('-'), facts: Number(parts.at(-1)) };
}

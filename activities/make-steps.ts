import { rename, rm } from 'node:fs/promises';
import { sync } from '../store/durable-file.js';
import { contentsOf, coverageOf, datesOf, progressOf } from '../store/description.js';
import { homePaths, type Home } from '../store/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { adviseSteps } from './advise.js';
import { exportSteps } from './export-table.js';
import { importSteps } from './import-file.js';
import { notifyOnce, type Notify } from './notify.js';
import { outcomeSteps } from './outcomes.js';
import { reconcileSteps } from './reconcile.js';
import { rerunSteps } from './rerun.js';
import type { Steps } from './steps.js';
import { weekSteps } from './week.js';

/** An open home and the steps on it. */
interface Open {
  store: Store;
  steps: Omit<Steps, 'rebuildWarehouse'>;
}

/** What the steps are handed from outside. */
interface Surroundings {
  /** The one clock of all steps; it notes when something was imported. */
  clock?: () => Date;
  /** How a person is told of a published week, beside the file in the home. */
  ways?: readonly Notify[];
}

/**
 * Opens a home and gives its steps; they take turns, whoever calls them. What a crash left undone is done before this returns. The home
 * must be held by this process alone.
 */
export async function openSteps(
  homeDir: string,
  { clock = () => new Date(), ways = [] }: Surroundings = {},
): Promise<{ steps: Steps; close: () => Promise<void> }> {
  const home = homePaths(homeDir);
  const beside: Home = { ...home, warehouse: `${home.warehouse}.rebuilt` };
  await removeDatabase(beside.warehouse);
  const surroundings = { clock, ways };
  let open = await openAsItIs(home, surroundings);
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  /**
   * Makes the warehouse again in a file beside the old one, which a rename then replaces: killed at any point, there is one of the two,
   * whole. Meanwhile the old one is closed, so that no log of it is left to be applied to the new one.
   */
  async function rebuildWarehouse() {
    await closeStore(open.store);
    try {
      await removeDatabase(beside.warehouse);
      await closeStore(await openCaughtUp(beside, surroundings));
      await rename(beside.warehouse, home.warehouse);
      await sync(home.dir);
    } finally {
      open = await openAsItIs(home, surroundings);
    }
    const { bars: _bars, ...report } = await contentsOf(open.store.warehouse);
    return report;
  }

  return {
    steps: {
      importFile: (input) => inTurn(() => open.steps.importFile(input)),
      retractImport: (input) => inTurn(() => open.steps.retractImport(input)),
      adviseRange: (input) => inTurn(() => open.steps.adviseRange(input)),
      reconcileRange: (input) => inTurn(() => open.steps.reconcileRange(input)),
      trackOutcomes: (input) => inTurn(() => open.steps.trackOutcomes(input)),
      aggregateWeek: (input) => inTurn(() => open.steps.aggregateWeek(input)),
      exportTable: (input) => inTurn(() => open.steps.exportTable(input)),
      describeStore: (input) => inTurn(() => open.steps.describeStore(input)),
      rebuildWarehouse: () => inTurn(rebuildWarehouse),
    },
    close: () => inTurn(() => closeStore(open.store)),
  };
}

/**
 * A step that fails when it is run again stays undone: it fails with the same words when somebody runs it, and must not keep them from
 * all else, such as taking back the import it fails on.
 */
async function openAsItIs(home: Home, surroundings: Required<Surroundings>): Promise<Open> {
  const store = await openStore(home);
  await catchUpSteps(store, surroundings).catch(() => undefined);
  return { store, steps: assemble(store, surroundings) };
}

async function openCaughtUp(home: Home, surroundings: Required<Surroundings>): Promise<Store> {
  const store = await openStore(home);
  try {
    await catchUpSteps(store, surroundings);
    return store;
  } catch (error) {
    await closeStore(store);
    throw error;
  }
}

function catchUpSteps(store: Store, surroundings: Required<Surroundings>): Promise<void> {
  const replayed = { ...store, journal: { ...store.journal, append: () => Promise.resolve() } };
  return rerunSteps(store, assemble(replayed, surroundings));
}

async function removeDatabase(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.wal`, { force: true });
}

function assemble(store: Store, { clock, ways }: Required<Surroundings>): Open['steps'] {
  const { home, journal, warehouse } = store;
  const { importFile, retractImport } = importSteps({ store, clock });
  return {
    importFile,
    retractImport,
    ...adviseSteps({ warehouse, home, importFile }),
    ...reconcileSteps({ warehouse, journal }),
    ...outcomeSteps({ warehouse, journal }),
    ...weekSteps({ warehouse, journal, notify: notifyOnce(home.messages, ways) }),
    ...exportSteps(store),
    async describeStore() {
      const { outcomes: _outcomes, ...contents } = await contentsOf(warehouse);
      return {
        store_id: store.storeId,
        ...contents,
        ...(await datesOf(warehouse)),
        ...(await progressOf(warehouse)),
        accounts: await coverageOf(warehouse),
      };
    },
  };
}

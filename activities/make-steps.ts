import { rename, rm } from 'node:fs/promises';
import { DiskFault, TradeloopError, WarehouseBroken } from '../domain/errors.js';
import { sync } from '../store/home/durable-file.js';
import { contentsOf } from '../store/inputs/description.js';
import { homePaths, type Home } from '../store/home/home.js';
import { noteWay } from '../store/home/used-ways.js';
import { toSecond } from '../domain/time/to-second.js';
import { followRegistry } from '../store/home/model-registry.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { nameBroken } from '../store/duckdb/broken.js';
import { writeCurrentAlgorithm } from '../store/derived/current-algorithm.js';
import { assemble, STEP_NAMES, type Handed, type HomeSteps } from './assemble.js';
import { followDecisions } from './decide-candidate.js';
import { nameDiskFault } from './disk-fault.js';
import type { ReplySteps } from './message-steps.js';
import {
  heardMessages,
  messagesIn,
  notedWay,
  type FarMessages,
  type HeardMessages,
  type Messages,
} from './notify.js';
import type { Way } from '../messages/way.js';
import { makeLostPatterns } from './patterns.js';
import { momentsOf, type Moments } from './moments.js';
import type { Reads } from './named-reads.js';
import { readsOf, readsThrough } from './reads.js';
import { rerunSteps } from './rerun.js';
import { saidFacts, type SaidFacts } from './said-facts.js';
import type { Steps } from './steps.js';
import { replySteps } from './take-reply.js';

/** An open home and the steps on it. */
interface Open {
  store: Store;
  steps: HomeSteps;
}

/** What the steps are handed from outside. */
interface Surroundings {
  /** The one clock of all steps; it notes when something was imported. */
  clock?: () => Date;
  /** How a person gets the message of a published week, beside the file in the home. */
  ways?: readonly Way[];
  /** How over a network. */
  far?: FarMessages;
  /** What of the running system keeps dying, and why: lines of the morning's message. */
  keepsDying?: () => Promise<readonly string[]>;
}

/** The steps and the reads of an open home. */
export interface OpenSteps {
  steps: Steps;
  reads: Reads;
  moments: Moments;
  facts: SaidFacts;
  /** What people say by the ways over a network; `restate` has it taken into account. */
  replies: (restate: () => Promise<unknown>) => ReplySteps;
  messages: Pick<HeardMessages, 'ways' | 'sendAgain' | 'whenSent'>;
  close(this: void): Promise<void>;
}

/**
 * Opens a home and gives its steps; they take turns, whoever calls them. Reads wait for no step, but for a rebuild.
 * What a crash left undone is done before this returns. The home must be held by this process alone. A step throws
 * DiskFault where a file cannot be read or written; whatever a fault left of the open warehouse, the next step opens
 * the home anew. Where the warehouse cannot be read all but a rebuild throw WarehouseBroken.
 */
export async function openSteps(
  homeDir: string,
  { clock = () => new Date(), ways = [], far, keepsDying = () => Promise.resolve([]) }: Surroundings = {},
): Promise<OpenSteps> {
  const home = homePaths(homeDir);
  const beside: Home = { ...home, warehouse: `${home.warehouse}.rebuilt` };
  await removeDatabase(beside.warehouse);
  const messages = heardMessages(messagesOf(home, { clock, ways, far }));
  const surroundings = { clock, messages, keepsDying };
  const named = (error: unknown) => nameDiskFault(nameBroken(error, home.warehouse), home.dir);
  let open: Open | undefined = await openAsItIs(home, surroundings).catch((error: unknown) => {
    const fault = named(error);
    // Each step says so again, until a rebuild has mended it.
    if (fault instanceof WarehouseBroken) return undefined;
    throw fault;
  });
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function step<T>(work: () => Promise<T>): Promise<T> {
    return inTurn(async () => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof TradeloopError)) await close().catch(() => undefined);
        throw named(error);
      }
    });
  }

  const opened = async (): Promise<Open> => (open ??= await openAsItIs(home, surroundings));

  const storeNow = async (): Promise<Store> => (open ?? (await step(opened))).store;

  async function read<T>(work: (reads: Reads) => Promise<T>): Promise<T> {
    const store = await storeNow();
    return store.warehouse.snapshot((warehouse) => work(readsOf({ ...store, warehouse, keepsDying })));
  }

  async function close(): Promise<void> {
    const { store } = open ?? {};
    open = undefined;
    if (!store) return;
    await closeStore(store).catch((error: unknown) => {
      throw named(error);
    });
  }

  /**
   * Makes the warehouse again in a file beside the old one, which a rename then replaces: killed at any point, there is
   * one of the two, whole. Meanwhile the old one is closed, so that no log of it is left to be applied to the new one.
   */
  async function rebuildWarehouse() {
    // One that cannot be read cannot be closed in order either.
    await close().catch((error: unknown) => {
      if (!(error instanceof WarehouseBroken)) throw error;
    });
    try {
      await removeDatabase(beside.warehouse);
      await closeStore(await openCaughtUp(beside, surroundings));
      // Of a broken one a log may be left, which must not be applied to the new one.
      await rm(`${home.warehouse}.wal`, { force: true });
      await rename(beside.warehouse, home.warehouse);
    } catch (error) {
      await removeDatabase(beside.warehouse);
      throw error;
    }
    await sync(home.dir);
    const { store } = await opened();
    const { bars: _bars, ...report } = await contentsOf(store.warehouse);
    return report;
  }

  const inTheirTurn = STEP_NAMES.map((name) => [
    name,
    (input: never) =>
      step(async () => {
        const { steps, store } = await opened();
        const report = await (steps[name] as (given: never) => Promise<unknown>)(input);
        // Days that came in or went may be those from which another version holds.
        await writeCurrentAlgorithm(store);
        return report;
      }),
  ]);
  const facts = saidFacts(storeNow, { named });
  return {
    steps: {
      ...(Object.fromEntries(inTheirTurn) as HomeSteps),
      rebuildWarehouse: () => step(rebuildWarehouse),
    },
    reads: readsThrough(read),
    moments: momentsOf(storeNow, { now: () => open?.store, keepsDying, named }),
    facts,
    replies: (restate) => replySteps({ opened: storeNow, facts, restate }),
    messages,
    close: () => inTurn(close),
  };
}

/**
 * A step that fails by its data when it is run again stays undone: it fails with the same words when somebody runs it,
 * and must not keep them from all else, such as retracting the import it fails on. A fault of the disk is no such
 * thing.
 */
async function openAsItIs(home: Home, surroundings: Handed): Promise<Open> {
  const store = await openStore(home);
  try {
    await followRegistry(home, surroundings.clock().toISOString());
    await catchUpSteps(store, surroundings);
  } catch (error) {
    if (nameDiskFault(error, home.dir) instanceof DiskFault) {
      await closeStore(store).catch(() => undefined);
      throw error;
    }
  }
  return { store, steps: assemble(store, surroundings) };
}

async function openCaughtUp(home: Home, surroundings: Handed): Promise<Store> {
  const store = await openStore(home);
  try {
    await catchUpSteps(store, surroundings);
    return store;
  } catch (error) {
    await closeStore(store);
    throw error;
  }
}

async function catchUpSteps(store: Store, surroundings: Handed): Promise<void> {
  await followDecisions(store);
  const nothing = () => Promise.resolve();
  const replayed = { ...store, journal: { ...store.journal, append: nothing, appendAll: nothing } };
  await rerunSteps(store, assemble(replayed, surroundings));
  await makeLostPatterns(store);
}

async function removeDatabase(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.wal`, { force: true });
}

/** The messages of a home; of each way is noted what came of its last message. */
function messagesOf(
  home: Home,
  { clock, ways, far }: { clock: () => Date; ways: readonly Way[]; far: FarMessages | undefined },
): Messages {
  const noted = (way: Way) => notedWay(way, (sent) => noteWay(home, { ...sent, last_at: toSecond(clock()) }));
  return messagesIn(home.messages, ways, noted, far);
}

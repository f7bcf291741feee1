import { randomUUID } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder, writeDurably } from './durable-file.js';

/** Where everything of a home lies; absolute paths. */
export interface Home {
  readonly dir: string;
  /** `home.json`: the store's id, made once. */
  readonly identity: string;
  readonly warehouse: string;
  /** Immutable Parquet, `<dataset>/import=<…>/<seq>.parquet`. */
  readonly lake: string;
  /** The imports in their order; a line there is what makes an import one. */
  readonly manifest: string;
  readonly journal: string;
  /** Originals by content hash. */
  readonly raw: string;
  /** Copies of files that are to be imported, by content hash; each goes when its import has ended. */
  readonly staging: string;
  /** Rejected lines of a file, `<sha256>.csv`. */
  readonly rejects: string;
  readonly inbox: string;
  readonly exports: string;
  readonly messages: string;
  /** What is to be sent over a network and was not taken over yet, a file each, named for the subject. */
  readonly outbox: string;
  /** `message-ways.json`: what came of the last message by each way. */
  readonly usedWays: string;
  /** What the bot reads, … */
  readonly algorithm: string;
  /** … `current.json`: the version of the algorithm that is in force. */
  readonly currentAlgorithm: string;
  /** What a person sets of learning, … */
  readonly learning: string;
  /** … `features.json`: what models see of a decision and how it is rewarded, … */
  readonly featureSpecification: string;
  /** … `gate.json`: what is asked of a model, … */
  readonly gatePolicy: string;
  /** … and `hours.json`: which accounts learn by the hour. */
  readonly learningHours: string;
  /** Windows that models were trained on, by their hashes, and how far a training has come. */
  readonly training: string;
  /** Every model that was ever tried, a line each. */
  readonly trials: string;
  /** Every step of learning that was taken, a line each. */
  readonly learned: string;
  /** Models, a folder each, … */
  readonly models: string;
  /** … `registry.jsonl`: which of them served when, and why, … */
  readonly modelRegistry: string;
  /** … and `deployments.jsonl`: how far each has come on its way to serve. */
  readonly deployments: string;
  /** Where a running system's processes are. */
  readonly run: string;
  /** `ui.json`: the port of the workflow UI's link. */
  readonly ui: string;
  /** `dismissed.json`: the failures that a person wants to see no more. */
  readonly dismissed: string;
  /** `tokens.json`: who is let in at the API, by hashes, … */
  readonly tokens: string;
  /** … and `tokens-used.json`: the day on which each token was used last. */
  readonly tokensUsed: string;
  /** `codes.json`: for what a token can be had within a minute, by hashes. */
  readonly codes: string;
  readonly lock: string;
  readonly temporalDb: string;
  readonly logs: string;
}

export function homePaths(dir: string): Home {
  const root = resolve(dir);
  return Object.freeze({
    dir: root,
    identity: join(root, 'home.json'),
    warehouse: join(root, 'warehouse.duckdb'),
    lake: join(root, 'lake'),
    manifest: join(root, 'lake', 'manifest.jsonl'),
    journal: join(root, 'journal.jsonl'),
    raw: join(root, 'raw'),
    staging: join(root, 'staging'),
    rejects: join(root, 'rejects'),
    inbox: join(root, 'inbox'),
    exports: join(root, 'exports'),
    messages: join(root, 'messages'),
    outbox: join(root, 'outbox'),
    usedWays: join(root, 'message-ways.json'),
    algorithm: join(root, 'algorithm'),
    currentAlgorithm: join(root, 'algorithm', 'current.json'),
    learning: join(root, 'learning'),
    featureSpecification: join(root, 'learning', 'features.json'),
    gatePolicy: join(root, 'learning', 'gate.json'),
    learningHours: join(root, 'learning', 'hours.json'),
    training: join(root, 'learning', 'training'),
    trials: join(root, 'learning', 'trials.jsonl'),
    learned: join(root, 'learning', 'steps.jsonl'),
    models: join(root, 'models'),
    modelRegistry: join(root, 'models', 'registry.jsonl'),
    deployments: join(root, 'models', 'deployments.jsonl'),
    run: join(root, 'run.json'),
    ui: join(root, 'ui.json'),
    dismissed: join(root, 'dismissed.json'),
    tokens: join(root, 'tokens.json'),
    tokensUsed: join(root, 'tokens-used.json'),
    codes: join(root, 'codes.json'),
    lock: join(root, 'lock'),
    temporalDb: join(root, 'temporal.db'),
    logs: join(root, 'logs'),
  });
}

/**
 * Creates what a home lacks and gives its id: workflows and task queues carry it, so that two homes share a cluster.
 */
export async function ensureHome(home: Home): Promise<{ storeId: string }> {
  const { dir, lake, raw, staging, rejects, inbox, exports, messages, outbox } = home;
  const { algorithm, learning, models, logs } = home;
  for (const folder of [
    ...[
      dir,
      lake,
      raw,
      staging,
      rejects,
      inbox,
      exports,
      messages,
      outbox,
      algorithm,
      learning,
      models,
      logs,
    ],
  ])
    await makeFolder(folder);
  const known = await storeIdOf(home);
  if (known !== undefined) return { storeId: known };
  await takeOver(dir);
  const storeId = randomUUID();
  await writeDurably(home.identity, `${JSON.stringify({ store_id: storeId })}\n`);
  return { storeId };
}

/**
 * A folder that was there before, as `data` of a clone, is its owner's alone once it is a home. One that belongs to
 * somebody else, or that all may write to, stays as it is.
 */
async function takeOver(dir: string): Promise<void> {
  const { mode, uid } = await stat(dir);
  const isOwn = process.getuid === undefined || uid === process.getuid();
  if (isOwn && (mode & FOR_ALL) === 0) await chmod(dir, mode & 0o700);
}

/** The mode of folders such as /tmp. */
const FOR_ALL = 0o1000;

/** The id of an existing home; undefined where there is none yet. */
export async function storeIdOf(home: Home): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(home.identity, 'utf8')) as { store_id: string }).store_id;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { onCluster } from '../../workflows/ids.js';
import type { ProcessRef } from '../../store/home/process-ref.js';
import type { Trouble } from './trouble.js';

/** `<home>/run.json`: where a running system is. */
export interface RunFile {
  store_id: string;
  /** What the ids of its workflows and schedules begin with: nothing on a server of its own. */
  id_prefix: string;
  namespace: string;
  /** host:port of the Temporal server's gRPC. */
  address: string;
  /** The link that opens the workflow UI; null where it is off, and on a cluster, whose UI is elsewhere. */
  ui_url: string | null;
  /**
   * Whether the UI itself listens where a web page could find it: on a system whose only address of its own is
   * 127.0.0.1.
   */
  ui_findable: boolean;
  /** Null on a cluster. */
  server: ProcessRef | null;
  control: ProcessRef | null;
  data: ProcessRef | null;
  /** Not given by a system of an earlier version. */
  train?: ProcessRef | null;
  /** The socket at which the data process answers reads; null until it is known. */
  reads: string | null;
  /**
   * Where the API is answered, without a path; null where no port was free. Not given until the data process says it,
   * nor by an earlier version.
   */
  api_url?: string | null;
  /** The places at which it listens, each HOST:PORT; until then those that were asked for. */
  api_listen?: string[];
  /** What its processes died of in the last day. */
  troubles?: Trouble[];
}

/** What the data process says when it comes up the first time: where it answers the API, or why it cannot. */
export type ApiReport = { api_listen: string[]; api_refused?: undefined } | { api_refused: string };

export async function readRunFile(path: string): Promise<RunFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunFile;
  } catch (error) {
    // Power loss may leave it empty; then nothing of that run is left either.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** At once and whole: between the start of a process and its mention here nothing else gets to run. */
export function writeRunFile(path: string, run: RunFile): void {
  writeFileSync(`${path}.partial`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${path}.partial`, path);
}

export function removeRunFile(path: string): void {
  rmSync(path, { force: true });
}

/** A system on a cluster, before any process of it is known. */
export function clusterRun(
  storeId: string,
  { address, namespace }: { address: string; namespace: string },
): RunFile {
  const processes = { server: null, control: null, data: null, train: null, reads: null };
  const { idPrefix } = onCluster(storeId);
  return {
    store_id: storeId,
    id_prefix: idPrefix,
    namespace,
    address,
    ui_url: null,
    ui_findable: false,
    ...processes,
  };
}

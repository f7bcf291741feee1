import type { Carried, KeyedRequest } from '../domain/keyed-request.js';
import type { DecisionRequest } from '../domain/registry/may-decide.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';

/** A step, and what it is asked for. */
export type AskedStep =
  | { step: 'reconcile'; input: Partial<DateRange> }
  | { step: 'outcomes'; input: { through?: IsoDate } }
  | { step: 'week'; input: { week: IsoWeek; tell: false } }
  | { step: 'backfill'; input: DateRange }
  | {
      step: 'import';
      input: { sha256: string; givenPath: string; account: string | null; coveredThrough: IsoDate | null };
    }
  | { step: 'retract'; input: { fileSha256: string; account?: string } };

/** A workflow under its id, without what the store's ids begin with. */
export interface Run {
  run_id: string;
  step: string;
  subject: string | null;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  progress: { done: number; total: number; unit: string; note: string | null } | null;
  started_at: string;
  closed_at: string | null;
  /** What the step reports, once it is done. */
  result: unknown;
  /** What it failed of, as the CLI names it. */
  failure: { name: string; message: string } | null;
  attempts: number;
  /** Where the workflow UI shows it, without what lets anybody in; null where that is not up. */
  ui_url: string | null;
}

/** What runs, and what is due. */
export interface SystemNow {
  /** Whether the workflow server answers: where it does not, nothing is known of schedules and runs. */
  server_answers: boolean;
  workers: readonly { name: string; polling: boolean }[];
  schedules: readonly { id: string; next: string | null; paused: boolean }[];
  /** Without what waits for weeks, as the review of a candidate does. */
  running: readonly Run[];
  /** Of the last seven days, and not run again since. */
  failed: readonly Run[];
  /** How many files of the inbox were refused in these days, and still lie there. */
  inbox_refused: number;
}

/** Which runs; what is undefined does not matter. */
export interface RunFilters {
  status: Run['status'] | undefined;
  step: string | undefined;
  limit: number;
  /** Where the list before ended. */
  after: string | null;
}

/** What is asked of the versions of the algorithm; each request has a name of its own. */
export type AlgorithmChange = { by: string; at: string; effective: IsoDate | null; request: string } & Omit<
  Carried,
  'request'
> &
  (
    | { change: 'rollback'; version: string | null; reason: string | null }
    | { change: 'keep'; version: string | null; reason: string | null }
  );

/** What is asked of the models that serve. */
export type ModelChange = { reason: string | null } & Carried &
  ({ change: 'promote'; id: string; override: boolean } | { change: 'rollback' });

/** What runs steps. */
export interface Commands {
  /**
   * Starts a step, or joins its run; gives the run when it is over, or as it is after so long. A run that began with
   * this key is looked at, and none begun.
   */
  ask(asked: AskedStep, waitMs: number, keyed?: KeyedRequest): Promise<Run>;
  /**
   * The request with which a run began that came with this key of the same bearer, and when. Undefined where there is
   * none, and, unless it is waited for, while that is not known yet.
   */
  runWith(
    keyed: KeyedRequest,
    how: { isWaitedFor: boolean },
  ): Promise<{ request: string; at: string } | undefined>;
  /** Decides about a candidate through its review. Throws what it is refused for. */
  decide(
    request: DecisionRequest & Carried & { id: string },
  ): Promise<{ decision: DecisionRow; version: string | null; repeated: boolean }>;
  /** Another version of the algorithm in force, or the one that is watched for good. */
  changeAlgorithm(
    change: AlgorithmChange,
  ): Promise<{ change: { change_id: string }; version: string; run_id: string }>;
  /** Another model that serves. `seq`: the last change that was known to who asks. */
  changeModel(change: ModelChange & { at: string; seq: number }): Promise<{
    seq: number;
    champion: string | null;
    previous: string | null;
    manifest_sha256: string | null;
  }>;
  /** Has what was said taken into account; gives the run that does so, null where none is needed or can be started. */
  restate(): Promise<string | null>;
  /**
   * The newest first, and where the list goes on; null at its end. A page may have fewer than asked for, also none.
   * Throws InvalidInput for a place that is none.
   */
  runs(this: void, which: RunFilters): Promise<{ runs: Run[]; next: string | null }>;
  /**
   * Those under way, but for what waits for weeks, and those that began or ended since an instant: the newest of each
   * id.
   */
  runsSince(this: void, at: string): Promise<readonly Run[]>;
  /** Undefined where there is none. */
  run(this: void, id: string): Promise<Run | undefined>;
  /** Throws NotFound, and InvalidInput for one that is over. */
  cancel(id: string): Promise<void>;
  /** What runs now; also where the server does not answer. */
  system(): Promise<SystemNow>;
}

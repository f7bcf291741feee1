/**
 * The steps as everyone calls them: the workflows through the data process, the CLI's `--local` directly. Small plain
 * values in and out (JSON, ISO text, decimals as text), idempotent by key.
 */
import type { Carried } from '../domain/keyed-request.js';
import type { PersonsCause, PersonsExclusion, ReasonCode } from '../domain/matching/said-codes.js';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import type { Replay } from '../domain/candidates/replay.js';
import type { DecisionRequest } from '../domain/registry/may-decide.js';
import type { Approval, DeploymentState } from '../domain/learning/models/deployment-state.js';
import type { ModelEvaluation } from '../domain/learning/models/model-evaluation.js';
import type { Alarm } from '../domain/learning/hourly/alarms.js';
import type { HourlyAccount } from '../domain/learning/hourly/hourly-accounts.js';
import type { LearningReport } from '../domain/learning/report/learning-report.js';
import type { Reason, Verdict } from '../domain/learning/gate/gate.js';
import type { Weighting } from '../domain/learning/online/online-learner.js';
import type { RetrainedKind } from '../domain/learning/training/retrain.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import type { ReviewState } from '../domain/registry/review-state.js';
import type { ChangeRow, DecisionRow } from '../domain/registry/registry-rows.js';
import type { Row } from '../store/exports/table-rows.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { ReportedFile } from '../domain/records/import-report.js';

export interface Steps {
  importFile(input: ImportInput): Promise<FileReport>;
  /** `account`: only where the file was imported for this one. */
  retractImport(input: RetractInput): Promise<RetractReport>;
  adviseRange(input: AdviseInput): Promise<AdviseReport>;
  /**
   * Range given: those trading dates and whatever already reconciled has changed. Without: all that is new or changed.
   */
  reconcileRange(input: Partial<DateRange>): Promise<ReconcileReport>;
  /** Lots, outcomes and counterfactuals as of `through`, or as of the last session with anything imported. */
  trackOutcomes(input: { through?: IsoDate }): Promise<OutcomesReport>;
  /**
   * That week with those that were `missed`; or the weeks of a range; or without either all that are not published yet.
   * With them every published week that has changed since. The report and the message to a person are of the week
   * named, else of the last in which anything happened; without `tell` no person gets one. What comes before it is
   * brought up to date first.
   */
  aggregateWeek(input: {
    week?: IsoWeek;
    missed?: readonly IsoWeek[];
    range?: DateRange;
    /** False: the message is kept, and sent once the week is asked for otherwise. */
    tell?: false;
  }): Promise<WeekReport>;
  /**
   * Several weeks, and those that have changed. A person gets the message of none of them, or with `tell` of the last.
   */
  aggregateWeeks(input: { weeks: readonly IsoWeek[]; tell: boolean }): Promise<WeeksReport>;
  /**
   * The message of the morning after a session, without one the last that was reconciled; `failed` are steps of that
   * night.
   */
  sendMorning(input: { day?: IsoDate; failed?: readonly FailedStep[] }): Promise<MorningReport>;
  /** Another version of the algorithm in force, or the one that is watched for good. */
  changeAlgorithm(input: AlgorithmInput): Promise<AlgorithmReport>;
  /**
   * What would have come of a patch in a range. `base`: a version by name, without one that in force. With `lines` what
   * it changes stands in a file of the home's exports.
   */
  replayPatch(input: ReplayInput): Promise<ReplayReport>;
  /** What a person decides about a candidate: a fact first, then the version that it makes. */
  decideCandidate(input: DecideInput): Promise<DecideReport>;
  /** How a candidate stands, for its review. */
  reviewState(input: { candidateId: string }): Promise<ReviewState>;
  /** The candidates that wait for a person or are watched, and those that the last week ended. */
  openReviews(input: Record<string, never>): Promise<{ candidates: string[]; ended: string[] }>;
  /** Scenarios, features and rewards, once matches and outcomes are up to date. */
  updateScenarios(input: Record<string, never>): Promise<ScenariosReport>;
  /** Puts the last days, once scenarios are up to date, into a file that never changes: a retrain begins with it. */
  freezeTraining(input: RetrainInput): Promise<FrozenWindow>;
  /** Trains on a frozen window and writes the models. It needs no warehouse: the train process does it. */
  trainModels(input: TrainInput): Promise<TrainReport>;
  /** Judges what was trained; what is neither rejected nor broken is scored beside the champion then. */
  judgeModels(input: JudgeInput): Promise<JudgedReport>;
  /** The online model as it stands by a moment, once scenarios are up to date; judged. */
  updateOnline(input: OnlineInput): Promise<OnlineReport>;
  /** Looks before a session whether inputs are there and the champion works; a message of what no other said. */
  prepareMorning(input: { day: IsoDate }): Promise<MorningPrepReport>;
  /** What an hour of a session made known, `2025-01-06T10` in New York, where any account learns by the hour. */
  learnHour(input: { hour: string }): Promise<HourReport>;
  /** What a day made known, and the days before it that were missed, in their order; then the report of that day. */
  learnDay(input: { day: IsoDate }): Promise<DayReport>;
  /** What the gate says of a model now, once scenarios are up to date; it is kept. */
  evaluateModel(input: EvaluateInput): Promise<EvaluateReport>;
  /** Another model serves: one by name, or the one that served before. */
  changeModel(input: ModelChangeInput): Promise<ModelChangeReport>;
  /**
   * Brings the deployment of a model as far as it can go; `begin`: one that is not under way is begun. By what is known
   * now where it is `asked` for; else by what steps of learning have come to.
   */
  advanceDeployment(input: { modelId: string; begin: boolean; asked?: boolean }): Promise<DeploymentState>;
  /** A person lets a deployment go on, or with an override its model serve at once. */
  approveDeployment(input: ApproveInput): Promise<ApproveReport>;
  /** Ends a deployment before its model serves. */
  abortDeployment(input: { modelId: string; reason: string }): Promise<DeploymentState>;
  /** The models whose deployments are under way, the oldest first. */
  openDeployments(input: Record<string, never>): Promise<{ models: string[] }>;
  exportTable(input: ExportInput): Promise<ExportReport>;
  /** Writes down what a person says of matches, and restates those; what was said before changes nothing. */
  recordFacts(input: MatchSaying): Promise<FactsReport>;
  rebuildWarehouse(input: Record<string, never>): Promise<RebuildReport>;
  /** What the store holds and how far the steps have come. */
  describeStore(input: Record<string, never>): Promise<StoreDescription>;
}

/**
 * The steps as the payloads of workflows ask for them: no path comes with a payload, since whoever reaches the server
 * can send one.
 */
export interface PayloadSteps extends Omit<Steps, 'importFile'> {
  importFile(input: StagedImport): Promise<FileReport>;
  /** One file after the other: what is refused of one keeps none of the others out. */
  importFiles(input: { files: readonly StagedImport[] }): Promise<FileOutcome[]>;
  /** Removes staged copies that no import needs any more. */
  unstageFiles(input: { hashes: readonly string[] }): Promise<void>;
}

/** What a person asks for as one and several steps do: `workflows/retrain-chain`. */
export interface Chains {
  /** Trains a model anew on the last days and has it judged. */
  retrainModel(input: RetrainInput): Promise<RetrainReport>;
}

/** The steps that a person asks for one at a time; workflows have the others as well. */
export interface AskedSteps
  extends
    Omit<
      Steps,
      | ('aggregateWeeks' | 'describeStore' | 'reviewState' | 'openReviews')
      | ('prepareMorning' | 'learnHour' | 'learnDay')
      | ('freezeTraining' | 'trainModels' | 'judgeModels')
      | ('advanceDeployment' | 'approveDeployment' | 'abortDeployment' | 'openDeployments')
    >,
    Chains {
  /**
   * Imports several files, each for itself: what is refused of one keeps none of the others out. Gives what became of
   * each, in their order; `tell` hears how many are done. Throws what fails of the home, not of a file.
   */
  importEach(files: readonly ImportInput[], tell: (done: number) => void): Promise<FileOutcome[]>;
}

export interface ImportInput {
  /** Absolute path of the file. */
  path: string;
  /** The path as the user gave it, for the report. */
  givenPath: string;
  account: string | null;
  /** How far the account is known, when the user says so. */
  coveredThrough: IsoDate | null;
  /** How a table that is no known export is to be read. */
  mapping?: TableMapping;
  /** Names this very request, where a step whose answer was lost is run again: it then gives that answer. */
  request?: string;
}

/** An import of a file whose copy lies in the home's staging folder under its hash. */
export interface StagedImport extends Omit<ImportInput, 'path'> {
  sha256: string;
}

/** What became of a file: its report, or the name and the message of what it was refused for. */
export type FileOutcome = { report: FileReport } | { refused: { name: string; message: string } };

export interface RetractInput {
  fileSha256: string;
  account?: string;
}

/** What becomes of a file that is imported. */
export interface FileReport extends ReportedFile {
  /**
   * Other accounts under which half or more of its trades are as well, most often the same account by another name. No
   * part of the contract's report.
   */
  also_under: { account: string; trades: number }[];
}

export interface RetractReport {
  file_sha256: string;
  imports: number;
  records_removed: number;
}

export interface AdviseInput extends DateRange {
  account: string | null;
  /** The version to advise by; without one each session's is the one in force on it. Not given by earlier versions. */
  algorithm?: string | null;
  /** The share of underlyings, session by session, that get the advice of the version before. */
  holdout?: number | null;
}

export interface AdviseReport {
  from: IsoDate;
  to: IsoDate;
  /** Of the last session. */
  algorithm_version: string;
  sessions: number;
  sessions_by_version: Record<string, number>;
  recommendations: number;
  by_action: Record<string, number>;
  /** Session-underlying pairs that had a position and no bars, by underlying. */
  without_bars: Record<string, number>;
  /**
   * Symbols, of those advised on, whose bars are on another share count than their trades: what would mend it, a line
   * for each.
   */
  bars_off_scale: string[];
}

export interface ReconcileReport extends DateRange {
  as_of: IsoDate;
  units: number;
  units_changed: number;
  matches_by_type: Record<string, number>;
}

export interface OutcomesReport {
  through: IsoDate;
  units: number;
  units_changed: number;
  lots_open: number;
  outcomes: number;
  counterfactuals: number;
  /**
   * Where bars are on another share count than the trades, and what would mend it: a line for each symbol and
   * stretch.
   */
  bars_off_scale: string[];
}

export interface WeekReport {
  week: IsoWeek;
  /** The latest there is; null for a week in which nothing happened, which is not published. */
  revision: number | null;
  /** False when nothing changed since the revision before. */
  published: boolean;
  /** The day through which matches were known; null before anything was reconciled. */
  as_of: IsoDate | null;
  /** Whether matches or outcomes were older than what is imported, and were brought up to date first. */
  caught_up: boolean;
  /**
   * Other weeks that were published with it, in order: further revisions of those that had changed, first ones of those
   * missed.
   */
  others: { week: IsoWeek; revision: number }[];
  /** The message a person gets. */
  message: string;
  /** The lines of the message as it was sent that it has no more; none where the two are the same. */
  sent_otherwise: string[];
}

/** A step that failed, and why. */
export interface FailedStep {
  step: string;
  message: string;
}

export interface MorningReport {
  /** The session; null where nothing is reconciled. */
  day: IsoDate | null;
  /** False where there was nothing to say, or it had been sent before. */
  sent: boolean;
  /** Null where there is nothing to say. */
  message: string | null;
}

/** How many weeks were published for the first time, and how many again. */
export interface WeeksReport {
  published: number;
  restated: number;
  /** Of those that were asked for; not given by version 0.1.0. */
  matches_by_type?: Record<string, number>;
}

/**
 * What a person says of matches, who that is and when it was said: an instant in UTC, or a bare date. An id is that of
 * a match, of its advice or of one of its executions, whole or at least six characters of its beginning.
 */
export type MatchSaying = { by: string; at: string } & (
  | { say: 'reason'; id: string; code: ReasonCode | null; note: string | null; cause: PersonsCause | null }
  | { say: 'review'; ids: readonly string[] | 'all'; through: IsoDate | null }
  | { say: 'exclude'; id: string; reason: PersonsExclusion; note: string | null }
  | { say: 'include'; id: string }
  | { say: 'link'; recommendation_id: string; execution_ids: readonly string[] }
  | { say: 'unlink'; id: string }
);

export interface FactsReport {
  /** How many lines the journal has more. */
  facts: number;
  /** The matches that they are about, and those that are others by them, as they are now. */
  match_ids: string[];
}

/**
 * What a person says of the versions of the algorithm: when (UTC), who, and from which session on if not the next. Each
 * request has a name of its own, by which a step that is run again knows it.
 */
export type AlgorithmInput = {
  at: string;
  by: string;
  effective: IsoDate | null;
  request: string;
  idempotency_key?: string | undefined;
} & (
  | { change: 'rollback'; version: string | null; reason: string | null }
  | { change: 'keep'; version: string | null }
  /** `text` is the content of the file. */
  | { change: 'adopt'; version: string; file: string; text: string }
);

/** `id`: of the candidate, whole or at least six characters of its beginning. */
export type DecideInput = DecisionRequest & Carried & { id: string };

export interface DecideReport {
  decision: DecisionRow;
  /** As it is now, a row of its table. */
  candidate: Row;
  /** That was made; null where none was. */
  version: string | null;
  /** The same was decided before: nothing was written. */
  repeated: boolean;
}

export interface AlgorithmReport {
  change: ChangeRow;
  version: string;
  sha256: string;
}

export interface ReplayInput extends DateRange {
  patch: Patch;
  base: string | null;
  /** Only these; all where none is named. */
  underlyings: readonly string[];
  lines: boolean;
}

/** What a replay counts beside the document's figures. */
type ReplayCounts = Pick<
  Replay,
  | 'decisions'
  | 'diverged_before'
  | 'diverged_after'
  | 'contradictions_met'
  | 'asked_anew'
  | 'wash_sales'
  | 'cost_status'
>;

export interface ReplayReport extends ReplayCounts {
  /** In the contract's shape. */
  document: DateRange & {
    base: string;
    patch: Patch;
    /** Dollars. */
    worst_week: { week: IsoWeek; usd: number } | null;
    /** A sentence: what a replay takes for granted. */
    assumption: string;
  } & Omit<Replay, keyof ReplayCounts | 'worst_week'>;
  /** How many patches were replayed so far. */
  patches_replayed: number;
  /** A line for each piece of advice that is changed. */
  file: { path: string; rows: number; sha256: string } | null;
}

export interface ScenariosReport {
  /** Of the specification that they are made by. */
  spec_id: string;
  /** How many there are of each status. */
  scenarios: Record<string, number>;
  /** How many are others than before, came or went. */
  changed: number;
}

export interface RetrainInput {
  /** How far the window reaches back from the last day that outcomes are computed for. */
  days: number;
  /** Without one the best is taken, by what it said of folds forward in time. */
  kind: RetrainedKind | null;
  config: TrainingConfig;
  seed: number;
}

/** What models are trained on, and what of it they see. Its rows lie in a file that is named by their hash. */
export interface FrozenWindow {
  from: IsoDate;
  to: IsoDate;
  /** By when what is in it was known: the last day, or an instant of that. */
  as_of: string;
  scenarios_sha256: string;
  /** How many have labels. */
  rows: number;
  spec_id: string;
  features: string[];
  /** Features that are suspected of look-ahead. */
  held_back: string[];
  /** Fewer rows are not trained on. */
  min_samples: number;
}

export interface TrainInput {
  asked: RetrainInput;
  window: FrozenWindow;
}

/** How far a training has come. */
export interface TrainingProgress {
  kind: RetrainedKind;
  /** Which of its fits is under way, `fold-2`; null for what has no epochs. */
  fit: string | null;
  /** Of that fit, so many of so many. */
  epoch: number;
  epochs: number;
}

/** What was trained: the model, what was trained beside it and is not taken, and the baselines of the same folds. */
export interface TrainReport {
  model_id: string;
  beside: string[];
  baselines: string[];
  folds: number;
  purged: number;
  embargoed: number;
  epochs: number;
  /** The epoch after which it went on, counted over all fits as `epochs` is; null where it began anew. */
  resumed_from: number | null;
  seconds: number;
}

export interface JudgeInput {
  window: FrozenWindow;
  /** Null where there were too few rows to train on. */
  trained: TrainReport | null;
  /** The clock's, for the line of the registry. */
  at: string;
}

export interface OnlineInput {
  weighting: Weighting;
  /** In which as many labels became known as the policy asks for. */
  hours: number;
  /** A day, or an instant in UTC; without one the last day that outcomes are computed for. */
  asOf: string | null;
  /** The clock's, for the line of the registry. */
  at: string;
}

export interface EvaluateInput {
  /** By its alias, its id or the beginning of that; without one the shadow, else the champion. */
  model: string | null;
  /** The same, or a baseline by its name; without one the champion, else the base rate. */
  incumbent: string | null;
}

export interface EvaluateReport {
  evaluation: ModelEvaluation;
}

/** Of an update; what is null needs more labels. */
export interface OnlineReport {
  as_of: string;
  from: string;
  to: string;
  samples: number;
  min_samples: number;
  model_id: string | null;
  /** The share of right guesses over consecutive parts of the stream, before each label was learned. */
  cv: { accuracy: number | null; sd: number | null; folds: number };
  prequential: { log_loss: number | null; incumbent_log_loss: number | null };
  verdict: Verdict;
  evidence: number | null;
  reasons: Reason[];
}

/** What came of a step of learning. */
export interface LearnedStep {
  /** The hour, `2025-01-06T10`, or the day. */
  of: string;
  /** By when what it learns was known. */
  as_of: string;
  /** `nothing_new`: no label is another than at the step before. `insufficient`: too few became known in its hours. */
  state: 'learned' | 'insufficient' | 'nothing_new';
  /** How many labels became known in its hours; null where there was nothing to learn. */
  samples: number | null;
  min_samples: number;
  updates: {
    weighting: Weighting;
    model_id: string;
    verdict: Verdict;
    evidence: number;
    /** How many more scored scenarios it would take; null where none will do. */
    needed: number | null;
  }[];
  /** The models in force after it. */
  champion: string | null;
  shadow: string | null;
  /** The model that is blessed and whose deployment it has begun; null where there is none. */
  to_deploy: string | null;
  /** The models whose deployments it has advanced; none where what was learned or changed last came after it. */
  deployments: string[];
  /** Why a champion was rolled back by it; null where none was. */
  taken_back: string | null;
}

export interface HourReport {
  hour: string;
  /** Which accounts learn by the hour, and why. */
  accounts: HourlyAccount[];
  /** Null where none does. */
  step: LearnedStep | null;
}

/** What was found before a session opened. */
export interface MorningPrepReport {
  /** The session. */
  day: IsoDate;
  /** The last day that anything is known of. */
  known_through: IsoDate | null;
  champion: string | null;
  /** How many rows that are kept with the champion it was asked about again; null where none serves. */
  rows_scored: number | null;
  /** What is wrong, a line each. */
  problems: string[];
  /** What there is to say of learning through the session before; null where a file of a person is refused. */
  report: string | null;
  /** False where there is no message. */
  sent: boolean;
  /** Null where there is nothing that no message of the last sessions said. */
  message: string | null;
}

export interface DayReport {
  day: IsoDate;
  /** Of the days that were missed, then of this one. */
  steps: LearnedStep[];
  report: LearningReport;
  /** What asks for a model to be trained anew. */
  retrain: Alarm[];
}

export interface RetrainReport {
  /** Null where there are too few labelled scenarios. */
  model_id: string | null;
  rows: number;
  folds: number;
  purged: number;
  embargoed: number;
  epochs: number;
  /** The epoch after which it went on; null where it began anew. */
  resumed_from: number | null;
  seconds: number;
  /** Features that are suspected of look-ahead. */
  held_back: string[];
  evaluation: ModelEvaluation | null;
}

export interface JudgedReport {
  report: RetrainReport;
  /** The model, if it is scored beside the champion from now on. */
  shadow: string | null;
}

/** `seq`: the last change that was known to who asks; another that came first is a conflict. */
export type ModelChangeInput = { at: string; seq: number; reason: string | null } & Carried &
  ({ change: 'promote'; id: string; override: boolean } | { change: 'rollback' });

/** `at`: the clock's, by which a request that comes twice is known; `seq` as above. */
export interface ApproveInput extends Approval, Carried {
  modelId: string;
  at: string;
  seq: number;
}

export interface ModelChangeReport {
  seq: number;
  champion: string | null;
  previous: string | null;
  /** Of the champion. */
  manifest_sha256: string | null;
}

export interface ApproveReport extends ModelChangeReport {
  deployment: DeploymentState;
}

export interface ExportInput {
  table: string;
  format: 'parquet' | 'jsonl' | 'csv';
}

export interface ExportReport {
  table: string;
  /** In the home's `exports/`. */
  path: string;
  rows: number;
  sha256: string;
}

export interface RebuildReport {
  imports: number;
  executions: number;
  recommendations: number;
  matches: number;
  outcomes: number;
}

export interface StoreDescription {
  store_id: string;
  imports: number;
  executions: number;
  recommendations: number;
  bars: number;
  matches: number;
  first_date: IsoDate | null;
  last_date: IsoDate | null;
  /** The last trading date with advice or a trade. */
  last_activity: IsoDate | null;
  /** The last day that anything is known of: of `last_date`, the accounts' coverage and the steps. */
  known_through: IsoDate | null;
  reconciled_through: IsoDate | null;
  outcomes_through: IsoDate | null;
  /** Ascending. */
  weeks_published: IsoWeek[];
  accounts: { account: string; covered_from: IsoDate; covered_through: IsoDate }[];
}

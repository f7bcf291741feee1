/**
 * The steps as everyone calls them: the workflows through the data process, the CLI's `--local` directly. Small plain
 * values in and out (JSON, ISO text, decimals as text), idempotent by key.
 */
import type { DeploymentState } from '../domain/learning/models/deployment-state.js';
import type { ReviewState } from '../domain/registry/review-state.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type {
  ExportInput,
  ExportReport,
  FileOutcome,
  FileReport,
  ImportInput,
  RebuildReport,
  RetractInput,
  RetractReport,
  StagedImport,
  StoreDescription,
} from './import-reports.js';
import type {
  AdviseInput,
  AdviseReport,
  FactsReport,
  FailedStep,
  MatchSaying,
  MorningReport,
  OutcomesReport,
  ReconcileReport,
  WeekReport,
  WeeksReport,
} from './loop-reports.js';
import type {
  AlgorithmInput,
  AlgorithmReport,
  DecideInput,
  DecideReport,
  ReplayInput,
  ReplayReport,
} from './algorithm-reports.js';
import type {
  ApproveInput,
  ApproveReport,
  DayReport,
  EvaluateInput,
  EvaluateReport,
  FrontierReport,
  FrozenWindow,
  HourReport,
  JudgeInput,
  JudgedReport,
  ModelChangeInput,
  ModelChangeReport,
  MorningPrepReport,
  OnlineInput,
  OnlineReport,
  RetrainInput,
  RetrainReport,
  ScenariosReport,
  TrainInput,
  TrainReport,
} from './learning-reports.js';

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
  /** Compares the policies between taste and reward on folds of a frozen window: the train process does it as well. */
  traceFrontier(input: TrainInput): Promise<FrontierReport>;
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
  /** What taste costs, by the last days. */
  frontier(input: RetrainInput): Promise<FrontierReport>;
}

/** The steps that a person asks for one at a time; workflows have the others as well. */
export interface AskedSteps
  extends
    Omit<
      Steps,
      | ('aggregateWeeks' | 'describeStore' | 'reviewState' | 'openReviews')
      | ('prepareMorning' | 'learnHour' | 'learnDay')
      | ('freezeTraining' | 'trainModels' | 'traceFrontier' | 'judgeModels')
      | ('advanceDeployment' | 'approveDeployment' | 'abortDeployment' | 'openDeployments')
    >,
    Chains {
  /**
   * Imports several files, each for itself: what is refused of one keeps none of the others out. Gives what became of
   * each, in their order; `tell` hears how many are done. Throws what fails of the home, not of a file.
   */
  importEach(files: readonly ImportInput[], tell: (done: number) => void): Promise<FileOutcome[]>;
}

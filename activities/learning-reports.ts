import type { Carried } from '../domain/keyed-request.js';
import type { Approval, DeploymentState } from '../domain/learning/models/deployment-state.js';
import type { ModelEvaluation } from '../domain/learning/models/model-evaluation.js';
import type { Alarm } from '../domain/learning/hourly/alarms.js';
import type { HourlyAccount } from '../domain/learning/hourly/hourly-accounts.js';
import type { LearningReport } from '../domain/learning/report/learning-report.js';
import type { Reason, Verdict } from '../domain/learning/gate/gate.js';
import type { ModelValue } from '../domain/learning/off-policy/model-value.js';
import type { Weighting } from '../domain/learning/online/online-learner.js';
import type { Basis } from '../domain/learning/policies/basis.js';
import type { Frontier } from '../domain/learning/policies/frontier.js';
import type { PolicyAccount } from '../domain/learning/policies/policy-account.js';
import type { RetrainedKind } from '../domain/learning/training/kinds.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import type { IsoDate } from '../domain/time/dates.js';

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
  /** Whose preferences a policy learns; without it what came of decisions. */
  basis?: Basis | undefined;
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

/** What taste costs: agreement with the human against reward, policy by policy. */
export interface FrontierReport extends Frontier {
  as_of: string;
  /** Decisions of the human, the sessions from the first to the last, and those of them whose reward is determined. */
  scenarios: number;
  sessions: number;
  determined: number;
  text: string;
}

/** How far a training has come. */
export interface TrainingProgress {
  kind: RetrainedKind | 'frontier';
  /** Which of its fits is under way, `fold-2`; null for what has no epochs. */
  fit: string | null;
  /** Of that fit, so many of so many. */
  epoch: number;
  epochs: number;
}

/** What a training took. */
interface FitCounts {
  folds: number;
  purged: number;
  embargoed: number;
  epochs: number;
  /** The epoch after which it went on, counted over all fits as `epochs` is; null where it began anew. */
  resumed_from: number | null;
  seconds: number;
}

/** What was trained: the model, what was trained beside it and is not taken, and the baselines of the same folds. */
export interface TrainReport extends FitCounts {
  model_id: string;
  beside: string[];
  baselines: string[];
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
  value: ModelValue;
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

export interface RetrainReport extends FitCounts {
  /** Null where there are too few labelled scenarios. */
  model_id: string | null;
  rows: number;
  /** Features that are suspected of look-ahead. */
  held_back: string[];
  evaluation: ModelEvaluation | null;
  /** Only of a policy. */
  policy?: PolicyAccount;
  /** Only of a model that never serves: why. */
  research?: string;
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

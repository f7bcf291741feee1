import { z } from 'zod';
import type { WaitedFor } from '../domain/advice/awaited-accounts.js';
import type { DeploymentState } from '../domain/learning/models/deployment-state.js';
import type { FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import type { LearningReport } from '../domain/learning/report/learning-report.js';
import { MATCH_TYPES } from '../domain/matching/match-type.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import type { CoveredLess } from '../domain/records/covered-less.js';
import type { ListedImport } from '../domain/records/import-report.js';
import type { IsoDate } from '../domain/time/dates.js';
import { parseWeek, type IsoWeek } from '../domain/time/iso-week.js';
import type { WeekQuestion } from '../domain/week/week-question.js';
import type { LotSum } from '../store/derived/lot-sums.js';
import { QUEUES, type Queue } from '../store/derived/review-queue.js';
import type { Row } from '../store/exports/table-rows.js';
import { isoDate } from '../store/home/iso-date.js';
import type { CurrentVersion, ListedVersions, VersionDetail, versionDifferences } from './algorithm-reads.js';
import type { decisionNamed } from './decide-candidate.js';
import type { StoreDescription } from './import-reports.js';
import type { CandidateDetail, ListedCandidates } from './listed-candidates.js';
import type { ListedFeatures } from './listed-features.js';
import type { ListedModels, ModelCard, ModelDetail } from './listed-models.js';
import type { ListedPatterns, PatternDetail } from './listed-patterns.js';
import type { MatchCandidates } from './match-candidates.js';
import type { MatchDetail } from './match-detail.js';
import type { Morning } from './morning.js';
import { askedSchema, type ServedPredictions } from './predict.js';
import type { ReviewedWeek } from './reviewed-week.js';

const page = { limit: z.int().min(0).optional(), offset: z.int().min(0).optional() };
const isoWeek = z.string().refine((text) => parseWeek(text) !== undefined, 'not an ISO week');
const days = { from: isoDate.optional(), to: isoDate.optional() };

/** What each read takes, checked where it enters; null: nothing. */
export const READ_INPUTS = {
  describe: null,
  waitingFor: null,
  behind: z.strictObject({ accounts: z.array(z.string()).optional() }),
  tableRows: z.strictObject({
    table: z.string(),
    where: z.array(z.tuple([z.string(), z.string()])).optional(),
    ...days,
    ...page,
  }),
  matches: z.strictObject({
    types: z.array(z.enum(MATCH_TYPES)).optional(),
    underlyings: z.array(z.string()).optional(),
    /** Those that are in all of these queues. */
    queues: z.array(z.enum(Object.keys(QUEUES) as [Queue, ...Queue[]])).optional(),
    /** Those of these ids, in this order. */
    ids: z.array(z.string()).optional(),
    ...days,
    ...page,
  }),
  questions: null,
  review: z.strictObject({ week: isoWeek }),
  match: z.strictObject({ id: z.string().min(1) }),
  /** The same by a whole id. */
  considered: z.strictObject({ id: z.string().min(1) }),
  lots: z.strictObject({ account: z.string().optional(), underlying: z.string().optional() }),
  imports: null,
  import: z.strictObject({ id: z.string().min(1) }),
  accounts: null,
  morning: z.strictObject({ day: isoDate.optional() }),
  patterns: z.strictObject({ week: z.string().optional(), which: z.enum(['told', 'found', 'all']) }),
  pattern: z.strictObject({ id: z.string().min(1) }),
  candidates: z.strictObject({ statuses: z.array(z.string()).nullable() }),
  candidate: z.strictObject({ id: z.string().min(1), revision: z.int().optional() }),
  algorithmVersions: null,
  algorithmVersion: z.strictObject({ version: z.string() }),
  algorithmDifferences: z.strictObject({ from: z.string(), to: z.string() }),
  currentAlgorithm: z.strictObject({ date: isoDate.optional() }),
  /** Of a decision as it is asked for. */
  decision: z.strictObject({
    id: z.string(),
    decision: z.enum(['implement', 'defer', 'reject']),
    until: isoDate.nullable(),
    at: z.string(),
    isAtGiven: z.boolean(),
  }),
  reviews: null,
  features: null,
  defaultFeatures: null,
  learning: z.strictObject({ asOf: isoDate.optional() }),
  models: null,
  /** An alias, an id or the beginning of one. */
  model: z.strictObject({ id: z.string().min(1) }),
  modelCard: z.strictObject({ id: z.string().min(1) }),
  deployments: null,
  championTrouble: null,
  /** The same of a model. */
  deployment: z.strictObject({ id: z.string().min(1) }),
  predict: z.strictObject({ id: z.string().min(1), asked: z.array(askedSchema).max(10_000) }),
  retraction: z.strictObject({ fileSha256: z.string(), account: z.string().optional() }),
} as const satisfies Record<string, z.ZodType | null>;

export type ReadName = keyof typeof READ_INPUTS;
export type ReadInput<R extends ReadName> = (typeof READ_INPUTS)[R] extends z.ZodType
  ? z.infer<(typeof READ_INPUTS)[R]>
  : undefined;

/**
 * What can be asked of a store at any time, also while a step runs: each answer is of one moment, and nothing changes.
 */
export interface Reads {
  describe(): Promise<StoreDescription>;
  /** The accounts without whose next files matches stay pending. */
  waitingFor(): Promise<WaitedFor[]>;
  /**
   * What to run where matches or outcomes are older than what is imported, or outcomes stop before the last trade, of
   * these accounts where any is named; null where neither is so.
   */
  behind(input: ReadInput<'behind'>): Promise<{ sentence: string | null }>;
  /** Rows of a table that can be exported. */
  tableRows(input: ReadInput<'tableRows'>): Promise<{ table: string; rows: Row[]; total: number }>;
  /** Matches, the newest first. */
  matches(input: ReadInput<'matches'>): Promise<{ matches: ToldMatch[]; total: number }>;
  /** What only a person can answer, as the message of the last week asks it; five at most. */
  questions(): Promise<{ questions: WeekQuestion[] }>;
  /** A published week as a person reviews it. */
  review(input: ReadInput<'review'>): Promise<ReviewedWeek>;
  /** A match with all that it was made from, by its id or the beginning of it. */
  match(input: ReadInput<'match'>): Promise<MatchDetail>;
  /** What competed for a match, and what people said of it. */
  considered(input: ReadInput<'considered'>): Promise<MatchCandidates>;
  /** What is open, and the day through which that is known; null before outcomes were computed. */
  lots(input: ReadInput<'lots'>): Promise<OpenLots>;
  /** The newest first. */
  imports(): Promise<{ imports: ListedImport[] }>;
  /** An import by its number, or by the sha256 of its file or the beginning of it. */
  import(input: ReadInput<'import'>): Promise<ListedImport>;
  /** How far each account is known, and what waits for more of it. */
  accounts(): Promise<{ accounts: KnownAccount[]; known_through: IsoDate | null }>;
  /** What there is to say after a session, without one after the last that was reconciled. */
  morning(input: ReadInput<'morning'>): Promise<Morning>;
  /** The habits of a week, without one of the last that was looked at. */
  patterns(input: ReadInput<'patterns'>): Promise<ListedPatterns>;
  /** A habit as it stands, and as it stood week by week, by its id or the beginning of it. */
  pattern(input: ReadInput<'pattern'>): Promise<PatternDetail>;
  /** What would be changed: the latest revisions of these statuses, null: of all. */
  candidates(input: ReadInput<'candidates'>): Promise<ListedCandidates>;
  /** One with its habits and what was decided, by its id or the beginning of it. */
  candidate(input: ReadInput<'candidate'>): Promise<CandidateDetail>;
  /** The versions of the algorithm, and which is in force. */
  algorithmVersions(): Promise<ListedVersions>;
  algorithmVersion(input: ReadInput<'algorithmVersion'>): Promise<VersionDetail>;
  /** What turns one version into another. */
  algorithmDifferences(
    input: ReadInput<'algorithmDifferences'>,
  ): Promise<ReturnType<typeof versionDifferences>>;
  /** The version in force on a session, without one on the next. */
  currentAlgorithm(input: ReadInput<'currentAlgorithm'>): Promise<CurrentVersion>;
  /** The candidate and the id of a decision, and whether it was made before. */
  decision(input: ReadInput<'decision'>): Promise<ReturnType<typeof decisionNamed>>;
  /** The candidates that wait for a person, or are watched. */
  reviews(): Promise<{ candidates: string[] }>;
  /** What models see of a decision, and how often that is known. */
  features(): Promise<ListedFeatures>;
  /** The specification that holds where a person has saved none. */
  defaultFeatures(): Promise<{ specification: FeatureSpecification }>;
  /** What is learned by the end of a day, without one of the last that outcomes are computed for. */
  learning(input: ReadInput<'learning'>): Promise<{ report: LearningReport }>;
  /** All models, and what the gate says of each now. */
  models(): Promise<ListedModels>;
  model(input: ReadInput<'model'>): Promise<ModelDetail>;
  modelCard(input: ReadInput<'modelCard'>): Promise<ModelCard>;
  /** How the models that are being deployed stand, the oldest first. */
  deployments(): Promise<{ deployments: DeploymentState[] }>;
  /** That the model which serves was made by another specification than holds, and what to do; null where not. */
  championTrouble(): Promise<{ trouble: string | null }>;
  /** A model by its whole id, and how its deployment stands; null where none is under way. */
  deployment(
    input: ReadInput<'deployment'>,
  ): Promise<{ model_id: string; deployment: DeploymentState | null }>;
  /** What a model says of advice, be it stored or not. */
  predict(input: ReadInput<'predict'>): Promise<ServedPredictions>;
  /** What would go if a file were retracted. Throws NotFound where it is not imported. */
  retraction(input: ReadInput<'retraction'>): Promise<Retraction>;
}

export interface OpenLots {
  lots: Row[];
  /** How many there are, those included that expired. */
  total: number;
  /** How many of them are past their expiration by `as_of`, and no file says how they ended. */
  expired: number;
  as_of: string | null;
  /** The accounts in use, or the one that was named, whose files end before `as_of`. */
  covered_less: CoveredLess[];
  /**
   * Of the others, by underlying and currency; `underlying` is null in the total of a currency. Amounts are decimal
   * text.
   */
  sums: (Pick<LotSum, 'underlying' | 'currency' | 'lots'> &
    Record<'shares' | 'contracts', string | null> &
    Record<'paid' | 'received', string>)[];
}

export interface Retraction {
  /** Those that the file stands under; where there are several, one has to be named. */
  accounts: string[];
  imports: ListedImport[];
  records: number;
  /** The published weeks whose figures can change; all others stay. */
  weeks: IsoWeek[];
}

export interface KnownAccount {
  account: string;
  /** Null where nothing of it is imported. */
  covered_from: IsoDate | null;
  covered_through: IsoDate | null;
  /** It holds something, or had a record lately: its next files are waited for. */
  in_use: boolean;
  /** How much advice is pending for want of its files, and the first day that they have to cover; null for none. */
  waiting: { matches: number; since: IsoDate } | null;
}

import type { Carried, KeyedRequest } from '../domain/keyed-request.js';
import type { Scope } from '../domain/access/scope.js';
import type { AskedAdvice } from '../domain/learning/serving/asked-advice.js';
import type { LearningReport } from '../domain/learning/report/learning-report.js';
import type { ListedModel } from '../domain/learning/models/listed-model.js';
import type { AdviceIntent } from '../domain/matching/advice-intent.js';
import type { Considered } from '../domain/matching/candidates.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import type { ExplainedMatch } from '../domain/matching/match-lines.js';
import type { PersonsCause, PersonsExclusion, ReasonCode } from '../domain/matching/said-codes.js';
import type { ListedImport } from '../domain/records/import-report.js';
import type { SingleQuestion } from '../domain/news/news.js';
import type { IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { QuestionKind } from '../domain/matching/why-asked.js';
import type { AheadItem } from '../domain/week/week-ahead.js';
import type { ServedPrediction } from '../domain/learning/predictions/served-prediction.js';
import type { WeekTrust } from '../domain/week/week-trust.js';
import type { WeekReviewStatus } from '../domain/week/week-review.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Fact, Facts } from '../store/home/journal.js';
import type { Manifest } from '../store/home/manifest.js';
import type { Commands } from './commands.js';
import type { PageFile } from './pages.js';

/** What a person is asked of a match. */
export interface AskedQuestion {
  question_id: string;
  kind: QuestionKind;
  about: 'doubt' | 'reason';
  /** Whether there is a pair of which a person can say that it is none. */
  is_pair: boolean;
  text: string;
  why: string;
  match_id: string;
  is_done: boolean;
}

/** A published week as a person reviews it, beside its summary. Amounts are decimal text. */
export interface ReviewedWeek {
  trust: WeekTrust;
  next_week: readonly AheadItem[];
  questions: readonly AskedQuestion[];
  /** The candidate that is asked about, decided or not. */
  candidate_id: string | null;
  sentence: string;
}

/** What only the steps that make it know how to read. */
export interface NamedReads {
  review(input: { week: IsoWeek }): Promise<ReviewedWeek>;
  /** The newest first. */
  imports(): Promise<{ imports: readonly ListedImport[] }>;
  /** What competed for a match of a whole id, and what people said of it. */
  considered(input: { id: string }): Promise<{
    candidates: readonly Considered[];
    runner_up: Considered | null;
    facts: readonly MatchFact[];
    unit_id: string;
    input_hash: string;
  }>;
  /** What a model says of advice, by what was known before it came; `left_out` asks for no decision. */
  predict(input: { id: string; asked: AskedAdvice[] }): Promise<{
    predictions: readonly ServedPrediction[];
    left_out: readonly { recommendation_id: string; action: string; reason: string }[];
  }>;
  /** In the order of their ids. */
  models(): Promise<{ models: readonly ListedModel[] }>;
  match(input: { id: string }): Promise<ExplainedMatch & { unit_id: string; input_hash: string }>;
}

/** What is read at a moment, and computed when that is over. */
export interface Prepared {
  /** Throws NotFound before there is anything, FileRefused for a policy that is none. */
  learning(): Promise<() => Promise<LearningReport>>;
}

/** The store as it is at one moment: what an answer is made from. */
export interface Moment {
  home: Home;
  journal: Facts;
  manifest: Pick<Manifest, 'entries'>;
  warehouse: Reader;
  /** Names what is read: equal names, equal contents. */
  generation: string;
  reads: NamedReads;
  prepared: Prepared;
}

/** The store, asked at one moment at a time. */
export interface Moments {
  /** `signal` ends a read that takes too long; what cannot wait has a moment whose name nothing else has. */
  at<T>(
    work: (moment: Moment) => Promise<T>,
    options: { signal: AbortSignal; canWait?: boolean },
  ): Promise<T>;
  /** What a moment that began now would be named; undefined where that is not known yet. */
  generation(): string | undefined;
  /** Which tables may have other rows since a moment of that name; by the names that exports have. */
  tablesSince(generation: string): readonly string[];
}

/** Who said something, and when: an instant in UTC. */
interface Spoken extends Carried {
  by: string;
  at: string;
}

/** What a person says of matches; ids are whole. */
export type Saying = Spoken &
  (
    | { say: 'reason'; id: string; code: ReasonCode | null; note: string | null; cause: PersonsCause | null }
    | { say: 'reviewThese'; ids: readonly string[] }
    | { say: 'unreview'; id: string }
    | { say: 'exclude'; id: string; reason: PersonsExclusion; note: string | null }
    | { say: 'include'; id: string }
    | { say: 'link'; recommendation_id: string; execution_ids: readonly string[] }
    | { say: 'unlink'; id: string }
  );

/** Where what people say is kept, at once and for good. */
export interface SaidFacts {
  /** Gives the lines that are new: none where it was said before. */
  say(saying: Saying): Promise<readonly MatchFact[]>;
  /** What is meant by it at a moment, not written yet. */
  meant(saying: Saying, moment: Pick<Moment, 'warehouse' | 'journal'>): Promise<readonly MatchFact[]>;
  /** Writes down what is meant; gives the lines that are new, none of what was said before, and the journal after. */
  keep(facts: readonly MatchFact[]): Promise<{ added: readonly MatchFact[]; journal: Facts }>;
  /** What a person says of a week as it was published. */
  reviewWeek(
    review: Spoken & { week: IsoWeek; revision: number; status: WeekReviewStatus; notes: string | null },
  ): Promise<void>;
  /** What a person means to do about advice; gives whether it is new. */
  intend(intent: Spoken & Omit<AdviceIntent, 'fact' | 'at' | 'by'>): Promise<boolean>;
  /** What was written down when a request came with this key of the same bearer; empty where nothing was. */
  saidWith(keyed: KeyedRequest): Promise<Fact[]>;
  /** From which trading date on rows count where somebody looks; null: all do. */
  setEpoch(epoch: Spoken & { min_valid_date: IsoDate | null }): Promise<void>;
}

/** A message that a person was sent: what it is about, in letters of a file name. */
export interface SentMessage {
  subject: string;
  text: string;
}

/** What sends messages to a person. */
export interface Messages {
  /** The names of the ways. */
  ways: readonly string[];
  /** Sends a message by all ways, again where it was sent before, and gives what came of each. */
  sendAgain(
    message: SentMessage & { questions?: readonly SingleQuestion[] },
  ): Promise<readonly { way: string; ok: boolean; problem: string | null }[]>;
  /** Hands on what a person is sent from now on, by whatever way, until `end` is called. */
  whenSent(hear: (message: SentMessage) => void): { end: () => void };
}

/** Who asks, once their token was found to be in force. */
export interface Bearer {
  id: string;
  name: string;
  scope: Scope;
}

export interface Tokens {
  /** The bearer of what stands behind `Bearer`; undefined for whatever does not let in. */
  check(text: string): Promise<Bearer | undefined>;
  /** A new token for a code, which is used up; in force at once. Undefined for a code that is not open. */
  exchange(code: string): Promise<(Bearer & { token: string; expires_at: string }) | undefined>;
}

export interface Log {
  info(fields: object, line: string): void;
  error(fields: object, line: string): void;
}

/** What the API is handed. */
export interface ApiParts {
  /** Names the home that answers. */
  storeId: string;
  moments: Moments;
  facts: SaidFacts;
  commands: Commands;
  messages: Messages;
  tokens: Tokens;
  /** Where the files lie that bots read. */
  home: Home;
  /** The hosts that are ours, with their ports, in lower case: what `Host` may say. */
  hosts: ReadonlySet<string>;
  clock: () => Date;
  log: Log;
  version: string;
  /** When the process began that answers: an instant in UTC. */
  startedAt: string;
  /** What a browser is given, by name. */
  pages: ReadonlyMap<string, PageFile>;
}

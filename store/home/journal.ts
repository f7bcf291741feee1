import { z } from 'zod';
import { keyedFields } from '../../domain/keyed-fields.js';
import { patchSchema } from '../../domain/algorithm/parameter-patch.js';
import { ADVICE_INTENDED } from '../../domain/matching/advice-intent.js';
import { isMatchFact, MATCH_FACTS, type MatchFact } from '../../domain/matching/match-fact.js';
import { algorithmFacts } from './algorithm-facts.js';
import { candidateFacts } from './candidate-facts.js';
import { keptFacts } from './kept-facts.js';
import { QUESTION_KINDS } from '../../domain/matching/why-asked.js';
import { WEEK_REVIEWS } from '../../domain/week/week-review.js';
import { openLog, readLog, type AppendLog } from './append-log.js';
import { isoDate } from './iso-date.js';

/** The columns of weekly_summaries by name; what was published stays as it was. */
const publishedWeek = z
  .object({ year: z.int(), week: z.int(), revision: z.int() })
  .catchall(z.union([z.string(), z.number(), z.null()]));

export type PublishedWeek = Readonly<z.infer<typeof publishedWeek>>;

/**
 * What people did and what was published to them: facts that no import holds and no rebuild can derive. A fact goes in
 * here before it is acted upon.
 */
const fact = z.discriminatedUnion('fact', [
  z.strictObject({
    fact: z.literal('import_retracted'),
    file_sha256: z.string(),
    seqs: z.array(z.int()),
  }),
  /** The user said how far an import that was there already covers its accounts. */
  z.strictObject({ fact: z.literal('import_covered'), seq: z.int(), through: isoDate }),
  z.strictObject({ fact: z.literal('reconciled'), from: isoDate, to: isoDate }),
  z.strictObject({ fact: z.literal('outcomes_through'), through: isoDate }),
  /** A patch was replayed: how many were is what a good result has to be set against. Once for each. */
  z.strictObject({ fact: z.literal('patch_replayed'), ...patchSchema.shape }),
  /** A row of weekly_summaries as it was published, decimals as text. */
  z.strictObject({ fact: z.literal('week_published'), row: publishedWeek }),
  /** From which trading date on rows count where somebody looks; null: all do. */
  z.strictObject({
    fact: z.literal('epoch_set'),
    at: z.string(),
    by: z.string(),
    min_valid_date: isoDate.nullable(),
    ...keyedFields,
  }),
  /** A person has looked at a week as it was published, and may have acted upon it. */
  z.strictObject({
    fact: z.literal('week_reviewed'),
    at: z.string(),
    by: z.string(),
    week: z.string(),
    revision: z.int(),
    status: z.enum(WEEK_REVIEWS),
    notes: z.string().nullable(),
    ...keyedFields,
  }),
  /** What a week asks about matches, which are named by what they are of, since their own ids go when they change. */
  z.strictObject({
    fact: z.literal('questions_asked'),
    week: z.string(),
    questions: z.array(
      z.strictObject({
        kind: z.enum(QUESTION_KINDS),
        why: z.string(),
        recommendation_id: z.string().nullable(),
        execution_ids: z.array(z.string()),
        account: z.string().optional(),
      }),
    ),
  }),
  ...MATCH_FACTS,
  ADVICE_INTENDED,
  ...algorithmFacts,
  ...candidateFacts,
  ...keptFacts,
]);

export type Fact = z.infer<typeof fact>;

export type Journal = AppendLog<Fact>;

export function openJournal(path: string): Promise<Journal> {
  return openLog(path, fact);
}

/** The facts of a journal, by whoever adds none. */
export type Facts = Pick<Journal, 'entries'>;

export function readJournal(path: string): Promise<Facts> {
  return readLog(path, fact);
}

/** Adds a fact unless it is there; once this has returned it survives any crash. */
export function appendFact(journal: Journal, fact: Fact): Promise<void> {
  return appendFacts(journal, [fact]);
}

/** The same of several, which are written and synced as one. */
export async function appendFacts(journal: Journal, facts: readonly Fact[]): Promise<void> {
  const kinds = new Set(facts.map(({ fact }) => fact));
  const alike = journal.entries.filter(({ fact }) => kinds.has(fact));
  const known = new Set(alike.map((entry) => JSON.stringify(entry)));
  const added = facts.filter((fact) => !known.has(JSON.stringify(fact)));
  if (added.length > 0) await journal.appendAll(added);
}

/** The facts of one kind, in their order. */
export function factsOf<K extends Fact['fact']>(journal: Facts, kind: K): Extract<Fact, { fact: K }>[] {
  return journal.entries.filter((entry): entry is Extract<Fact, { fact: K }> => entry.fact === kind);
}

/** What people said about matches, in their order. */
export function matchFactsOf(journal: Facts): MatchFact[] {
  return journal.entries.filter(isMatchFact);
}

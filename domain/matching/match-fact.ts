import { z } from 'zod';
import { keyedFields } from '../keyed-fields.js';
import { PERSONS_CAUSES, PERSONS_EXCLUSIONS, REASON_CODES } from './said-codes.js';

/** When it was said and by whom: `at` is an instant in UTC, or a bare date. */
const said = { at: z.string(), by: z.string(), ...keyedFields };
const note = z.string().nullable();
/** Whose the executions are, since an id is unique within its account; absent: anybody's. */
const account = z.string().optional();
/** A match, by what it is made of, since its own id goes when it changes. */
const match = { recommendation_id: z.string().nullable(), execution_ids: z.array(z.string()), account };
/** Advice and trades that answer it or do not. */
const pair = { recommendation_id: z.string(), execution_ids: z.array(z.string()).min(1), account };

/** What people say about matches: lines of the journal. */
export const MATCH_FACTS = [
  z.strictObject({ fact: z.literal('match_linked'), ...said, ...pair }),
  z.strictObject({ fact: z.literal('match_unlinked'), ...said, ...pair }),
  z.strictObject({
    fact: z.literal('match_excluded'),
    ...said,
    ...match,
    reason: z.enum(PERSONS_EXCLUSIONS),
    note,
  }),
  z.strictObject({ fact: z.literal('match_included'), ...said, ...match, reason: z.null(), note }),
  /** Without a code the reason that was given is taken back. */
  z.strictObject({
    fact: z.literal('match_reason'),
    ...said,
    ...match,
    code: z.enum(REASON_CODES).nullable(),
    note,
    cause: z.enum(PERSONS_CAUSES).nullable(),
  }),
  z.strictObject({ fact: z.literal('match_reviewed'), ...said, ...match, reviewed: z.boolean() }),
] as const;

export type MatchFact = z.infer<(typeof MATCH_FACTS)[number]>;
export type PairFact = Extract<MatchFact, { fact: 'match_linked' | 'match_unlinked' }>;

const KINDS: ReadonlySet<string> = new Set(MATCH_FACTS.map((schema) => schema.shape.fact.value));

export function isMatchFact<F extends { fact: string }>(fact: F): fact is F & MatchFact {
  return KINDS.has(fact.fact);
}

export function isPairFact(fact: MatchFact): fact is PairFact {
  return fact.fact === 'match_linked' || fact.fact === 'match_unlinked';
}

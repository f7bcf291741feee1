import { z } from 'zod';
import { keyedFields } from '../../domain/keyed-fields.js';
import type { ChangeRow, DecisionRow, VersionRow } from '../../domain/registry/registry-rows.js';
import type { Validation } from '../../domain/watching/validation.js';
import { isoDate } from './iso-date.js';

const text = z.string();
const textOrNull = z.string().nullable();
/** When it was said, in UTC, and by whom. */
const said = { at: text, by: text };

const versionRow = z.strictObject({
  version: text,
  parent: textOrNull,
  sha256: text,
  parameters: text,
  patch: textOrNull,
  candidate_id: textOrNull,
  created_at: textOrNull,
  origin: z.enum(['built_in', 'candidate', 'file']),
}) satisfies z.ZodType<VersionRow>;

const changeRow = z.strictObject({
  change_id: text,
  kind: z.enum(['start', 'implement', 'rollback', 'auto_revert', 'adopt']),
  from_version: textOrNull,
  to_version: text,
  effective_from: isoDate.nullable(),
  at: textOrNull,
  by: textOrNull,
  candidate_id: textOrNull,
  decision_id: textOrNull,
  why: textOrNull,
  watch_until: isoDate.nullable(),
  validation: textOrNull,
  outcome: z.enum(['watching', 'kept', 'rolled_back', 'auto_reverted']).nullable(),
}) satisfies z.ZodType<ChangeRow>;

const decisionRow = z.strictObject({
  decision_id: text,
  candidate_id: text,
  revision: z.int(),
  decision: z.enum(['implement', 'defer', 'reject']),
  until: isoDate.nullable(),
  reason: textOrNull,
  by: text,
  decided_at: text,
  effective_from: isoDate.nullable(),
  accept_cost: z.boolean(),
  on_breach: z.enum(['revert', 'propose']).nullable(),
  weekly_loss_limit: textOrNull,
  version: textOrNull,
}) satisfies z.ZodType<DecisionRow>;

const numberOrNull = z.number().nullable();
const validation = z.strictObject({
  weeks: z.int(),
  design: z.enum(['holdout', 'interrupted_series']),
  divergence_before: numberOrNull,
  divergence_after: numberOrNull,
  difference: numberOrNull,
  low: numberOrNull,
  high: numberOrNull,
  cost: numberOrNull,
  cost_low: numberOrNull,
  cost_high: numberOrNull,
  proposal: z.enum(['keep', 'roll_back', 'insufficient']),
  as_of: text,
}) satisfies z.ZodType<Validation>;

/** What was decided about candidates, and what that made of the algorithm. */
export const algorithmFacts = [
  /** An implementation is watched for so many weeks. */
  z.strictObject({
    fact: z.literal('candidate_decided'),
    ...said,
    row: decisionRow,
    watch_weeks: z.int().nullable(),
    ...keyedFields,
  }),
  z.strictObject({ fact: z.literal('algorithm_version'), ...said, row: versionRow }),
  /** A change of what is in force, or once more one that is there, with what came of it. */
  z.strictObject({
    fact: z.literal('algorithm_change'),
    ...said,
    row: changeRow,
    /** Names the request that it comes of, so that a step whose answer was lost gives it when it is run again. */
    ...keyedFields,
  }),
  /** What a watched change was found to do, as it was shown. */
  z.strictObject({ fact: z.literal('validation_published'), ...said, change_id: text, validation }),
] as const;

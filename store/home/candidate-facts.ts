import { z } from 'zod';
import type { CandidateRow } from '../../domain/candidates/candidate-row.js';

const text = z.string();
const numberOrNull = z.number().nullable();

const candidateRow = z.strictObject({
  candidate_id: text,
  revision: z.int(),
  pattern_ids: z.array(text).readonly(),
  kind: z.enum([
    ...(['expiration_shift', 'strike_shift', 'quantity_share', 'premium_floor', 'weekday_refusal'] as const),
    ...(['earnings_quiet', 'early_exit', 'no_roll', 'buy_back_floor', 'underlying_refusal'] as const),
  ]),
  action: z.enum(['open', 'roll', 'close', 'hold', 'any']),
  scope_kind: z.enum(['overall', 'underlying', 'regime']),
  underlyings: z.array(text).readonly(),
  base_version: text,
  patch: text,
  first_seen: text,
  as_of: text,
  occurrences: z.int(),
  status: z.enum(['open', 'deferred', 'implemented', 'rejected', 'expired', 'superseded', 'faded']),
  priority: z.enum(['high', 'medium', 'low']),
  risk: text,
  flags: z
    .array(
      z.enum([
        ...([
          'chasing',
          'confounded',
          'cost_unknown',
          'costly',
          'few_underlyings',
          'rejected_before',
        ] as const),
        ...(['tax_not_qualified', 'tax_wash_sale'] as const),
      ]),
    )
    .readonly(),
  evidence: text,
  divergence_before: numberOrNull,
  divergence_after: numberOrNull,
  divergence_after_low: numberOrNull,
  divergence_after_high: numberOrNull,
  divergence_after_since_found: numberOrNull,
  advices_changed: z.int(),
  advices_total: z.int(),
  cost: numberOrNull,
  cost_low: numberOrNull,
  cost_high: numberOrNull,
  cost_status: z.enum(['insufficient', 'unknown', 'affordable', 'costly']),
  worst_week_usd: text.nullable(),
  frontier: text,
  auto_revert: text,
  text,
}) satisfies z.ZodType<CandidateRow>;

/** A revision of a candidate, as it was published. */
export const candidateFacts = [
  z.strictObject({ fact: z.literal('candidate_published'), row: candidateRow }),
] as const;

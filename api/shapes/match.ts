import { z } from '@hono/zod-openapi';
import { MATCH_TYPES } from '../../domain/matching/match-type.js';
import { amount, date, time } from './fields.js';

const leg = z.object({
  id: z.string(),
  action: z.string(),
  symbol: z.string(),
  right: z.string().nullable(),
  strike: amount.nullable(),
  expiration: date.nullable(),
  quantity: amount,
  price: amount.nullable(),
  fees: amount.nullable(),
  time: time.nullable(),
});

/** What was advised. */
export const adviceSide = z
  .object({
    id: z.string(),
    type: z.string().nullable(),
    action: z.string(),
    symbol: z.string(),
    right: z.string().nullable(),
    strike: amount.nullable(),
    expiration: date.nullable(),
    dte: z.int().nullable(),
    from_strike: amount.nullable(),
    from_expiration: date.nullable(),
    premium: amount.nullable(),
    bid: amount.nullable(),
    ask: amount.nullable(),
    contracts: amount.nullable(),
    account: z.string().nullable(),
    priority: z.string().nullable(),
    algorithm_version: z.string().nullable(),
    date,
    time: time.nullable(),
    rationale: z.string().nullable(),
    context: z.unknown().nullable(),
  })
  .openapi('AdviceSide');

/** What was done, as one decision; `legs` are its fills. */
export const tradeSide = z
  .object({
    id: z.string(),
    ids: z.array(z.string()),
    date,
    time: time.nullable(),
    action: z.string(),
    symbol: z.string(),
    right: z.string().nullable(),
    strike: amount.nullable(),
    expiration: date.nullable(),
    dte: z.int().nullable(),
    premium: amount.nullable(),
    contracts: amount.nullable(),
    fees: amount.nullable(),
    account: z.string(),
    legs: z.array(leg),
  })
  .openapi('TradeSide');

const modification = z.object({
  strike_diff: amount.nullable(),
  expiration_diff_days: z.int().nullable(),
  premium_diff: amount.nullable(),
  quantity_diff: amount.nullable(),
  modified_fields: z.array(z.string()),
});

const judged = z.object({
  verdict: z.string().nullable(),
  human_pnl: amount.nullable(),
  algorithm_low: amount.nullable(),
  algorithm_mid: amount.nullable(),
  algorithm_high: amount.nullable(),
  difference_mid: amount.nullable(),
  currency: z.string().nullable(),
});

/** What became of advice, or of a trade without any. */
export const match = z
  .object({
    id: z.string(),
    date,
    week: z.string().openapi({ example: '2026-W02' }),
    match_type: z.enum(MATCH_TYPES),
    confidence: z.number().min(0).max(1).nullable(),
    score: z.number().min(0).max(1).nullable(),
    passive: z.boolean(),
    flags: z.array(z.string()),
    excluded: z.boolean(),
    exclusion_reason: z.string().nullable(),
    cause: z.string().nullable(),
    recommendation: z.union([adviceSide, z.null()]),
    execution: z.union([tradeSide, z.null()]),
    modification: modification.nullable(),
    hours_to_execution: z.number().nullable(),
    user_reason: z.string().nullable(),
    reason_text: z.string().nullable(),
    reason_recorded_at: time.nullable(),
    reviewed_at: time.nullable(),
    outcome: judged.nullable(),
    restating: z.boolean(),
  })
  .openapi('Match');

export type MatchShape = z.input<typeof match>;
export type TradeSide = z.input<typeof tradeSide>;
export type AdviceSide = z.input<typeof adviceSide>;

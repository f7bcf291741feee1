import { z } from '@hono/zod-openapi';
import { newYorkDay } from '../../domain/time/calendar.js';
import { daysBetween, type IsoDate } from '../../domain/time/dates.js';
import { ADVICE_STATUSES, type AdviceRevision, type StandingAdvice } from '../../store/pages/advice-page.js';
import { amount, date, time } from './fields.js';
import { asNumber } from './number.js';

const count = z.int().min(0);

/** A revision of the advice. */
export const snapshot = z
  .object({
    snapshot_number: z.int().min(1),
    evaluated_at: time,
    recommended_action: z.string(),
    priority: z.string().nullable(),
    target_strike: amount.nullable(),
    target_expiration: date.nullable(),
    net_cost: amount.nullable().openapi({ description: 'A share; below 0: it brings in so much' }),
    reason: z.string().nullable(),
    action_changed: z.boolean(),
    target_changed: z.boolean(),
    notification_sent: z.boolean(),
  })
  .openapi('Snapshot');

export const advice = z
  .object({
    id: z.string(),
    recommendation_id: z.string(),
    symbol: z.string(),
    account_name: z.string().nullable(),
    source_strike: amount.nullable(),
    source_expiration: date.nullable(),
    option_type: z.string().nullable(),
    status: z.enum(ADVICE_STATUSES),
    resolution_type: z.string().nullable(),
    first_detected_at: time,
    last_snapshot_at: time,
    resolved_at: time.nullable(),
    total_snapshots: count,
    total_notifications_sent: count,
    days_active: count,
    latest_snapshot: snapshot,
  })
  .openapi('Advice');

export function snapshotOf(revision: AdviceRevision): z.input<typeof snapshot> {
  const { action } = revision;
  return {
    snapshot_number: revision.snapshot_number,
    evaluated_at: revision.sent_at,
    recommended_action: action,
    priority: revision.priority,
    target_strike: asNumber(revision.strike),
    target_expiration: revision.expiration,
    net_cost: netCost(revision),
    reason: revision.rationale,
    action_changed: revision.action_changed,
    target_changed: revision.target_changed,
    // Messages are about weeks and mornings: none is sent for one revision.
    notification_sent: false,
  };
}

/** What a hold or wait names is what the contract is worth: nothing is paid. */
function netCost({ action, premium }: AdviceRevision): number | null {
  if (premium === null || action === 'hold' || action === 'wait') return null;
  return asNumber(action === 'roll' || action.startsWith('sell') ? -premium : premium);
}

/** `known`: the last day that is known, up to which what stands open has been active. */
export function adviceOf(
  standing: StandingAdvice,
  { latest, known }: { latest: AdviceRevision; known: IsoDate | null },
): z.input<typeof advice> {
  const { recommendation_id, status } = standing;
  const resolved_at = status === 'resolved' ? resolvedAt(standing) : null;
  const first = newYorkDay(latest.first_sent_at);
  const expired = status === 'expired' ? (latest.from_expiration ?? latest.expiration) : null;
  const last = resolved_at === null ? (expired ?? known ?? first) : newYorkDay(resolved_at);
  return {
    ...{ id: recommendation_id, recommendation_id },
    symbol: latest.underlying,
    account_name: latest.account,
    source_strike: asNumber(latest.from_strike),
    source_expiration: latest.from_expiration,
    option_type: latest.right,
    status,
    resolution_type: status === 'resolved' ? standing.match_type : null,
    first_detected_at: latest.first_sent_at,
    last_snapshot_at: latest.sent_at,
    resolved_at,
    total_snapshots: latest.revisions,
    total_notifications_sent: 0,
    days_active: Math.max(0, daysBetween(first, last)),
    latest_snapshot: snapshotOf(latest),
  };
}

/** When it was answered, or could be no more. */
function resolvedAt({ answered_at, window_ends }: StandingAdvice): string | null {
  if (answered_at !== null) return answered_at;
  return window_ends === null ? null : new Date(window_ends).toISOString().replace(/\.\d+Z$/, 'Z');
}

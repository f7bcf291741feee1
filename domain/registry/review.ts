/** A candidate's review: what waits for a person or for a date. */
import { previousSession } from '../time/calendar.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { shiftWeek, weekOf, weekRange, type IsoWeek } from '../time/iso-week.js';
import { implementation } from './decision.js';
import { EXPIRY_WEEKS, REMINDER_WEEKS } from './asked-again.js';
import { isOpen, type CandidateToDecide } from './may-decide.js';
import type { Registry } from './registry.js';
import type { DecisionRow } from './registry-rows.js';
import type { Due, ReviewState } from './review-state.js';

/**
 * A candidate with what was decided about it, as its review sees it; `ahead`: the session after the last day known,
 * `open_since`: the week from which on it is open without a break. Only what is open has reminders, and expires.
 */
export function reviewOf(
  candidate: CandidateToDecide & { open_since: IsoWeek },
  {
    decisions,
    registry,
    ahead,
  }: { decisions: readonly DecisionRow[]; registry: Registry; ahead: IsoDate | null },
): ReviewState {
  const { candidate_id, revision, status, flags, open_since } = candidate;
  const change = registry.changes.find(
    (one) => one.candidate_id === candidate_id && one.kind === 'implement',
  );
  const isWatched = change?.outcome === 'watching';
  const lastWeek = ahead === null ? null : shiftWeek(weekOf(ahead), -1);
  const past = lastWeek === null ? '' : weekRange(lastWeek).to;
  return {
    ...{ candidate_id, revision, status, flags },
    decisions: decisions.map(({ decision, until, decided_at, version }) => ({
      decision,
      until,
      decided_at,
      version,
    })),
    stale: isOpen(status) && ahead !== null ? staleOf(candidate, registry, ahead) : null,
    watching: isWatched ? change.to_version : null,
    due: [
      ...(status === 'open' ? waitingDates(weekRange(open_since).to, past) : []),
      ...(status === 'deferred' ? askAgain(decisions.at(-1)) : []),
      ...(isWatched && change.watch_until !== null
        ? [{ what: 'validation', on: change.watch_until } as const]
        : []),
    ].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
    known: ahead === null ? null : previousSession(ahead),
    last_week: lastWeek,
  };
}

/** Reminders that lie ahead, and the expiry, counted from the end of the week from which on it is open. */
function waitingDates(shown: IsoDate, past: string): Due[] {
  const after = (weeks: number) => addDays(shown, 7 * weeks);
  return [
    ...REMINDER_WEEKS.map((weeks): Due => ({ what: 'reminder', on: after(weeks) })).filter(
      ({ on }) => on > past,
    ),
    { what: 'expiry', on: after(EXPIRY_WEEKS) },
  ];
}

function askAgain(last: DecisionRow | undefined): Due[] {
  return last?.until ? [{ what: 'ask_again', on: last.until }] : [];
}

function staleOf(
  { candidate_id, patch }: CandidateToDecide,
  registry: Registry,
  ahead: IsoDate,
): string | null {
  const tried = implementation(
    registry,
    { ...NOBODY, candidate_id, effective_from: ahead },
    { patch, watchWeeks: 1 },
  );
  return tried.kind === 'refused' && tried.name === 'Stale' ? tried.message : null;
}

const NOBODY: DecisionRow = {
  ...{
    decision_id: '',
    candidate_id: '',
    revision: 0,
    decision: 'implement',
    until: null,
    reason: null,
    by: '',
  },
  ...{
    decided_at: '',
    effective_from: null,
    accept_cost: true,
    on_breach: null,
    weekly_loss_limit: null,
    version: null,
  },
};

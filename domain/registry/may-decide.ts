/** Whether a decision may be, whatever is in force: also asked by workflows, so that nothing of Node is needed. */
import type { Patch } from '../algorithm/parameter-patch.js';
import { newYorkDay } from '../time/calendar.js';
import { earlierOf, isoDate, type IsoDate } from '../time/dates.js';
import { refused, type Refused } from './refused.js';
import type { DecisionRow } from './registry-rows.js';

/** What of a candidate's latest revision a decision is about. */
export interface CandidateToDecide {
  candidate_id: string;
  revision: number;
  status: string;
  flags: readonly string[];
  patch: Patch;
}

/** What is decided. Undefined or null is what was not said. */
export interface DecisionRequest {
  decision: DecisionRow['decision'];
  /** That the person has seen. */
  revision: number | null;
  until: IsoDate | null;
  reason: string | null;
  acceptCost: boolean;
  /** The session from which an implementation holds, if not the next. */
  effective: IsoDate | null;
  /** How long an implementation is watched, and what happens when its condition is met. */
  watchWeeks: number;
  onBreach: 'revert' | 'propose';
  weeklyLossLimit: string | null;
  at: string;
  /** Whether the person said when; the same decision at another time is then another. */
  isAtGiven: boolean;
  by: string;
}

/** What a person may still decide about. */
export function isOpen(status: string): boolean {
  return status === 'open' || status === 'deferred';
}

/** How long an implementation is watched where nobody says. */
export const WATCH_WEEKS = 6;

/** Why a candidate cannot be decided so, whatever is in force; `known` is the last day with data. */
export function refusalToDecide(
  { candidate_id, revision, status, flags }: Omit<CandidateToDecide, 'patch'>,
  request: DecisionRequest,
  known: IsoDate | null,
): Refused | undefined {
  const misuse = misuseOf(request, known);
  if (misuse !== undefined) return misuse;
  if (!isOpen(status)) return refused('Conflict', `candidate ${candidate_id} is ${status}, not open`);
  if (request.revision !== null && request.revision !== revision)
    return refused(
      'Stale',
      `revision ${request.revision} is not of today: look at revision ${revision} first`,
    );
  if (request.decision === 'implement' && flags.includes('costly') && !request.acceptCost)
    return refused(
      'CostNotAccepted',
      `candidate ${candidate_id} is costly: give --accept-cost to implement it`,
    );
  return undefined;
}

function misuseOf(request: DecisionRequest, known: IsoDate | null): Refused | undefined {
  const { decision, until, reason, effective } = request;
  if (decision === 'reject' && (reason ?? '').trim() === '')
    return refused('InvalidInput', 'a rejection needs --reason');
  if (effective !== null && decision !== 'implement')
    return refused('InvalidInput', `--effective is of an implementation: ${effective}`);
  if (decision !== 'defer') {
    if (until === null) return undefined;
    return refused('InvalidInput', `--until is of a deferral: ${until}`);
  }
  if (until === null) return refused('InvalidInput', 'a deferral needs --until');
  const day = newYorkDay(request.at);
  const last = lastDayBefore(request, known);
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const latest = isoDate(year + 1, month, date);
  if (until <= last)
    return refused(
      'InvalidInput',
      `--until ${until} is not after ${last}${last === day ? '' : ', the last day with data'}`,
    );
  if (until > latest)
    return refused('InvalidInput', `--until ${until} is more than a year ahead, after ${latest}`);
  return undefined;
}

/**
 * The day that a deferral has to end after: its end is a day of the data, which may be old. Whoever says when they
 * decide means that day.
 */
export function lastDayBefore(
  { at, isAtGiven }: Pick<DecisionRequest, 'at' | 'isAtGiven'>,
  known: IsoDate | null,
): IsoDate {
  const day = newYorkDay(at);
  return isAtGiven || known === null ? day : earlierOf(day, known);
}

/** Whether a request asks for what was decided already. */
export function isSame(
  made: Pick<DecisionRow, 'decision' | 'until' | 'decided_at'>,
  { decision, until, at, isAtGiven }: Pick<DecisionRequest, 'decision' | 'until' | 'at' | 'isAtGiven'>,
): boolean {
  return made.decision === decision && made.until === until && (!isAtGiven || made.decided_at === at);
}

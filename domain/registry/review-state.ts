/** A candidate's review as its workflow knows it: nothing of Node is needed. */
import { counted } from '../counted.js';
import type { IsoDate } from '../time/dates.js';
import { weekRange, type IsoWeek } from '../time/iso-week.js';
import { isOpen, isSame, refusalToDecide, type DecisionRequest } from './may-decide.js';
import { refused, type Refused } from './refused.js';
import type { DecisionRow } from './registry-rows.js';

/** What is done by the step of a week that is past the day. */
export interface Due {
  what: 'reminder' | 'ask_again' | 'expiry' | 'validation';
  on: IsoDate;
}

/** What a review knows of its candidate, as small plain values. */
export interface ReviewState {
  candidate_id: string;
  revision: number;
  status: string;
  flags: readonly string[];
  /** Those about it so far. */
  decisions: readonly Pick<DecisionRow, 'decision' | 'until' | 'decided_at' | 'version'>[];
  /** Why its patch does not fit what is in force; null where it does. */
  stale: string | null;
  /** The version that is watched; null where none is. */
  watching: string | null;
  /** Ascending. */
  due: readonly Due[];
  /** The last day with data, and the last week of which all days are known; null without any. */
  known: IsoDate | null;
  last_week: IsoWeek | null;
}

/** Whether a person may still decide, or what was decided is watched. */
export function isUnderReview({ status, watching }: Pick<ReviewState, 'status' | 'watching'>): boolean {
  return isOpen(status) || watching !== null;
}

/** Whether the step of the last week has something to do. */
export function isDue({ due, last_week }: Pick<ReviewState, 'due' | 'last_week'>): boolean {
  const [first] = due;
  return first !== undefined && last_week !== null && first.on <= weekRange(last_week).to;
}

/** Why a decision cannot be, by what the review knows; the same one again may. */
export function refusalInReview(state: ReviewState, request: DecisionRequest): Refused | undefined {
  const last = state.decisions.at(-1);
  if (last !== undefined && isSame(last, request)) return undefined;
  const refusal = refusalToDecide(state, request, state.known);
  if (refusal !== undefined) return refusal;
  return request.decision === 'implement' && state.stale !== null ? refused('Stale', state.stale) : undefined;
}

/** A line for people. */
export function reviewText({ status, revision, watching, due, decisions }: ReviewState): string {
  const next = due[0] === undefined ? '' : `; next on ${due[0].on}: ${NAMES[due[0].what]}`;
  if (watching !== null) return `implemented, ${watching} is watched${next}`;
  const said = decisions.length === 0 ? '' : `, ${counted(decisions.length, 'decision')}`;
  return `${status} (revision ${revision}${said})${next}`;
}

const NAMES: Record<Due['what'], string> = {
  reminder: 'the message asks again',
  ask_again: 'its deferral ends',
  expiry: 'it expires',
  validation: 'what it did is judged',
};

import { isBareDate } from '../time/calendar.js';
import type { Candidate } from './match-score.js';

/** What a match is judged by: how sure it is that it says what happened. */
export interface Evidence {
  /** The pair; undefined of advice without an answer, and of a trade that answers none. */
  answer: Candidate | undefined;
  /** The most points of a pair that either of them could have been in instead; undefined where there is none. */
  rival: number | undefined;
  /** Advice that asks for a trade, advice to hold or wait, or a trade without advice; of a pair its advice. */
  of: 'advice' | 'passive' | 'trade';
}

/** Points by which a pair is ahead of the next best, at the least, by name. */
const LEADS = [
  ['clear', 600],
  ['some', 200],
  ['little', 0],
] as const;

/**
 * How often matches of a kind are right, by what {@link kindOf} calls it: counted on the simulator's ground truth by
 * `sim/confidence.test.ts`, which has the counts and what came of it on seasons that were not counted. A kind that is
 * not among these is as sure as all together.
 */
const RIGHT: Readonly<Record<string, number>> = {
  'advice, alone': 0.992,
  'advice, outdone': 0.92,
  'as asked, alone, by day': 0.988,
  'as asked, alone, by time': 0.992,
  'as asked, behind, by day': 0.831,
  'as asked, behind, by time': 0.906,
  'as asked, clear, by day': 0.975,
  'as asked, clear, by time': 0.987,
  'as asked, little, by day': 0.965,
  'as asked, little, by time': 0.978,
  'as asked, some, by day': 0.988,
  'as asked, some, by time': 0.999,
  'far, alone, by day': 0.818,
  'far, alone, by time': 0.857,
  'far, behind, by day': 0.683,
  'far, behind, by time': 0.552,
  'far, clear, by day': 0.969,
  'far, clear, by time': 0.978,
  'far, little, by day': 0.941,
  'far, little, by time': 0.944,
  'far, some, by day': 0.931,
  'far, some, by time': 0.905,
  'moved, alone, by day': 0.97,
  'moved, alone, by time': 0.974,
  'moved, behind, by day': 0.56,
  'moved, behind, by time': 0.64,
  'moved, little, by day': 0.851,
  'moved, little, by time': 0.849,
  'moved, some, by day': 0.975,
  'moved, some, by time': 0.988,
  passive: 0.988,
  'trade, alone': 0.996,
  'trade, outdone': 0.716,
};
const ALL_TOGETHER = 0.983;

/** Below this a person is asked. */
export const DOUBTFUL = 0.9;

/** How probable it is that a match is right, 0 to 1. What a person linked is. */
export function confidenceOf(evidence: Evidence): number {
  if (evidence.answer?.linked === true) return 1;
  return RIGHT[kindOf(evidence)] ?? ALL_TOGETHER;
}

/** What is alike among matches as far as their being right goes. */
export function kindOf({ answer, rival, of }: Evidence): string {
  if (answer === undefined)
    return of === 'passive' ? of : `${of}, ${rival === undefined ? 'alone' : 'outdone'}`;
  const { modified_fields, flags } = answer.deviation;
  const isMoved = modified_fields.some((field) => field === 'strike' || field === 'expiration');
  const near = flags.length > 0 ? 'far' : isMoved ? 'moved' : 'as asked';
  const lead = rival === undefined ? 'alone' : leadOf(answer.points - rival);
  return `${near}, ${lead}, ${isBareDate(answer.decision.at) ? 'by day' : 'by time'}`;
}

function leadOf(points: number): string {
  return LEADS.find(([, least]) => points >= least)?.[0] ?? 'behind';
}

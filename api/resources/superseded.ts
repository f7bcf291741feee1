import { successorsOf } from '../../store/pages/successors.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import type { MatchShape } from '../shapes/match.js';
import { shownMatch } from './one-match.js';

/**
 * A match that a person says something about. Throws a Problem where there is none of this id: `superseded`, with the
 * match that has its fills now, or `not-found`.
 */
export async function standingMatch(moment: Moment, matchId: string): Promise<MatchShape> {
  try {
    return (await shownMatch(moment, matchId)).shown;
  } catch (error) {
    if (!(error instanceof Problem) || error.slug !== 'not-found') throw error;
    const [first, ...others] = await successorsOf(moment.warehouse, matchId);
    if (first === undefined) throw error;
    const names = [first, ...others].join(' and ');
    throw new Problem('superseded', `this match is no more: its fills are in ${names}`, {
      current: (await shownMatch(moment, first)).shown,
    });
  }
}

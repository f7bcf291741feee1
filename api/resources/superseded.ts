import { successorsOf } from '../../store/pages/successors.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { NO_MATCH, shownMatch } from './one-match.js';

/** Of an id that no match has: throws `superseded`, with the match that has its fills now, or `not-found`. */
export async function refuseGone(moment: Moment, matchId: string): Promise<never> {
  const [first, ...others] = await successorsOf(moment.warehouse, matchId);
  if (first === undefined) throw new Problem('not-found', NO_MATCH);
  const names = [first, ...others].join(' and ');
  throw new Problem('superseded', `this match is no more: its fills are in ${names}`, {
    current: (await shownMatch(moment, first)).shown,
  });
}

import { bySending, type EpisodeAdvice } from './episode.js';

/** A piece of advice as far as it says whether it is the one of its episode that is judged. */
export type JudgeableAdvice = Pick<EpisodeAdvice, 'recommendation_id' | 'window_opens' | 'answered_at'> & {
  excluded: boolean;
  exclusion_reason: string | null;
};

/**
 * The advice of one episode that is compared with what the human did, so that no result counts twice: what was
 * answered, else the first. Advice that was withdrawn, or set aside by a person, is not judged; what merely gave way to
 * the same advice again is. Null where nothing is left.
 */
export function judgedOnce(episode: readonly JudgeableAdvice[]): string | null {
  const standing = episode
    .filter(({ excluded, exclusion_reason }) => !excluded || exclusion_reason === 'superseded')
    .sort(bySending);
  const judged = standing.find(({ answered_at }) => answered_at !== null) ?? standing[0];
  return judged?.recommendation_id ?? null;
}

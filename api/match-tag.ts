import { intentsOf } from '../store/home/advice-intents.js';
import { matchFactsIn } from '../store/home/match-facts.js';
import { matchVersion, type MatchVersion } from '../store/pages/match-version.js';
import { isBecomingAnother } from '../store/pages/said-lately.js';
import type { Moment } from './parts.js';

/** What the strong ETag of a match is of: all that it was made from, and how much was said of it. */
export interface MatchTag extends MatchVersion {
  /** Whether a step that may make another of it is due. */
  restating: boolean;
  /** How many lines its history has: it only grows. */
  said: number;
}

/** Undefined where there is no match of this whole id. */
export async function matchTag(moment: Moment, id: string): Promise<MatchTag | undefined> {
  const { warehouse, journal } = moment;
  const version = await matchVersion(warehouse, id);
  if (version === undefined) return undefined;
  const { is_stale, recommendation_id } = version;
  return {
    ...version,
    restating: is_stale || (await isBecomingAnother(moment, version)),
    said: matchFactsIn(journal).on(version).length + intentsOf(journal, recommendation_id).length,
  };
}

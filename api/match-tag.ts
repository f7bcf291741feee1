import { intentsOf } from '../store/home/advice-intents.js';
import type { Facts } from '../store/home/journal.js';
import { matchFactsIn } from '../store/home/match-facts.js';
import { matchVersion, type MatchVersion, type ReadMatch } from '../store/pages/match-version.js';
import { isBecomingAnother } from '../store/pages/said-lately.js';
import type { Moment } from './parts.js';

/** What the strong ETag of a match is of: all that it was made from, and how much was said of it. */
export interface MatchTag extends MatchVersion {
  /** The version of the program, which says how it is shown. */
  program: string;
  /** Whether a step that may make another of it is due. */
  restating: boolean;
  /** How many lines its history has: it only grows. */
  said: number;
}

/** Undefined where there is no match of this whole id. */
export async function matchTag(
  { warehouse, journal }: Moment,
  { id, program }: { id: string; program: string },
): Promise<MatchTag | undefined> {
  const read = await matchVersion(warehouse, id);
  return read && tagOf(read, { journal, program });
}

/** Of a match that was read, with what a journal has of it. */
export function tagOf(
  { version, heeded }: ReadMatch,
  { journal, program }: { journal: Facts; program: string },
): MatchTag {
  return {
    ...version,
    program,
    restating: version.is_stale || isBecomingAnother(version, { journal, heeded }),
    said: matchFactsIn(journal).on(version).length + intentsOf(journal, version.recommendation_id).length,
  };
}

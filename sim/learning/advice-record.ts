import type { Match } from '../../domain/matching/match-row.js';
import type { WeekDecision } from '../../domain/preferences/week-decision.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Advised } from '../planted/season.js';

/** A piece of advice with what became of it, as far as that is known. */
export interface AdviceRecord extends Advised {
  /** Of its trading date. */
  day: IsoDate;
  match: Match | null;
  episode_id: string | null;
  /** Whether it is the advice of its episode that is compared with what the person did. */
  isJudged: boolean;
  /** What it came to, hedged, in dollars (person − advice), and the day on which that was known. */
  outcome: { difference: bigint; horizon: IsoDate } | null;
  /** Its part of the episode in its week. */
  decided: Decided | null;
}

export type MatchedRecord = AdviceRecord & { match: Match };

/** A decision with the advice that asked for it, in order. */
export interface Decided {
  decision: WeekDecision;
  advice: readonly MatchedRecord[];
}

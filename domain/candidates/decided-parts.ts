import type { Decision } from '../matching/decisions.js';
import { isActive as isActiveDecision } from '../preferences/comparisons.js';
import type { WeekDecision } from '../preferences/week-decision.js';
import { weekDecisions, type AnsweredAdvice } from '../preferences/week-decisions.js';
import type { IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';

/** A decision, as weekly_summaries counts them, with the trade that answered it. */
export interface DecidedPart {
  week: IsoWeek;
  underlying: string;
  /** The sessions of its advice, up to and including the one that was answered. */
  sessions: readonly IsoDate[];
  /** Answered in another way than advised, not the premium alone, or not at all. */
  diverges: boolean;
  trade: Decision | null;
}

/** Advice with its match, and the trade that answered it. */
export type TracedAdvice = AnsweredAdvice & { trade: Decision | null };

/** The decisions that advice asked for; holds and waits ask for none. */
export function decidedParts(advice: readonly TracedAdvice[]): DecidedPart[] {
  return weekDecisions(advice)
    .filter(isActiveDecision)
    .map((decision) => {
      const sessions = decision.asks.map(({ session }) => session);
      return {
        week: decision.week,
        underlying: decision.underlying,
        sessions,
        diverges: decision.refused || decision.modified,
        trade: decision.refused ? null : tradeOn(advice, decision, sessions.at(-1)),
      };
    });
}

function tradeOn(
  advice: readonly TracedAdvice[],
  { underlying }: WeekDecision,
  session: IsoDate | undefined,
): Decision | null {
  return (
    advice.findLast(
      (one) => one.trading_date === session && one.underlying === underlying && one.trade !== null,
    )?.trade ?? null
  );
}

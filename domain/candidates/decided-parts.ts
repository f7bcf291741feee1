import type { Decision } from '../matching/decision.js';
import type { WeekDecision } from '../preferences/week-decision.js';
import { weekDecisions, type AnsweredAdvice } from '../preferences/week-decisions.js';
import { isActive } from './advice-piece.js';
import { laterOf, type IsoDate } from '../time/dates.js';
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
  /** The day with which what became of it is settled: until then the last of its advice is pending. */
  settledOn: IsoDate;
}

/** Advice with its match, the trade that answered it, and the day on which its window closes. */
export interface TracedAdvice {
  advice: AnsweredAdvice;
  trade: Decision | null;
  closes_on: IsoDate;
}

/** The decisions that advice asked for; holds and waits ask for none. */
export function decidedParts(traced: readonly TracedAdvice[]): DecidedPart[] {
  // No episode is of holds and of other advice.
  const active = traced.flatMap(({ advice }) => (isActive(advice) ? [advice] : []));
  return weekDecisions(active).map((decision) => {
    const sessions = decision.asks.map(({ session }) => session);
    const last = traced.filter(({ advice }) => isOfLast(advice, decision));
    return {
      week: decision.week,
      underlying: decision.underlying,
      sessions,
      diverges: decision.refused || decision.modified,
      trade: decision.refused ? null : (last.findLast(({ trade }) => trade !== null)?.trade ?? null),
      settledOn: last.map(({ closes_on }) => closes_on).reduce(laterOf, sessions.at(-1) ?? ''),
    };
  });
}

function isOfLast({ trading_date, underlying }: AnsweredAdvice, decision: WeekDecision): boolean {
  return trading_date === decision.asks.at(-1)?.session && underlying === decision.underlying;
}

import type { Recommendation } from '../../domain/records/records.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Trade } from './trade.js';

/** What the first version advised, and what one habit by itself makes of it. */
export interface Situation {
  date: IsoDate;
  first: Recommendation;
  /** Null: nothing. */
  trade: Trade | null;
}

export interface SituationSample {
  add(situation: Situation, drawn: number): void;
  all(): Situation[];
}

/** So many situations stand for all of a habit. */
const MOST = 400;

/** Keeps some of many, each as likely as any other: those of the least draws. */
export function situationSample(): SituationSample {
  let kept: { situation: Situation; drawn: number }[] = [];
  const thinned = () => kept.sort((a, b) => a.drawn - b.drawn).slice(0, MOST);
  return {
    add(situation, drawn) {
      kept.push({ situation, drawn });
      if (kept.length >= 2 * MOST) kept = thinned();
    },
    all: () => thinned().map(({ situation }) => situation),
  };
}

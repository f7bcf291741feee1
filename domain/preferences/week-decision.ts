import type { RegimeName } from '../algorithm/parameter-fields.js';
import type { IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';

/** `hold` stands for advice to hold a contract: what it decides is whether it is contradicted. */
export type DecisionAction = 'open' | 'roll' | 'close' | 'hold';

/** The advice of one session on one matter. */
export interface Ask {
  session: IsoDate;
  /** In how many sessions the matter had been asked for before, in whatever week. */
  askedBefore: number;
  /** In that very session. */
  answered: boolean;
  /** Dollars per share that a sold or bought-back option was advised at; null for anything else. */
  premium: number | null;
  /** Share of the premium of a held contract that was earned; null where it is not known. */
  captured: number | null;
  /** Sessions to the next earnings known by then; null where none are. */
  earningsIn: number | null;
}

/** How an answer differs from what was advised: 0 is no change, null where that cannot be said. */
export interface Change {
  /** At least one where the expiration is another at all. */
  weeks: number | null;
  /** Listed strikes, likewise. */
  strikes: number | null;
  /** Traded ÷ advised quantity. */
  quantityRatio: number | null;
}

/** An episode's part in one ISO week: the unit that habits are counted in. */
export interface WeekDecision {
  week: IsoWeek;
  underlying: string;
  /** What it is about: the advice of one matter has one. */
  matter: string;
  /** That of its first advice in the week, which no outcome depends on. */
  action: DecisionAction;
  versions: readonly string[];
  /** In how many weeks before the same matter had been asked for. */
  weeksBefore: number;
  /** Not answered; of a hold, contradicted. */
  refused: boolean;
  /** Answered at another strike, expiration or quantity beyond tolerance, or closed in place of rolled. */
  modified: boolean;
  /** Of an opening that was answered by less than advised: what was left is asked for again as long as that stands. */
  leaves: { after: IsoDate; until: IsoDate } | null;
  /** Answered at another premium alone. */
  priceOnly: boolean;
  /** In order, up to and including the one that was answered. Never empty. */
  asks: readonly Ask[];
  /** Null without an answer. */
  change: Change | null;
  /** From the advice that was answered to its first fill; null without an answer and where either has no time. */
  hours: number | null;
  /**
   * Contracts × multiplier × price of the advice that was answered, else of the first, in dollars; null where one of
   * them is not known.
   */
  notional: number | null;
  /** Of the advice that was answered, else of the first. */
  regimes: readonly RegimeName[];
  /**
   * What it came to beside the advice, hedged, in % of the underlying's price (human − advice), and the day on which
   * that was known; null where it cannot be judged or another week's part of the episode is.
   */
  judged: { difference: number; on: IsoDate } | null;
}

/** A decision with the position of its week among all weeks. */
export interface Placed {
  decision: WeekDecision;
  at: number;
}

/** What a decision came to: in % of price, beside the advice. */
export interface Outcome extends Placed {
  difference: number;
  /** The position of the week in which that was known. */
  known: number;
}

import type { IsoDate } from '../time/dates.js';

/** What is known of advice that has no comparison with what the human did. */
export interface NotJudged {
  action: string;
  underlying: string;
  isPending: boolean;
  /** Why it does not count; null where it does. */
  exclusion_reason: string | null;
  /** Whether it is the advice of its episode that is judged. */
  judged: boolean;
  /** The advice of its episode that is; null for none. */
  judgedAdvice: string | null;
  /** Advice with several legs, which is no roll. */
  isStructure: boolean;
  trading_date: IsoDate;
  /** The day that outcomes are computed through; null for never. */
  through: IsoDate | null;
  /** The day on which both sides were to be compared; null where that is not known. */
  horizon: IsoDate | null;
  /** Whether it was looked at and there was nothing to go by. */
  isWithoutPrice: boolean;
  /** The last bar of the underlying; null for none. */
  lastBar: IsoDate | null;
  isOffScale: boolean;
  /** A split between the advice and the horizon. */
  isSplit: boolean;
  hasBarOnHorizon: boolean;
}

/** Why nobody was right or wrong: the one reason that holds, the first of those that would each be enough. */
export function whyNotJudged(known: NotJudged): string {
  const { underlying, action, exclusion_reason, judged, judgedAdvice, horizon, lastBar, through } = known;
  if (known.isPending) return 'it is pending';
  if (action === 'hold' || action === 'wait') return `advice to ${action} asks for no trade`;
  if (!judged && judgedAdvice !== null)
    return `an episode is judged once, and this one by its advice ${judgedAdvice}`;
  if (!judged) return `advice that is excluded (${exclusion_reason ?? 'superseded'}) is not judged`;
  if (known.isStructure) return 'advice with several legs is not judged yet';
  if (through === null || through < known.trading_date)
    return `outcomes are computed ${through === null ? 'for no day' : `through ${through}`}: run "npx tradeloop outcomes"`;
  if (!known.isWithoutPrice)
    return lastBar !== null && lastBar < through
      ? `the bars of ${underlying} end on ${lastBar}, before what was to be compared has ended`
      : `what is to be compared has not ended by ${through}`;
  if (horizon === null) return 'the answer and its end were paid in several currencies';
  if (lastBar === null) return `there are no bars of ${underlying}`;
  if (known.isOffScale) return `the bars of ${underlying} are on another share count than the trades`;
  if (known.isSplit) return `${underlying} split between the advice and ${horizon}`;
  if (!known.hasBarOnHorizon) return `there is no bar of ${underlying} for ${horizon}`;
  return 'no volatility gives the advised premium at the price of that day';
}

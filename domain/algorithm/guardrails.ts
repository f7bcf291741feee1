import { daysBetween, weekday, type IsoDate } from '../time/dates.js';
import type { AdviceAction } from '../records/records.js';
import type { Right } from '../records/instrument.js';
import { effectiveParameters, type Layered } from './effective-parameters.js';
import type { Known } from './reference-decision.js';

/** What may speak against acting on advice, whoever says that it pays; in the order in which it is listed. */
export const GUARDRAILS = [
  'silent',
  'minimum_premium',
  'open_weekday',
  'before_earnings',
  'minimum_buy_back',
  'rolls_off',
  'minimum_net_credit',
  'roll_weekday',
] as const;
export type Guardrail = (typeof GUARDRAILS)[number];

/** What of a version's parameters guards; an algorithm that is not ours may have fewer. */
export interface Guarding extends Layered {
  advises: boolean;
  minimumPremium?: number | undefined;
  minimumBuyBack: number;
  roll: { enabled: boolean; minimumNetCredit?: number | undefined };
  quiet: { openWeekdays: number[]; rollWeekdays: number[]; beforeEarningsSessions: number };
}

/** Advice as a guardrail looks at it. Dollars per share; of a roll the net credit. */
export interface GuardedAdvice {
  action: AdviceAction;
  underlying: string;
  right: Right | null;
  expiration: IsoDate | null;
  premium: number | null;
}

const OPENS: ReadonlySet<AdviceAction> = new Set(['sell_to_open', 'buy_to_open', 'buy']);

/**
 * The guardrails of the parameters in force on a session that speak against acting on advice. What the advice does not
 * say speaks against nothing.
 */
export function vetoesOf(
  { action, underlying, right, expiration, premium }: GuardedAdvice,
  { session, parameters, known }: { session: IsoDate; parameters: Guarding; known: Known },
): Guardrail[] {
  const regimes =
    parameters.byRegime.length === 0 || expiration === null
      ? []
      : known.regimes(daysBetween(session, expiration));
  const { advises, quiet, roll, ...floors } = effectiveParameters(parameters, { underlying, regimes });
  const isBelow = (floor: number | undefined) => premium !== null && floor !== undefined && premium < floor;
  const isOpen = OPENS.has(action);
  const isRoll = action === 'roll';
  const earningsNear =
    quiet.beforeEarningsSessions > 0 &&
    known.earningsIn !== null &&
    known.earningsIn <= quiet.beforeEarningsSessions;
  const speaks: Readonly<Record<Guardrail, boolean>> = {
    silent: !advises,
    minimum_premium: action === 'sell_to_open' && right !== null && isBelow(floors.minimumPremium),
    open_weekday: isOpen && quiet.openWeekdays.includes(weekday(session)),
    before_earnings: isOpen && earningsNear,
    minimum_buy_back: action === 'buy_to_close' && right !== null && isBelow(floors.minimumBuyBack),
    rolls_off: isRoll && !roll.enabled,
    minimum_net_credit: isRoll && isBelow(roll.minimumNetCredit),
    roll_weekday: isRoll && quiet.rollWeekdays.includes(weekday(session)),
  };
  return GUARDRAILS.filter((name) => speaks[name]);
}

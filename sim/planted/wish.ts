import type { StrikeIncrements } from '../../domain/market/option-listing.js';
import { strikeStepsFrom } from '../../domain/algorithm/listed-strikes.js';
import { decimal, multiply, toNumber, type Decimal } from '../../domain/number/decimal.js';
import type { Recommendation } from '../../domain/records/records.js';
import { laterOf, weekday, type IsoDate } from '../../domain/time/dates.js';
import type { HabitKind, HabitOf, PlantedHabit } from './habit.js';
import {
  advisedContract,
  expirationShifted,
  matterAction,
  rolledContract,
  type MatterAction,
  type Trade,
} from './trade.js';

/** Uncovered shares or one held call: what is advised on it, and what the first version would have advised. */
export interface Matter {
  advice: Recommendation | undefined;
  first: Recommendation | undefined;
}

/** A habit that is followed today on the underlying of a matter, with its position among the person's. */
export interface FollowedHabit {
  index: number;
  habit: PlantedHabit;
}

export interface Morning {
  date: IsoDate;
  /** Sessions to the next earnings that are known, 0 on their day; null where none are. */
  earningsIn: number | null;
  /** Where the strikes lie. */
  increments: StrikeIncrements;
}

/** What a person wants done about a matter, and what habits have to do with it. */
export interface Wish {
  /** Null: nothing. */
  trade: Trade | null;
  /** Positions of the habits by which the answer is another. */
  applied: readonly number[];
  /** Of those that would make it another, if the advice were not as they want already. */
  satisfied: readonly number[];
}

/**
 * What a person with these habits wants. They want what the first version would have advised, changed by the habits:
 * advice that is as they want it is followed, whoever made it so. Where the first version would have held or waited,
 * only a habit makes them want what is advised.
 */
export function wishOf(matter: Matter, habits: readonly FollowedHabit[], morning: Morning): Wish {
  const { advice } = matter;
  const action = advice === undefined ? 'wait' : matterAction(advice);
  if (advice === undefined || action === 'wait' || action === 'hold')
    return ofNothing(matter, habits, morning);
  const refusing = habits.filter(({ habit }) => refuses(habit, baseOf(habit, advice, matter.first), morning));
  if (refusing.length > 0) return { trade: null, applied: positionsOf(refusing), satisfied: [] };
  const wanting = habits.filter(({ habit }) => isFor(habit, action, advice));
  if (wanting.length === 0 && isPassive(matter.first)) return { trade: null, applied: [], satisfied: [] };
  if (action === 'close') {
    const contract = advisedContract(advice);
    const satisfied = isPassive(matter.first) ? positionsOf(wanting) : [];
    return { trade: { action, contract, quantity: advice.quantity as Decimal }, applied: [], satisfied };
  }
  return changed({ advice, first: matter.first, action }, wanting, morning);
}

/** Nothing is asked for: a held call may be bought back all the same. */
function ofNothing({ advice, first }: Matter, habits: readonly FollowedHabit[], morning: Morning): Wish {
  const satisfied = habits.filter(({ habit }) => first !== undefined && refuses(habit, first, morning));
  const exits =
    advice !== undefined && matterAction(advice) === 'hold'
      ? habits.filter(({ habit }) => isFor(habit, 'close', advice))
      : [];
  const trade =
    advice !== undefined && exits.length > 0
      ? { action: 'close' as const, contract: advisedContract(advice), quantity: advice.quantity as Decimal }
      : null;
  return { trade, applied: positionsOf(exits), satisfied: positionsOf(satisfied) };
}

/** What a habit looks at: the first version's advice where that asks for the same. */
function baseOf(
  { relative }: PlantedHabit,
  advice: Recommendation,
  first: Recommendation | undefined,
): Recommendation {
  return relative || first === undefined || matterAction(first) !== matterAction(advice) ? advice : first;
}

function isPassive(first: Recommendation | undefined): boolean {
  return first !== undefined && ['hold', 'wait'].includes(matterAction(first));
}

function positionsOf(habits: readonly FollowedHabit[]): number[] {
  return habits.map(({ index }) => index);
}

/** Whether a habit leaves such advice undone. */
function refuses(habit: PlantedHabit, advice: Recommendation, { date, earningsIn }: Morning): boolean {
  const action = matterAction(advice);
  switch (habit.kind) {
    case 'weekday_refusal':
      return isOpenOrRoll(habit, action) && weekday(date) === habit.weekday;
    case 'premium_floor':
      return action === 'open' && premiumOf(advice) < habit.premium;
    case 'buy_back_floor':
      return action === 'close' && premiumOf(advice) < habit.premium;
    case 'earnings_quiet':
      return action === 'open' && earningsIn !== null && earningsIn <= habit.sessions;
    case 'no_roll':
      return action === 'roll';
    case 'underlying_refusal':
      return action !== 'hold' && action !== 'wait';
    default:
      return false;
  }
}

/** Whether a habit wants something of its own done: another contract or quantity, or a call bought back early. */
function isFor(habit: PlantedHabit, action: MatterAction, advice: Recommendation): boolean {
  switch (habit.kind) {
    case 'expiration_shift':
    case 'strike_shift':
      return isOpenOrRoll(habit, action);
    case 'quantity_share':
      return action === 'open';
    case 'early_exit':
      return action === 'close' && capturedOf(advice) >= habit.captured;
    default:
      return false;
  }
}

function isOpenOrRoll(habit: { action: 'open' | 'roll' | null }, action: MatterAction): boolean {
  return habit.action === null ? action === 'open' || action === 'roll' : habit.action === action;
}

function premiumOf({ premium }: Recommendation): number {
  return toNumber(premium as Decimal);
}

/** Share of the premium of a held call that is earned; none where it is not known. */
function capturedOf({ context }: Recommendation): number {
  const { profit_captured = null } = JSON.parse(context ?? '{}') as { profit_captured?: number | null };
  return profit_captured ?? -Infinity;
}

/** An open or roll as the person would have it, and which habits that is due to. */
function changed(
  {
    advice,
    first,
    action,
  }: { advice: Recommendation; first: Recommendation | undefined; action: 'open' | 'roll' },
  habits: readonly FollowedHabit[],
  { date, increments }: Morning,
): Wish {
  const isComparable =
    first !== undefined && (matterAction(first) === action || (action === 'open' && isPassive(first)));
  // Where the first version would have done something else, what is advised is what they came to want of it.
  const own = <K extends HabitKind>(kind: K) =>
    habits.flatMap(({ index, habit }) =>
      habit.kind === kind && (isComparable || habit.relative) ? [{ index, habit: habit as HabitOf<K> }] : [],
    );
  const startOf = (some: readonly FollowedHabit[]) =>
    !isComparable || some.some(({ habit }) => habit.relative) ? advice : first;
  const [strikes, expirations, shares] = [
    own('strike_shift'),
    own('expiration_shift'),
    own('quantity_share'),
  ];
  const advised = advisedContract(advice);
  const from = action === 'roll' ? rolledContract(advice) : null;
  const strike = strikeStepsFrom(
    advisedContract(startOf(strikes)).strike,
    sumOf(strikes.map(({ habit }) => habit.steps)),
    increments,
  );
  const expiration = laterThan(
    from === null ? date : laterOf(date, from.expiration),
    advisedContract(startOf(expirations)).expiration,
    sumOf(expirations.map(({ habit }) => habit.weeks)),
  );
  const quantity = shares.reduce(
    (whole, { habit }) => contractsOf(whole, habit.share_of_advised),
    startOf(shares).quantity as Decimal,
  );
  const contract = { ...advised, strike, expiration };
  const isAsWanted = ({ habit: { kind } }: FollowedHabit) =>
    kind === 'strike_shift'
      ? strike === advised.strike
      : kind === 'expiration_shift'
        ? expiration === advised.expiration
        : quantity === advice.quantity;
  return {
    trade:
      from === null ? { action: 'open', contract, quantity } : { action: 'roll', from, contract, quantity },
    applied: positionsOf(habits.filter((one) => !isAsWanted(one))),
    satisfied: positionsOf(habits.filter(isAsWanted)),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** So many weeks from an expiration, where that comes after a day; else the expiration itself. */
function laterThan(day: IsoDate, expiration: IsoDate, weeks: number): IsoDate {
  const shifted = expirationShifted(expiration, weeks);
  return shifted > day ? shifted : expiration;
}

const CONTRACT = decimal(1);

/** Whole contracts, at least one. */
function contractsOf(quantity: Decimal, share: number): Decimal {
  const whole = (multiply(quantity, decimal(share)) / CONTRACT) * CONTRACT;
  return whole < CONTRACT ? CONTRACT : whole;
}

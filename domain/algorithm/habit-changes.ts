import type { Json, JsonObject } from './canonical-json.js';
import { isObject } from './canonical-json.js';
import { DEFAULTS, MOST_STRIKES, type RegimeName } from './parameter-fields.js';
import type { Change } from './parameter-patch.js';
import { keysOf, valueAt, withValue } from './parameter-path.js';
import { withoutDefaults } from './parameter-set.js';

/** A found habit that a parameter can answer. */
export interface FoundHabit {
  kind:
    | 'expiration_shift'
    | 'strike_shift'
    | 'quantity_share'
    | 'premium_floor'
    | 'weekday_refusal'
    | 'earnings_quiet'
    | 'early_exit'
    | 'no_roll'
    | 'buy_back_floor'
    | 'underlying_refusal';
  action: 'open' | 'roll' | 'close' | 'hold' | 'any';
  /**
   * Weeks, strikes, traded ÷ advised quantity; of a refusal its cell: dollars, weekday, sessions, share. Null where the
   * kind has no size.
   */
  effect: number | null;
  /** Empty: all. */
  underlyings: readonly string[];
  /** That it is a habit of; null: of all. */
  regime: RegimeName | null;
  /** Rolls are found to shift their expirations as well: those of opens may take them along. */
  rollsShiftToo: boolean;
}

type Write = readonly [path: string, to: Json];

const WEEK_DAYS = 7;
/** What a share of a share is rounded to. */
const PLACES = 4;

/**
 * What the parameters have to become for the advice to be as the habit wants it; none where it is so or no parameter
 * can do it. For an algorithm that is not ours its days are shifted, since we do not know its ranges.
 */
export function habitChanges(
  habit: FoundHabit,
  { algorithm, parameters }: { algorithm: 'reference' | 'other'; parameters: JsonObject },
): Change[] {
  const base = withoutDefaults(parameters);
  const writesOver = (overrides: JsonObject): Write[] => {
    const read = (path: string) => effectiveAt(path, overrides, base);
    const writes = algorithm === 'other' ? shiftWrites(habit, read) : undefined;
    return (writes ?? habitWrites(habit, read)).filter(([path, to]) => !isSame(read(path), to));
  };
  if (habit.regime !== null) return regimeChanges(base, habit.regime, writesOver);
  const prefixes = [...habit.underlyings].sort().map((underlying) => ['bySymbol', underlying]);
  return (prefixes.length === 0 ? [[]] : prefixes).flatMap((prefix: string[]) => {
    const overrides = prefix.length === 0 ? {} : valueAt(base, prefix);
    return writesOver(isObject(overrides) ? overrides : {}).map(([path, to]) => {
      const from = valueAt(base, [...prefix, ...keysOf(path)]) ?? null;
      return { path: [...prefix, path].join('.'), from, to };
    });
  });
}

/** The list of regimes changes whole: the last part of that regime, or a new one at its end. */
function regimeChanges(
  base: JsonObject,
  when: RegimeName,
  writesOver: (set: JsonObject) => Write[],
): Change[] {
  const from = valueAt(base, ['byRegime']) ?? null;
  const list = (from ?? []) as readonly { when: RegimeName; set: JsonObject }[];
  const at = list.findLastIndex((part) => part.when === when);
  const before = list[at]?.set ?? {};
  const writes = writesOver(before);
  if (writes.length === 0) return [];
  const set = writes.reduce((made, [path, to]) => withValue(made, keysOf(path), to), before);
  const to = at === -1 ? [...list, { when, set }] : list.with(at, { when, set });
  return [{ path: 'byRegime', from, to: to }];
}

type Read = (path: string) => Json;

function effectiveAt(path: string, overrides: JsonObject, base: JsonObject): Json {
  const keys = keysOf(path);
  return valueAt(overrides, keys) ?? valueAt(base, keys) ?? valueAt(DEFAULTS, keys) ?? null;
}

function habitWrites(habit: FoundHabit, read: Read): Write[] {
  const { kind, action } = habit;
  const effect = habit.effect ?? 0;
  switch (kind) {
    case 'expiration_shift':
      return expirationWrites(habit, read);
    case 'strike_shift': {
      const path = action === 'roll' ? 'roll.strikeSteps' : 'strikeSteps';
      return [[path, between(-MOST_STRIKES, numberAt(read, path) + effect, MOST_STRIKES)]];
    }
    case 'quantity_share': {
      const share = Number((numberAt(read, 'quantityShare') * effect).toFixed(PLACES));
      return share > 0 ? [['quantityShare', Math.min(share, 1)]] : [];
    }
    case 'premium_floor':
      return [['minimumPremium', Math.max(effect, numberAt(read, 'minimumPremium'))]];
    case 'buy_back_floor':
      return [['minimumBuyBack', Math.max(effect, numberAt(read, 'minimumBuyBack'))]];
    case 'weekday_refusal': {
      const path = action === 'roll' ? 'quiet.rollWeekdays' : 'quiet.openWeekdays';
      return [[path, [...new Set([...(read(path) as number[]), effect])].sort()]];
    }
    case 'earnings_quiet': {
      const path = 'quiet.beforeEarningsSessions';
      return [[path, Math.max(effect, numberAt(read, path))]];
    }
    case 'early_exit':
      return [['profitTarget', Math.min(effect, (read('profitTarget') as number | null) ?? 1)]];
    case 'no_roll':
      return [['roll.enabled', false]];
    case 'underlying_refusal':
      return [['advises', false]];
  }
}

/**
 * A range of days goes by whole weeks, and never before the day itself; that of rolls stays where it was unless they
 * are to come along, as they do by themselves where they have none of their own.
 */
function expirationWrites({ action, effect, rollsShiftToo }: FoundHabit, read: Read): Write[] {
  const opens = read('dte') as { min: number; max: number };
  const rolls = (read('roll.dte') as { min: number; max: number } | null) ?? opens;
  const { min, max } = action === 'roll' ? rolls : opens;
  const days = Math.max(WEEK_DAYS * (effect ?? 0), -min);
  if (days === 0) return [];
  if (action === 'roll') return [['roll.dte', { min: min + days, max: max + days }]];
  const shifted: Write[] = [
    ['dte.min', min + days],
    ['dte.max', max + days],
  ];
  if (!rollsShiftToo) return [...shifted, ['roll.dte', rolls]];
  if (read('roll.dte') === null) return shifted;
  const daysOfRolls = Math.max(days, -rolls.min);
  return [...shifted, ['roll.dte', { min: rolls.min + daysOfRolls, max: rolls.max + daysOfRolls }]];
}

/** Of an algorithm that is not ours; undefined for a kind that is not of days. */
function shiftWrites({ kind, action, effect }: FoundHabit, read: Read): Write[] | undefined {
  if (kind !== 'expiration_shift') return undefined;
  const path = action === 'roll' ? 'roll.shiftDays' : 'shiftDays';
  return [[path, numberAt(read, path) + WEEK_DAYS * (effect ?? 0)]];
}

function numberAt(read: Read, path: string): number {
  return (read(path) as number | null) ?? 0;
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

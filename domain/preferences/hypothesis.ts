import { hashId } from '../hash.js';
import type { FoundHabit } from '../algorithm/habit-changes.js';
import { REGIME_NAMES, type RegimeName } from '../algorithm/parameter-fields.js';
import type { DecisionAction } from './week-decision.js';

export type DirectionKind = 'expiration_shift' | 'strike_shift' | 'quantity_share';
export type PatternKind = FoundHabit['kind'];
export type RefusalKind = Exclude<PatternKind, DirectionKind>;

/** What a row of the table can be about: timing is shown and never tested. */
export type RowKind = PatternKind | 'timing';

/** A habit that somebody may have, registered before anything is looked at. */
export interface Hypothesis {
  kind: PatternKind;
  action: DecisionAction | 'any';
  scope_kind: 'overall' | 'underlying' | 'regime';
  /** The underlying, or the regime; empty overall. */
  scope: string;
  /** Implementing or rejecting what came of it begins the next. */
  round: number;
}

export type Registered = Hypothesis & { pattern_id: string; budget: number };

const OVERALL: readonly (readonly [PatternKind, Hypothesis['action']])[] = [
  ['expiration_shift', 'open'],
  ['expiration_shift', 'roll'],
  ['strike_shift', 'open'],
  ['strike_shift', 'roll'],
  ['quantity_share', 'open'],
  ['premium_floor', 'open'],
  ['weekday_refusal', 'open'],
  ['weekday_refusal', 'roll'],
  ['earnings_quiet', 'open'],
  ['early_exit', 'hold'],
  ['no_roll', 'roll'],
  ['buy_back_floor', 'close'],
];
const BY_UNDERLYING: typeof OVERALL = [
  ['underlying_refusal', 'any'],
  ['no_roll', 'roll'],
];
const BY_REGIME: typeof OVERALL = OVERALL.slice(0, 4);

/** How the budget is shared out; what is left over when all underlyings are registered is never given. */
const SHARES = { overall: 0.6, underlying: 0.3, regime: 0.1 };
const UNDERLYINGS_A_PART = 20;
/** Round 1 has this part of a hypothesis's budget, each later one a quarter of the one before. */
const FIRST_ROUND = 0.75;

/**
 * The hypotheses of all, of every regime, and of underlyings in the order of their first advice, in their first round.
 */
export function hypotheses(underlyings: readonly string[]): Registered[] {
  return [
    ...OVERALL.map(([kind, action]) =>
      registered(
        { kind, action, scope_kind: 'overall', scope: '', round: 1 },
        SHARES.overall / OVERALL.length,
      ),
    ),
    ...REGIME_NAMES.flatMap((regime: RegimeName) =>
      BY_REGIME.map(([kind, action]) =>
        registered(
          { kind, action, scope_kind: 'regime', scope: regime, round: 1 },
          SHARES.regime / (REGIME_NAMES.length * BY_REGIME.length),
        ),
      ),
    ),
    ...underlyings.flatMap((underlying, at) => ofUnderlying(underlying, at)),
  ];
}

/** The hypotheses of the underlying that was advised on as the `at`-th, counted from 0. */
export function ofUnderlying(underlying: string, at: number): Registered[] {
  const part = Math.floor(at / UNDERLYINGS_A_PART);
  const budget = (SHARES.underlying * 2 ** -(part + 1)) / UNDERLYINGS_A_PART / BY_UNDERLYING.length;
  return BY_UNDERLYING.map(([kind, action]) =>
    registered({ kind, action, scope_kind: 'underlying', scope: underlying, round: 1 }, budget),
  );
}

/** A hypothesis of the first round in a later one. */
export function inRound(first: Registered, round: number): Registered {
  return {
    ...first,
    round,
    pattern_id: idOf({ ...first, round }),
    budget: first.budget * (1 - FIRST_ROUND) ** (round - 1),
  };
}

function registered(hypothesis: Hypothesis, share: number): Registered {
  return { ...hypothesis, pattern_id: idOf(hypothesis), budget: share * FIRST_ROUND };
}

function idOf({ kind, action, scope_kind, scope, round }: Hypothesis): string {
  return hashId('pattern', kind, action, scope_kind, scope, String(round));
}

export function isDirection(kind: PatternKind): kind is DirectionKind {
  return kind === 'expiration_shift' || kind === 'strike_shift' || kind === 'quantity_share';
}

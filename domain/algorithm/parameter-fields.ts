/** The parameters that a version of an algorithm may have, each with what it may be. */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const dollars = z.number().nonnegative();
/** Listed strikes, either way. */
export const MOST_STRIKES = 10;
const strikes = z.int().min(-MOST_STRIKES).max(MOST_STRIKES);
const weekdays = z
  .array(z.int().min(1).max(5))
  .refine((list) => list.every((day, i) => i === 0 || day > (list[i - 1] as number)), {
    error: 'weekdays not ascending',
  });
const days = z
  .strictObject({ min: z.int().nonnegative(), max: z.int() })
  .refine(({ min, max }) => max - min >= 7, { error: 'narrower than a week' });

/** Earnings dates count as known so many sessions ahead. */
const KNOWN_SESSIONS = 10;
/** The most that an expiration is shifted by. */
const YEAR_DAYS = 365;

/** What a morning may be like, by the advice that the parameters without overrides give on it. */
export const REGIME_NAMES = [
  'volatility_low',
  'volatility_middle',
  'volatility_high',
  'earnings_near',
  'dte_short',
  'dte_middle',
  'dte_long',
] as const;
export type RegimeName = (typeof REGIME_NAMES)[number];

export const referenceFields = {
  /** Calendar days to expiration of a call to sell; wide enough that a weekly expiration always lies within. */
  dte: days,
  /** How far above the underlying's price a call is sold, as a share of that price. */
  strikeDistance: share,
  /** Least premium, dollars per share, for which a call is sold. */
  minimumPremium: dollars,
  /** A short call is bought back once this share of the premium it was sold for is earned. */
  profitTarget: share,
};

export const referenceRollFields = {
  /** A call this many calendar days before its expiration is rolled. */
  daysLeft: z.int().nonnegative(),
  /** So is one whose strike is at most this far above the price, as a share of the strike. */
  testedWithin: share,
  /** Least net credit, dollars per share, for which a call is rolled; `roll.strikeSteps` come after it. */
  minimumNetCredit: dollars,
  /** Calendar days to expiration of the call that another is rolled into. */
  dte: days,
};

/** What every algorithm may have. Each does nothing at its default: see {@link DEFAULTS}. */
export const commonFields = {
  /** Of opens: listed strikes above the target, below it where negative. */
  strikeSteps: strikes,
  /** Share of the uncovered contracts for which calls are sold: rounded down, at least one. */
  quantityShare: z.number().positive().max(1),
  /** No call is bought back for less, dollars per share. */
  minimumBuyBack: dollars,
  /** False: nothing is advised at all. */
  advises: z.boolean(),
};

export const commonRollFields = {
  /** False: no call is rolled. */
  enabled: z.boolean(),
  /** Listed strikes above the one that the rules of a roll come to, below it where negative. */
  strikeSteps: strikes,
};

/** When the algorithm waits or holds in place of acting. 1 = Monday. */
export const quietFields = {
  openWeekdays: weekdays,
  rollWeekdays: weekdays,
  /** No opens within so many sessions before earnings, their day included; 0: whenever. */
  beforeEarningsSessions: z.int().min(0).max(KNOWN_SESSIONS),
};

/** What an algorithm that is not ours has in place of {@link referenceFields}. */
export const adjustmentFields = {
  minimumPremium: dollars,
  profitTarget: share,
  /** Calendar days from the advised expiration, to the nearest one there is. */
  shiftDays: z.int().min(-YEAR_DAYS).max(YEAR_DAYS),
};

/** A field at its default is left out of a version's bytes; a `roll.dte` of null is that of opens. */
export const DEFAULTS = {
  strikeSteps: 0,
  quantityShare: 1,
  minimumBuyBack: 0,
  advises: true,
  shiftDays: 0,
  roll: { enabled: true, dte: null, strikeSteps: 0, shiftDays: 0 },
  quiet: { openWeekdays: [] as number[], rollWeekdays: [] as number[], beforeEarningsSessions: 0 },
  byRegime: [],
};

export const commonWithDefaults = {
  strikeSteps: commonFields.strikeSteps.default(DEFAULTS.strikeSteps),
  quantityShare: commonFields.quantityShare.default(DEFAULTS.quantityShare),
  minimumBuyBack: commonFields.minimumBuyBack.default(DEFAULTS.minimumBuyBack),
  advises: commonFields.advises.default(DEFAULTS.advises),
  quiet: z
    .strictObject({
      openWeekdays: quietFields.openWeekdays.default(DEFAULTS.quiet.openWeekdays),
      rollWeekdays: quietFields.rollWeekdays.default(DEFAULTS.quiet.rollWeekdays),
      beforeEarningsSessions: quietFields.beforeEarningsSessions.default(
        DEFAULTS.quiet.beforeEarningsSessions,
      ),
    })
    .default(DEFAULTS.quiet),
};

export const commonRollWithDefaults = {
  enabled: commonRollFields.enabled.default(DEFAULTS.roll.enabled),
  strikeSteps: commonRollFields.strikeSteps.default(DEFAULTS.roll.strikeSteps),
};

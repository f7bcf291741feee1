/** The habits that a planted person can have. */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const weekNumber = z.int().min(1);

const common = {
  /** Null: all. */
  underlyings: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** How often it is followed. */
  share: share.default(1),
  /** Weeks of the simulation, from 1; both included. */
  from_week: weekNumber.default(1),
  to_week: weekNumber.nullable().default(null),
  /** Counted from whatever is advised, not from what the first version would have advised. */
  relative: z.boolean().default(false),
};

const openOrRoll = z.enum(['open', 'roll']).nullable().default(null);
/** A kind that is about one action may name it. */
const only = <A extends string>(action: A) => z.literal(action).nullable().default(null);

const MOST_STEPS = 10;
const MOST_WEEKS = 52;
const dollars = z.number().positive();

export const habitSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('expiration_shift'),
    action: openOrRoll,
    weeks: z.int().min(-MOST_WEEKS).max(MOST_WEEKS),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('strike_shift'),
    action: openOrRoll,
    steps: z.int().min(-MOST_STEPS).max(MOST_STEPS),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('quantity_share'),
    action: only('open'),
    share_of_advised: z.number().positive().max(1),
    ...common,
  }),
  z.strictObject({ kind: z.literal('premium_floor'), action: only('open'), premium: dollars, ...common }),
  z.strictObject({
    kind: z.literal('weekday_refusal'),
    action: openOrRoll,
    weekday: z.int().min(1).max(5),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('earnings_quiet'),
    action: only('open'),
    sessions: z.int().min(1).max(10),
    ...common,
  }),
  z.strictObject({ kind: z.literal('early_exit'), action: only('hold'), captured: share, ...common }),
  z.strictObject({ kind: z.literal('no_roll'), action: only('roll'), ...common }),
  z.strictObject({ kind: z.literal('buy_back_floor'), action: only('close'), premium: dollars, ...common }),
  z.strictObject({ kind: z.literal('underlying_refusal'), action: only('any'), ...common }),
]);

export type PlantedHabit = z.output<typeof habitSchema>;
export type HabitKind = PlantedHabit['kind'];
export type HabitOf<K extends HabitKind> = Extract<PlantedHabit, { kind: K }>;

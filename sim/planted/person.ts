/** A planted person: a market, accounts, habits and noise, as a file says it. */
import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.js';
import { isIsoDate } from '../../domain/time/dates.js';
import { habitSchema } from './habit.js';

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}]+$/u, { error: 'has a control character' });
const date = z.string().refine(isIsoDate, { error: 'not a date like 2024-01-02' });
const share = z.number().min(0).max(1);

const underlyingSchema = z.strictObject({
  symbol: name,
  /** At the first bar, dollars. */
  price: z.number().positive(),
  /** A year: 0.25 = 25 %. */
  volatility: z.number().positive().max(5),
  /** Expected return a year. */
  drift: z.number().default(0),
  /** How much of the market's common move it takes part in. */
  market_share: share.default(0.5),
  shares: z.int().positive(),
  /** Without it the first one. */
  account: name.nullable().default(null),
  /** Days on which it reports, before the open. */
  earnings: z.array(date).default([]),
});

export type PlantedUnderlying = z.output<typeof underlyingSchema>;

const namedUnderlyings = z
  .array(underlyingSchema)
  .min(1)
  .superRefine((list, context) => {
    list.forEach(({ symbol }, at) => {
      if (list.findIndex((other) => other.symbol === symbol) < at)
        context.addIssue({ code: 'custom', path: [at, 'symbol'], message: 'twice' });
    });
  });
/** So many made-up ones, by seed. */
const countedUnderlyings = z.strictObject({ count: z.int().min(1).max(500) });

const noiseSchema = z.strictObject({
  /** Share of advice not followed. */
  misses: share.default(0.02),
  /** Share of days without any answer. */
  absent_days: share.default(0),
  /** Share of answered opens and rolls moved one expiration or one strike up or down. */
  wobble: share.default(0.015),
  /** Standard deviation of a day's effect on the log odds of not following. */
  mood: z.number().nonnegative().default(0),
  /** False: filled at the bid or ask of its minute, whatever the advised premium. */
  limit_orders: z.boolean().default(false),
  typical_delay_minutes: z.number().positive().max(300).default(70),
});

/** The schema of a person whose underlyings are a list, or a count: so that what is wrong is named by its path. */
function personSchema<U extends z.ZodType>(underlyings: U) {
  return z.strictObject({
    schema: z.literal(1),
    name: z.string().min(1),
    /** The first day, in the first week. */
    start: date,
    accounts: z.array(z.strictObject({ account: name, commission: z.number().nonnegative() })).min(1),
    market: z.strictObject({
      underlyings,
      /** Implied ÷ realised, in every quote and in the advice's premium. */
      volatility_premium: z.number().positive().max(10).default(1),
      half_spread: z.number().min(0).max(0.5).default(0.015),
    }),
    habits: z.array(habitSchema).default([]),
    noise: noiseSchema.prefault({}),
  });
}

const personOfList = personSchema(namedUnderlyings);
const personOfCount = personSchema(countedUnderlyings);

export type PlantedPerson = z.output<typeof personOfList> | z.output<typeof personOfCount>;

/** Reads a person. Throws InvalidInput that names the path and the value of what is wrong. */
export function plantedPerson(raw: unknown): PlantedPerson {
  const isList = Array.isArray(valueAt(raw, ['market', 'underlyings']));
  const { data, error } = (isList ? personOfList : personOfCount).safeParse(raw);
  if (error !== undefined)
    throw new InvalidInput(error.issues.map((issue) => problem(issue, raw)).join('; '));
  const [problemOfNames] = wrongNames(data);
  if (problemOfNames !== undefined) throw new InvalidInput(problemOfNames);
  return data;
}

function problem(issue: z.core.$ZodIssue, raw: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[...issue.path, key].map(String).join('.')}: no such field`).join('; ');
  const value = valueAt(raw, issue.path);
  const where = issue.path.length === 0 ? 'person' : issue.path.map(String).join('.');
  return `${where}: ${issue.message}${value === undefined ? '' : `: ${JSON.stringify(value)}`}`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
}

/** Names that stand for nothing: accounts twice, underlyings in no account, habits of no underlying. */
function wrongNames({ accounts, market: { underlyings }, habits }: PlantedPerson): string[] {
  const accountNames = accounts.map(({ account }) => account);
  const twice = accountNames.findIndex((one, at) => accountNames.indexOf(one) < at);
  const symbols = symbolsOf(underlyings);
  const wrong: string[] = [];
  if (twice >= 0) wrong.push(`accounts.${twice}.account: twice: ${JSON.stringify(accountNames[twice])}`);
  if (Array.isArray(underlyings))
    underlyings.forEach(({ account }, at) => {
      if (account !== null && !accountNames.includes(account))
        wrong.push(`market.underlyings.${at}.account: no such account: ${JSON.stringify(account)}`);
    });
  habits.forEach(({ underlyings: own, from_week, to_week }, at) => {
    own?.forEach((symbol, i) => {
      if (!symbols.includes(symbol))
        wrong.push(`habits.${at}.underlyings.${i}: no such underlying: ${JSON.stringify(symbol)}`);
    });
    if (to_week !== null && to_week < from_week)
      wrong.push(`habits.${at}.to_week: before from_week: ${to_week}`);
  });
  return wrong;
}

/** The symbols of a market: of made-up underlyings `U01`, `U02`, … */
export function symbolsOf(underlyings: PlantedPerson['market']['underlyings']): string[] {
  if (Array.isArray(underlyings)) return underlyings.map(({ symbol }) => symbol);
  const digits = Math.max(2, String(underlyings.count).length);
  return Array.from({ length: underlyings.count }, (_, i) => `U${String(i + 1).padStart(digits, '0')}`);
}

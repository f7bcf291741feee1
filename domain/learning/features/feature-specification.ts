/** What models see of a decision and how it is rewarded, as data: `learning/features.json` of a home. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { learningJson, type Json } from '../../algorithm/canonical-json.js';

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'not a name like dte or return_20');
const window = z.int().min(1).max(1_000);
const common = {
  name,
  /** In place of a value that is not known. */
  missing: z.number().optional(),
  clip: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low <= high, 'ends before it begins')
    .optional(),
};

export const ADVICE_VALUES = [
  ...['dte', 'moneyness', 'premium_yield', 'spread', 'quantity'],
  ...['is_roll', 'is_opening', 'is_call', 'is_short'],
] as const;
export const BAR_VALUES = ['return', 'realised_volatility', 'gap', 'range', 'volume_ratio'] as const;
export const CALENDAR_VALUES = [
  ...['minutes_since_open', 'minutes_to_close', 'weekday', 'days_to_monthly_expiration'],
] as const;
export const EVENT_VALUES = ['days_to_earnings', 'days_to_ex_dividend'] as const;
export const HISTORY_VALUES = [
  ...['win_rate', 'mean_reward', 'decisions', 'days_since_last', 'divergence_rate'],
] as const;

/** Each source with what it can give. */
const featureSchema = z.discriminatedUnion('source', [
  z.strictObject({
    ...common,
    source: z.literal('context'),
    of: z.string().min(1),
    equals: z.string().optional(),
  }),
  z.strictObject({ ...common, source: z.literal('advice'), of: z.enum(ADVICE_VALUES) }),
  z.strictObject({ ...common, source: z.literal('bars'), of: z.enum(BAR_VALUES), window }),
  z.strictObject({ ...common, source: z.literal('calendar'), of: z.enum(CALENDAR_VALUES) }),
  z.strictObject({ ...common, source: z.literal('event'), of: z.enum(EVENT_VALUES) }),
  z.strictObject({
    ...common,
    source: z.literal('history'),
    of: z.enum(HISTORY_VALUES),
    window,
    by: z.enum(['underlying', 'account', 'all']),
  }),
]);

const rewardSchema = z.strictObject({
  view: z.enum(['economic', 'cash']),
  normalise: z.enum(['none', 'notional', 'volatility']),
  clip: z.number().gt(0),
  neutral_band: z.number().min(0),
});

const specificationSchema = z.strictObject({
  feature_spec: z.literal(1),
  name: z.string().min(1).max(100),
  actions: z.tuple([z.literal('skip'), z.literal('follow')]),
  features: z
    .array(featureSchema)
    .min(1)
    .max(1_000)
    .superRefine((features, context) => {
      const seen = new Set<string>();
      for (const [index, feature] of features.entries()) {
        if (seen.has(feature.name))
          context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is there twice' });
        seen.add(feature.name);
      }
    }),
  reward: rewardSchema,
});

export type Feature = z.infer<typeof featureSchema>;
export type FeatureOf<S extends Feature['source']> = Extract<Feature, { source: S }>;
export type RewardRule = z.infer<typeof rewardSchema>;
export type FeatureSpecification = z.infer<typeof specificationSchema>;

/** What is wrong with a value, and where it stands. */
export interface Refused {
  refused: string;
}

/** The specification that a JSON value is; else the path and the value of the first thing that it may not have. */
export function parseSpecification(value: unknown): FeatureSpecification | Refused {
  const { data, error } = specificationSchema.safeParse(value);
  return data ?? { refused: firstIssue(value, error) };
}

/** The first 16 digits of the hash of its canonical JSON. */
export function specId(specification: FeatureSpecification): string {
  return hash('sha256', learningJson(specification as unknown as Json), 'hex').slice(0, 16);
}

/** `features[2].window: 0: Too small: expected number to be >=1`. */
export function firstIssue(value: unknown, error: z.ZodError | undefined): string {
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return 'no value';
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown];
  const found = valueAt(value, path);
  const message =
    unknown.length > 0 ? 'no such key' : issue.message.replace(/^Invalid input: |, received undefined$/g, '');
  if (found !== undefined) return `${pathText(path)}: ${JSON.stringify(found).slice(0, 200)}: ${message}`;
  const missing = error?.issues.slice(1).filter((one) => valueAt(value, one.path) === undefined) ?? [];
  const others = missing.map((one) => pathText(one.path)).join(', ');
  return `${pathText(path)}: missing: ${message}${others === '' ? '' : `; missing too: ${others}`}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the whole';
}

import { z } from 'zod';
import {
  commonFields,
  commonRollFields,
  commonRollWithDefaults,
  commonWithDefaults,
  DEFAULTS,
  quietFields,
  referenceFields,
  referenceRollFields,
  REGIME_NAMES,
} from './parameter-fields.js';

/** What of the parameters may differ by underlying or regime; a range of days is given whole. */
const overrides = z
  .strictObject({
    ...referenceFields,
    ...commonFields,
    roll: z.strictObject({ ...referenceRollFields, ...commonRollFields }).partial(),
    quiet: z.strictObject(quietFields).partial(),
  })
  .partial();
export type Overrides = z.output<typeof overrides>;

/**
 * What a version of the reference algorithm is made of: data, checked here, so that a new version is a changed copy.
 */
export const algorithmParametersSchema = z.strictObject({
  version: z.string().regex(/^v\d+\.\d+$/, { error: 'not a version like v3.3' }),
  ...referenceFields,
  ...commonWithDefaults,
  roll: z.strictObject({
    ...referenceRollFields,
    ...commonRollWithDefaults,
    dte: referenceRollFields.dte.nullable().default(DEFAULTS.roll.dte),
  }),
  volatility: z.strictObject({
    /** Daily returns that the realised volatility is measured over. */
    lookbackReturns: z.int().min(2),
  }),
  /** Risk-free rate a year, continuously compounded. */
  rate: z.number(),
  /** Steps between strikes, dollars, for strikes below a price; the last step has no such bound. */
  strikeIncrements: z
    .array(z.strictObject({ below: z.number().positive().nullable(), increment: z.number().positive() }))
    .min(1)
    .refine((steps) => steps.every(({ below }, i) => (below === null) === (i === steps.length - 1)), {
      error: 'the last step alone has no bound',
    })
    .refine((steps) => steps.every(({ below }, i) => below === null || below > (steps[i - 1]?.below ?? 0)), {
      error: 'bounds not ascending',
    }),
  /** Of those whose regime holds, later ones win. */
  byRegime: z.array(z.strictObject({ when: z.enum(REGIME_NAMES), set: overrides })).default([]),
  /** Of an underlying; they win over those of regimes. */
  bySymbol: z.record(z.string().min(1), overrides).default({}),
});

export type AlgorithmParameters = z.output<typeof algorithmParametersSchema>;

/** Version v3.3 of the reference covered-call and roll algorithm. */
export const V3_3: AlgorithmParameters = algorithmParametersSchema.parse({
  version: 'v3.3',
  dte: { min: 7, max: 14 },
  strikeDistance: 0.05,
  minimumPremium: 0.1,
  profitTarget: 0.8,
  roll: { daysLeft: 1, testedWithin: 0.01, minimumNetCredit: 0.05 },
  volatility: { lookbackReturns: 20 },
  rate: 0.04,
  strikeIncrements: [
    { below: 25, increment: 0.5 },
    { below: 100, increment: 1 },
    { below: 250, increment: 2.5 },
    { below: null, increment: 5 },
  ],
});

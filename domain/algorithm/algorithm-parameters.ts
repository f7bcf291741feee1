import { z } from 'zod';

const share = z.number().min(0).max(1);
const dollars = z.number().nonnegative();

/** What a version of the reference algorithm is made of: data, checked here, so that a new version is a changed copy. */
export const algorithmParametersSchema = z.strictObject({
  version: z.string().regex(/^v\d+\.\d+$/, { error: 'not a version like v3.3' }),
  /** Calendar days to expiration of a call to sell; wide enough that a weekly expiration always lies within. */
  dte: z
    .strictObject({ min: z.int().nonnegative(), max: z.int() })
    .refine(({ min, max }) => max - min >= 7, { error: 'narrower than a week' }),
  /** How far above the underlying's price a call is sold, as a share of that price. */
  strikeDistance: share,
  /** Least premium, dollars per share, for which a call is sold. */
  minimumPremium: dollars,
  /** A short call is bought back once this share of the premium it was sold for is earned. */
  profitTarget: share,
  roll: z.strictObject({
    /** A call this many calendar days before its expiration is rolled. */
    daysLeft: z.int().nonnegative(),
    /** So is one whose strike is at most this far above the price, as a share of the strike. */
    testedWithin: share,
    /** Least net credit, dollars per share, for which a call is rolled. */
    minimumNetCredit: dollars,
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

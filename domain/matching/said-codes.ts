/** Why a person did otherwise than advised. */
export const REASON_CODES = [
  'timing',
  'premium_low',
  'iv_low',
  'earnings_concern',
  'gut_feeling',
  'better_opportunity',
  'risk_too_high',
  'already_exposed',
  'other',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why a person takes a match out of rates and patterns. */
export const PERSONS_EXCLUSIONS = ['outage', 'maintenance', 'user'] as const;
export type PersonsExclusion = (typeof PERSONS_EXCLUSIONS)[number];

/** Causes of a reject that a person knows and no record shows. */
export const PERSONS_CAUSES = ['declined', 'unseen', 'unfilled', 'infeasible', 'capacity_limited'] as const;
export type PersonsCause = (typeof PERSONS_CAUSES)[number];

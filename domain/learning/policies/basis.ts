/** Whose preferences a policy learns: what the human did, or what came of it. They are never mixed. */
export const BASES = ['taste', 'hindsight'] as const;
export type Basis = (typeof BASES)[number];

/** The number of this room's rules: one more whenever the same advice is read in another way. */
export const ADVICE_RULES = 'advice 3';

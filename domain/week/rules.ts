/** The number of this room's rules: one more whenever the same matches and results sum up to another week. */
export const WEEK_RULES = 'week 4';

/** The number of this room's rules: one more whenever the same matches and results give other scenarios. */
export const LEARNING_RULES = 'learning 4';

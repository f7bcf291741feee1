/** The number of this room's rules: one more whenever the same executions leave other lots. */
export const POSITIONS_RULES = 'positions 8';

/**
 * The number of this room's rules: one more whenever the same reports leave other executions to count, as parts of a
 * sum or as corrected.
 */
export const RECORDS_RULES = 'records 1';

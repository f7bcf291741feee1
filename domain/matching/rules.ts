import { ADVICE_RULES } from '../advice/rules.js';

/** The numbers of the rules that make matches: this room's is one more whenever the same inputs give other rows. */
export const MATCHING_RULES = `matching 8, ${ADVICE_RULES}`;

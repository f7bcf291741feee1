import { MARKET_RULES } from '../market/rules.js';
import { POSITIONS_RULES } from '../positions/rules.js';

/**
 * The numbers of the rules that make lots and outcomes: this room's is one more whenever the same inputs give other
 * rows.
 */
export const OUTCOMES_RULES = `outcomes 3, ${POSITIONS_RULES}, ${MARKET_RULES}`;

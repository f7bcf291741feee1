import { ADVICE_RULES } from '../advice/rules.js';
import { MARKET_RULES } from '../market/rules.js';

/**
 * The numbers of the rules that make patterns: this room's is one more whenever the same matches and counterfactuals
 * give other rows.
 */
export const PREFERENCES_RULES = `preferences 10, ${ADVICE_RULES}, ${MARKET_RULES}`;

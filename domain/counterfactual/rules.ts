import { ADVICE_RULES } from '../advice/rules.js';
import { MARKET_RULES } from '../market/rules.js';

/**
 * The numbers of the rules that make counterfactuals: this room's is one more whenever the same inputs give other rows.
 */
export const COUNTERFACTUAL_RULES = `counterfactual 7, ${ADVICE_RULES}, ${MARKET_RULES}`;

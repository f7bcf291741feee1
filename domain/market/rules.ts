/** The number of this room's rules: one more whenever the same bars, quotes and splits give other prices. */
export const MARKET_RULES = 'market 2';

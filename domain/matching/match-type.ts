/** What became of advice, or of a decision that answers none. */
export const MATCH_TYPES = ['consent', 'modify', 'reject', 'independent', 'no_action', 'pending'] as const;
export type MatchType = (typeof MATCH_TYPES)[number];

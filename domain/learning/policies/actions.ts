/** What can be done with advice, in the order of the specification. */
export const ACTIONS = ['skip', 'follow'] as const;

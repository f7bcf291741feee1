/** The names that stand for a model: the one that serves, the one that is scored beside it, the one before. */
export const ALIASES = ['champion', 'shadow', 'previous'] as const;
export type Alias = (typeof ALIASES)[number];

/**
 * The number of the rules by which models are trained: one more whenever the same window gives other bytes. It is part
 * of what a model is made from, so that the two have different ids.
 */
export const TRAINING_RULES = 6;

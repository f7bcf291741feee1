import { COUNTERFACTUAL_RULES } from '../counterfactual/rules.js';
import { LEARNING_RULES } from '../learning/rules.js';
import { MATCHING_RULES } from '../matching/rules.js';
import { OUTCOMES_RULES } from '../outcomes/rules.js';
import { POSITIONS_RULES } from '../positions/rules.js';
import { PREFERENCES_RULES } from '../preferences/rules.js';
import { WEEK_RULES } from '../week/rules.js';

/**
 * The rules by which each step makes its rows, as one text: the rooms that have a say in them, each with its number.
 * Rows that were made by other rules are stale.
 */
export const STEP_RULES = {
  match: `${MATCHING_RULES}, ${OUTCOMES_RULES}`,
  outcomes: OUTCOMES_RULES,
  counterfactuals: `${COUNTERFACTUAL_RULES}, ${POSITIONS_RULES}`,
  scenarios: LEARNING_RULES,
  week: `${WEEK_RULES}, ${PREFERENCES_RULES}`,
} as const;

export type DerivingStep = keyof typeof STEP_RULES;

import type { Cost } from './cost-sequence.js';

/** What is known of a cost, in words. */
export const COST_WORDS: Readonly<Record<Cost['status'], string>> = {
  insufficient: 'too few weeks to say',
  unknown: 'not sure',
  affordable: 'affordable',
  costly: 'costly',
};

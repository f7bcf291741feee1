import { reportLearning } from './report-learning.js';
import { matchUnderlyings } from './match-underlyings.js';
import { tellUnits } from './tell-units.js';

/**
 * The loops that take long where there is much, over values that can be cloned: they run in any thread, and open
 * nothing; where they run beside all else it is in pieces.
 */
export const LONG_LOOPS = { matchUnderlyings, tellUnits, reportLearning };

export type LongLoops = typeof LONG_LOOPS;

import { saidLately, type SaidLately } from '../store/pages/said-lately.js';
import { kept } from './kept.js';
import type { Moment } from './parts.js';

/** What people said that the rows of matches do not take into account yet, worked out once a generation. */
export function saidLatelyAt(moment: Moment): Promise<readonly SaidLately[]> {
  return kept(moment, 'said lately', () => saidLately(moment));
}

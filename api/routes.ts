import type { Route } from './route.js';
import { divergenceRate } from './resources/divergence-rate.js';
import { health } from './resources/health.js';
import { listMatches } from './resources/matches.js';
import { oneMatch } from './resources/one-match.js';
import { listCandidates, oneCandidate } from './resources/v4-candidates.js';
import { listWeeks } from './resources/weekly-summaries.js';

/** All routes, as the document lists them. The document itself is one more. */
export const ROUTES: readonly Route[] = [
  health,
  listMatches,
  oneMatch,
  listWeeks,
  listCandidates,
  oneCandidate,
  divergenceRate,
];

import type { Route } from './route.js';
import { divergenceRate } from './resources/divergence-rate.js';
import { health } from './resources/health.js';
import { listMatches } from './resources/matches.js';
import { listWeeks } from './resources/weekly-summaries.js';

/** All routes, as the document lists them. The document itself is one more. */
export const ROUTES: readonly Route[] = [health, listMatches, listWeeks, divergenceRate];

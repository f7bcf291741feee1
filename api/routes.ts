import type { Route } from './route.js';
import { actOnAdvice } from './resources/advice-intent.js';
import { algorithmAccuracy } from './resources/algorithm-accuracy.js';
import { keepAlgorithm, rollBackAlgorithm } from './resources/algorithm-changes.js';
import { algorithmParameters, algorithmVersions } from './resources/algorithm.js';
import { cleanDuplicates, dataHealth } from './resources/data-health.js';
import { decideCandidate } from './resources/decide-candidate.js';
import { divergenceRate } from './resources/divergence-rate.js';
import { changeEpoch, clearMatches, clearOldMatches, showEpoch } from './resources/epoch.js';
import { exchange } from './resources/exchange.js';
import { events } from './resources/events.js';
import { exportedTable } from './resources/exports.js';
import { facets } from './resources/facets.js';
import { generateWeek } from './resources/generate-week.js';
import { health } from './resources/health.js';
import { importFile, listImports, oneImport, retractImport } from './resources/imports.js';
import { explainMatch } from './resources/explained-match.js';
import { listModels } from './resources/listed-models.js';
import { excludeMatch, includeMatch } from './resources/match-exclusion.js';
import { linkMatch, unlinkMatch } from './resources/match-link.js';
import { giveReason, takeReasonBack } from './resources/match-reason.js';
import { reviewAll, reviewMatch, takeReviewBack } from './resources/match-review.js';
import { listMatches } from './resources/matches.js';
import { promoteModel, rollBackModel } from './resources/model-changes.js';
import { modelEvaluations } from './resources/model-evaluations.js';
import { oneModel, oneModelFile } from './resources/models.js';
import { oneMatch } from './resources/one-match.js';
import { oneWeek, reviewOneWeek } from './resources/one-week.js';
import { listPatterns } from './resources/patterns.js';
import { predict } from './resources/predictions.js';
import { reconcile, reconcileDay, reconcileState } from './resources/reconcile.js';
import { listRecommendations, oneRecommendation, snapshotTimeline } from './resources/recommendations.js';
import { backfill, cancelRun, listRuns, oneRun } from './resources/runs.js';
import { previewNotifications, sendNotifications } from './resources/notifications.js';
import { reviewWeek } from './resources/review.js';
import { systemStatus } from './resources/status.js';
import { successMetrics } from './resources/success-metrics.js';
import { symbolCounts } from './resources/symbols.js';
import { topModifications } from './resources/top-modifications.js';
import { trackOutcomes } from './resources/track-outcomes.js';
import { listCandidates, oneCandidate } from './resources/v4-candidates.js';
import { listWeeks } from './resources/weekly-summaries.js';

/** All routes, as the document lists them. The document itself is one more. */
export const ROUTES: readonly Route[] = [
  health,
  exchange,
  listMatches,
  reviewAll,
  oneMatch,
  explainMatch,
  giveReason,
  takeReasonBack,
  reviewMatch,
  takeReviewBack,
  excludeMatch,
  includeMatch,
  linkMatch,
  unlinkMatch,
  listRecommendations,
  oneRecommendation,
  actOnAdvice,
  snapshotTimeline,
  listWeeks,
  oneWeek,
  reviewOneWeek,
  generateWeek,
  reviewWeek,
  previewNotifications,
  sendNotifications,
  listCandidates,
  oneCandidate,
  decideCandidate,
  listPatterns,
  algorithmVersions,
  algorithmParameters,
  rollBackAlgorithm,
  keepAlgorithm,
  exportedTable,
  listImports,
  oneImport,
  importFile,
  retractImport,
  listModels,
  oneModel,
  modelEvaluations,
  oneModelFile,
  rollBackModel,
  promoteModel,
  predict,
  facets,
  systemStatus,
  dataHealth,
  cleanDuplicates,
  showEpoch,
  changeEpoch,
  clearMatches,
  clearOldMatches,
  divergenceRate,
  algorithmAccuracy,
  topModifications,
  symbolCounts,
  successMetrics,
  reconcile,
  reconcileState,
  reconcileDay,
  trackOutcomes,
  backfill,
  listRuns,
  oneRun,
  cancelRun,
  events,
];

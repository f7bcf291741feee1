/** Every workflow there is, by the name it is started under: what the worker's bundle is made from. */
export { askStep } from './ask-step.js';
export { backfill } from './backfill.js';
export { candidateReview } from './candidate-review.js';
export { endOfDay } from './end-of-day.js';
export { fullRetrain } from './full-retrain.js';
export { hourlyLearning } from './hourly-learning.js';
export { importBatch } from './import-batch.js';
export { importFiles } from './import-files.js';
export { modelDeployment } from './model-deployment.js';
export { morningPrep } from './morning-prep.js';
export { nightlyReconciliation } from './nightly-reconciliation.js';
export { outcomeTracking } from './outcome-tracking.js';
export { reply } from './reply.js';
export { sendMessage } from './send-message.js';
export { startScheduled } from './start-scheduled.js';
export { tasteFrontier } from './taste-frontier.js';
export { weeklyAggregation } from './weekly-aggregation.js';

export { backfillMonth } from './earlier/backfill-month.js';
export { advise, describe, exportTable, rebuild, retract } from './earlier/single-step.js';

/** Every workflow there is, by the name it is started under: what the worker's bundle is made from. */
export { backfill } from './backfill.js';
export { backfillMonth } from './backfill-month.js';
export { importFiles } from './import-files.js';
export { nightlyReconciliation } from './nightly-reconciliation.js';
export { outcomeTracking } from './outcome-tracking.js';
export { advise, describe, exportTable, rebuild, retract } from './single-step.js';
export { startScheduled } from './start-scheduled.js';
export { weeklyAggregation } from './weekly-aggregation.js';

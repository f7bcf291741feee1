import type { ReadName } from './named-reads.js';

const NAMES: Record<ReadName, true> = {
  describe: true,
  waitingFor: true,
  behind: true,
  tableRows: true,
  matches: true,
  questions: true,
  review: true,
  match: true,
  considered: true,
  lots: true,
  imports: true,
  import: true,
  accounts: true,
  morning: true,
  patterns: true,
  pattern: true,
  candidates: true,
  candidate: true,
  algorithmVersions: true,
  algorithmVersion: true,
  algorithmDifferences: true,
  currentAlgorithm: true,
  decision: true,
  reviews: true,
  features: true,
  defaultFeatures: true,
  learning: true,
  models: true,
  model: true,
  modelCard: true,
  deployments: true,
  championTrouble: true,
  deployment: true,
  predict: true,
  retraction: true,
};

/**
 * The names of the reads: what is answered at the socket, and asked there. Who asks needs nothing else of them: neither
 * the database nor the rules.
 */
export const READS = Object.keys(NAMES) as ReadName[];

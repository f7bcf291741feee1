import type { CandidateRow } from '../domain/candidates/candidate-row.js';

/**
 * What is decided on a Saturday about the candidates that are open. `high`: those of that priority are implemented;
 * `found`: all of them, whatever they cost; `reject`: all of them are rejected.
 */
export const POLICIES = ['none', 'high', 'found', 'reject'] as const;
export type Policy = (typeof POLICIES)[number];

export function isAnswered(policy: Policy, { priority }: Pick<CandidateRow, 'priority'>): boolean {
  return policy === 'high' ? priority === 'high' : policy !== 'none';
}

import type { Starter } from './run-workflow.js';

/** What an import shows of itself without being asked: the hashes of its files. */
export interface ImportMemo extends Record<string, unknown> {
  hashes: string[];
}

/** The hashes of the files whose imports are under way; those that version 0.1.0 started have it in their ids. */
export async function importsUnderWay({ client }: Starter): Promise<Set<string>> {
  const underWay = new Set<string>();
  const query = `WorkflowType IN ('importFiles', 'importBatch') AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    for (const [hash] of workflowId.matchAll(/[0-9a-f]{64}/g)) underWay.add(hash);
    for (const hash of (memo as Partial<ImportMemo> | undefined)?.hashes ?? []) underWay.add(hash);
  }
  return underWay;
}

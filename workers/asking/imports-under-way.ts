import type { Starter } from './run-workflow.js';

/** The hashes of the files whose imports are under way, by the ids of their runs. */
export async function importsUnderWay({ client }: Starter): Promise<Set<string>> {
  const hashes = new Set<string>();
  const query = `WorkflowType = 'importFiles' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query }))
    for (const [hash] of workflowId.matchAll(/[0-9a-f]{64}/g)) hashes.add(hash);
  return hashes;
}

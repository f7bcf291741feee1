import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { controlQueue } from '../../workflows/ids.js';
import { rootOf } from './failure.js';
import { errorOf } from './named-error.js';
import { asked, type Starter } from './run-workflow.js';

/** A workflow that waits for people, as it is started where none runs. */
export interface WaitingRun {
  type: string;
  workflowId: string;
  args: object[];
  staticSummary: string;
}

/**
 * What such a workflow answers to an update, which comes to one that runs or to a new one; an update of one id that
 * comes twice is one. Throws what it is refused for.
 */
export async function updateWithStart<T>(
  starter: Starter,
  { type, ...run }: WaitingRun,
  { name, args, updateId }: { name: string; args: unknown[]; updateId?: string },
): Promise<T> {
  try {
    return await asked(starter, ({ workflow }) => {
      const startWorkflowOperation = new WithStartWorkflowOperation(type, {
        ...run,
        taskQueue: controlQueue(starter.storeId),
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      });
      return workflow.executeUpdateWithStart<() => Promise<unknown>, T, unknown[]>(name, {
        args,
        startWorkflowOperation,
        ...(updateId !== undefined && { updateId }),
      });
    });
  } catch (error) {
    throw error instanceof WorkflowUpdateFailedError ? errorOf(rootOf(error.cause)) : error;
  }
}

/** The runs of a type that are under way, by what `named` makes of their ids; those of other homes are left out. */
export function runsUnderWay(
  starter: Starter,
  type: string,
  named: (workflowId: string) => string | undefined,
): Promise<string[]> {
  const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
  return asked(starter, async ({ workflow }) => {
    const found: string[] = [];
    for await (const { workflowId } of workflow.list({ query })) {
      const name = named(workflowId);
      if (name !== undefined) found.push(name);
    }
    return found;
  });
}

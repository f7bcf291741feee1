import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, ParentClosePolicy, sleep, type Workflow } from '@temporalio/workflow';

interface Run<W extends Workflow> {
  workflowId: string;
  args: Parameters<W>;
}

/**
 * Runs a workflow under its own id to its end. While somebody else's run of that id is under way it waits and then runs it again: over
 * inputs that have not changed since, that changes nothing.
 */
export async function runInTurn<W extends Workflow>(
  workflow: W,
  run: Run<W>,
  pauseSeconds: number,
): Promise<void> {
  while (!(await runUnlessRunning(workflow, run))) await sleep(pauseSeconds * 1000);
}

/** Runs a workflow under its own id to its end; false, at once, when a run of that id is under way. It outlives whoever runs it. */
export async function runUnlessRunning<W extends Workflow>(
  workflow: W,
  { workflowId, args }: Run<W>,
): Promise<boolean> {
  try {
    await executeChild<Workflow>(workflow, {
      workflowId,
      args,
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

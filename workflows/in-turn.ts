import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  executeChild,
  ParentClosePolicy,
  sleep,
  type Workflow,
  type WorkflowResultType,
} from '@temporalio/workflow';

/** Between looks in the end: a month of waiting stays far from the most events that a run may have. */
const LONGEST_PAUSE_SECONDS = 600;

interface Run<W extends Workflow> {
  workflowId: string;
  args: Parameters<W>;
}

/**
 * Runs a workflow under its own id to its end and gives its result; it outlives whoever runs it. While somebody else's run of that id is
 * under way it waits, each time twice as long, and then runs it itself: that one may have been asked for less, and over inputs that have
 * not changed since the second run changes nothing.
 */
export async function runInTurn<W extends Workflow>(
  workflow: W,
  { workflowId, args }: Run<W>,
  pauseSeconds: number,
): Promise<WorkflowResultType<W>> {
  for (let pause = pauseSeconds; ; pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS)) {
    try {
      const options = { workflowId, args, parentClosePolicy: ParentClosePolicy.ABANDON };
      return (await executeChild<Workflow>(workflow, options)) as WorkflowResultType<W>;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await sleep(pause * 1000);
    }
  }
}

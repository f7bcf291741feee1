import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, ParentClosePolicy, sleep } from '@temporalio/workflow';

/** Between looks in the end: a month of waiting stays far from the most events that a run may have. */
const LONGEST_PAUSE_SECONDS = 600;

interface Run {
  workflowId: string;
  args: [object];
  /** What it is asked to do, for the workflow UI. */
  staticSummary: string;
}

/**
 * Runs a workflow under its own id to its end and gives its result; it outlives whoever runs it. While somebody else's
 * run of that id is under way it waits, each time twice as long, and then runs it itself: that one may have been asked
 * for less, and over inputs that have not changed since the second run changes nothing.
 */
export async function runInTurn(type: string, run: Run, pauseSeconds: number): Promise<unknown> {
  for (let pause = pauseSeconds; ; pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS)) {
    try {
      const options = { ...run, parentClosePolicy: ParentClosePolicy.ABANDON };
      return (await executeChild(type, options)) as unknown;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await sleep(pause * 1000);
    }
  }
}

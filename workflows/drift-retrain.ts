import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { IsoDate } from '../domain/time/dates.js';
import type { FullRetrainInput } from './full-retrain.js';
import { driftRetrainId, type Named } from './ids.js';
import { USUAL_RETRAIN, workflowOf } from './step-table.js';

/** What asks for a retrain before it is Sunday: a stream in which something changed, or a champion that got worse. */
export interface RetrainReason {
  /** The day by which it was seen. */
  date: IsoDate;
  stream: 'model' | 'human' | 'champion';
}

/**
 * Begins a retrain, which outlives whoever asks for it. What was begun or done before for the same day and stream is
 * not begun again. Gives the id of the run.
 */
export async function startDriftRetrain(
  { storeId, idPrefix }: Named & { storeId: string },
  reason: RetrainReason,
): Promise<string> {
  const workflowId = driftRetrainId({ idPrefix }, reason);
  const asked = { storeId, idPrefix, input: USUAL_RETRAIN, after: null, pauseSeconds: 0 };
  const { type, args, summary } = workflowOf('retrain', asked);
  try {
    await startChild(type, {
      workflowId,
      args: args as [FullRetrainInput],
      staticSummary: summary,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return workflowId;
}

import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { Refusal } from '../../workflows/refusal.js';

/** What made a workflow fail, from the bottom of its causes. */
export function rootOf(error: unknown): Refusal {
  let cause = error;
  while (
    (cause instanceof WorkflowFailedError || cause instanceof TemporalFailure) &&
    cause.cause !== undefined
  )
    cause = cause.cause;
  if (cause instanceof ApplicationFailure) return { name: cause.type ?? cause.name, message: cause.message };
  return cause instanceof Error
    ? { name: cause.name, message: cause.message }
    : { name: 'Error', message: String(cause) };
}

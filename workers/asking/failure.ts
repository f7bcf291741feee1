import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import * as errors from '../../domain/errors.js';
import type { Refusal } from '../../workflows/refusal.js';

const { TradeloopError: _, ...CLASSES } = errors;
const NAMED = new Map<string, new (message: string) => Error>(Object.entries(CLASSES));

/** The error that a step threw in its process, as the same error here. */
export function errorOf({ name, message }: Refusal): Error {
  const Named = NAMED.get(name);
  return Named ? new Named(message) : new Error(`${name}: ${message}`);
}

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

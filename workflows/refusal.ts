import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import * as errors from '../domain/errors.js';

/** Bad data, by its name in `domain/errors.ts`. */
export interface Refusal {
  name: string;
  message: string;
}

/** What a step refused its input for; undefined for every other failure. */
export function refusalOf(error: unknown): Refusal | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable) return undefined;
  const { type, message } = cause;
  // A fault of the program that was tried often enough is no refusal.
  return type && Object.hasOwn(errors, type) ? { name: type, message } : undefined;
}

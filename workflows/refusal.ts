import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { isRefusalNamed } from '../domain/refusal.js';

/** Bad data, by its name in `domain/errors.ts`. */
export interface Refusal {
  name: string;
  message: string;
}

/** What a step refused its input for; undefined for every other failure. */
export function refusalOf(error: unknown): Refusal | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable) return undefined;
  // A fault of the home, or of the program that was tried often enough, is no refusal.
  return cause.type && isRefusalNamed(cause.type) ? causeOf(error) : undefined;
}

/** What a step failed by, be it that its process ended again and again; undefined for what is no failure of a step. */
export function causeOf(error: unknown): Refusal | undefined {
  if (!(error instanceof ActivityFailure)) return undefined;
  const { cause } = error;
  if (cause instanceof ApplicationFailure) return { name: cause.type ?? cause.name, message: cause.message };
  return { name: cause?.name ?? error.name, message: cause?.message ?? error.message };
}

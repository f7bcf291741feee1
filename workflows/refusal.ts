import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Bad data, by its name in `domain/errors.ts`. */
export interface Refusal {
  name: string;
  message: string;
}

/** What a step refused its input for; undefined for every other failure. */
export function refusalOf(error: unknown): Refusal | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable) return undefined;
  return { name: cause.type ?? cause.name, message: cause.message };
}

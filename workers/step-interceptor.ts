import type { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { TradeloopError } from '../domain/errors.js';

const HEARTBEAT_MS = 2_000;
/** So often an asked step that fails by itself is tried: who asked hears within seconds of what keeps failing. */
const ASKED_ATTEMPTS = 4;

/**
 * Reports to the server that a step is alive while it runs, and bad data by its name, as a failure that is not tried
 * again and no trouble to be logged. A step that nobody waits for is tried until it succeeds, what a crash broke off
 * always again. `doing` is what there is to say of a step under way.
 */
export function stepInterceptor(
  context: Context,
  doing: () => unknown = () => undefined,
): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const pulse = setInterval(() => context.heartbeat(doing()), HEARTBEAT_MS);
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof CancelledFailure) throw error;
          if (error instanceof TradeloopError) {
            const { message, name: type } = error;
            const category = ApplicationFailureCategory.BENIGN;
            throw ApplicationFailure.create({ message, type, nonRetryable: true, category });
          }
          const { attempt, retryPolicy } = context.info;
          const isAsked = Boolean(retryPolicy?.maximumAttempts);
          if (!isAsked || attempt < ASKED_ATTEMPTS) throw error;
          throw ApplicationFailure.fromError(error, { nonRetryable: true });
        } finally {
          clearInterval(pulse);
        }
      },
    },
  };
}

import type { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { TradeloopError } from '../domain/errors.js';

const HEARTBEAT_MS = 2_000;

/** Keeps telling the server that a step is alive while it runs, and tells bad data by its name, as a failure that is not tried again and no trouble to be logged. */
export function stepInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const pulse = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
        try {
          return await next(input);
        } catch (error) {
          if (!(error instanceof TradeloopError)) throw error;
          const { message, name: type } = error;
          throw ApplicationFailure.create({
            message,
            type,
            nonRetryable: true,
            category: ApplicationFailureCategory.BENIGN,
          });
        } finally {
          clearInterval(pulse);
        }
      },
    },
  };
}

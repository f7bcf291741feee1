import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import type { Logger } from 'pino';
import { TradeloopError } from '../domain/errors.js';
import { NotSent } from '../messages/not-sent.js';

/**
 * What a way did not take is tried again, not before it asks to be; bad input is not. The failures that the server
 * keeps are made of our words alone.
 */
export function sendingInterceptor(log: Logger): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof NotSent) {
            log.warn({ asked: input.args[0], problem: error.message }, 'not sent');
            throw tryAgain(error);
          }
          if (!(error instanceof TradeloopError)) throw error;
          const { message, name: type } = error;
          throw ApplicationFailure.create({ message, type, nonRetryable: true });
        }
      },
    },
  };
}

function tryAgain({ message, name: type, retryAfterSeconds }: NotSent): ApplicationFailure {
  return ApplicationFailure.create({
    ...{ message, type, category: ApplicationFailureCategory.BENIGN },
    ...(retryAfterSeconds !== undefined && { nextRetryDelay: retryAfterSeconds * 1_000 }),
  });
}

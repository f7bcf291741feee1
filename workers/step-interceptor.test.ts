import type { Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../domain/errors.js';
import { stepInterceptor } from './step-interceptor.js';

const failing = (error: Error) => {
  const { inbound } = stepInterceptor({ heartbeat: () => undefined } as unknown as Context);
  return inbound?.execute?.({ args: [], headers: {} }, () => Promise.reject(error));
};

describe('stepInterceptor(context).inbound.execute(input, next)', () => {
  test('tells bad data by its name, once and without an entry in the log', async () => {
    await expect(failing(new FileRefused('a web page'))).rejects.toMatchObject({
      message: 'a web page',
      type: 'FileRefused',
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
  });

  test('leaves a fault as it is', async () => {
    const fault = new Error('disk full');
    await expect(failing(fault)).rejects.toBe(fault);
  });
});

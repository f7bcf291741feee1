import type { Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../domain/errors.js';
import { stepInterceptor } from './step-interceptor.js';

const ASKED = { maximumAttempts: 40 };

const failing = (error: Error, { attempt = 1, retryPolicy = {} } = {}) => {
  const context = { heartbeat: () => undefined, info: { attempt, retryPolicy } };
  const { inbound } = stepInterceptor(context as unknown as Context);
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
    await expect(failing(fault, { attempt: 3, retryPolicy: ASKED })).rejects.toBe(fault);
  });

  test('gives a fault up at the fourth attempt where a person waits, never where nobody does', async () => {
    const fault = new Error('disk full');
    await expect(failing(fault, { attempt: 4, retryPolicy: ASKED })).rejects.toMatchObject({
      message: 'disk full',
      nonRetryable: true,
    });
    await expect(failing(fault, { attempt: 100 })).rejects.toBe(fault);
  });
});

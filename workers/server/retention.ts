import type { Connection } from '@temporalio/client';
import Long from 'long';

const MONTH_SECONDS = 30 * 86_400;

/** Keeps closed workflows for a month instead of the development server's day. */
export async function keepForAMonth({ workflowService }: Connection, namespace: string): Promise<void> {
  const config = { workflowExecutionRetentionTtl: { seconds: Long.fromNumber(MONTH_SECONDS) } };
  await workflowService.updateNamespace({ namespace, config });
}

import type { Connection } from '@temporalio/client';
import Long from 'long';
import { STEP, TRADING_DATE } from '../../workflows/search-attributes.js';

/** Temporal's number for a search attribute that is one word. */
const KEYWORD = 2;

const MONTH_SECONDS = 30 * 86_400;

/** Registers our search attributes on a cluster that does not know them yet. */
export async function registerSearchAttributes(
  { operatorService }: Connection,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = [STEP, TRADING_DATE].filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(({ name }) => [name, KEYWORD]));
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** Keeps closed workflows for a month instead of the development server's day. */
export async function keepForAMonth({ workflowService }: Connection, namespace: string): Promise<void> {
  const config = { workflowExecutionRetentionTtl: { seconds: Long.fromNumber(MONTH_SECONDS) } };
  await workflowService.updateNamespace({ namespace, config });
}

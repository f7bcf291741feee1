import type { Home } from '../../store/home/home.js';
import { readRunFile, type RunFile } from '../running/run-file.js';

/** {@link uiUrlOf} of the system that runs on a home. */
export async function uiUrl(home: Home, info: { workflowId: string; runId: string }): Promise<string | null> {
  return uiUrlOf(await readRunFile(home.run), info);
}

/**
 * Where the workflow UI shows a run; null where the UI is not up. What lets a browser in is the link of `tradeloop ui`,
 * of which nothing stands here.
 */
export function uiUrlOf(
  run: Pick<RunFile, 'ui_url' | 'namespace'> | undefined,
  { workflowId, runId }: { workflowId: string; runId: string },
): string | null {
  if (run === undefined || run.ui_url === null) return null;
  const parts = ['namespaces', run.namespace, 'workflows', workflowId, runId, 'history'];
  return `${new URL(run.ui_url).origin}/${parts.map(encodeURIComponent).join('/')}`;
}

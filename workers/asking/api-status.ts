import type { RunFile } from '../running/run-file.js';
import type { SystemStatus } from './status.js';

const ANSWER_MS = 2_000;

/** Where the API of a system is, and whether it answers there: not that of another home, nor another program. */
export async function apiStatus({
  api_url = null,
  store_id,
}: Pick<RunFile, 'api_url' | 'store_id'>): Promise<Pick<SystemStatus, 'api_url' | 'api_answers'>> {
  return { api_url, api_answers: api_url === null ? null : await answers(api_url, store_id) };
}

function answers(url: string, storeId: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    ({ ok, headers }) => ok && headers.get('x-store-id') === storeId,
    () => false,
  );
}

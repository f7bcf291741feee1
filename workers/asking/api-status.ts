import type { RunFile } from '../running/run-file.js';
import type { SystemStatus } from './status.js';

const ANSWER_MS = 2_000;

/** Where the API of a system is, and whether it answers there. */
export async function apiStatus({
  api_url = null,
}: Pick<RunFile, 'api_url'>): Promise<Pick<SystemStatus, 'api_url' | 'api_answers'>> {
  return { api_url, api_answers: api_url === null ? null : await answers(api_url) };
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

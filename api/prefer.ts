import { Problem } from './problem.js';

const DEFAULT_SECONDS = 10;
const MOST_SECONDS = 60;

/** How long who asks wants to wait for a step, in milliseconds: `Prefer: wait=N`, or `respond-async` for not at all. */
export function waitMs(request: Request): number {
  const wanted = (request.headers.get('prefer') ?? '').split(',').map((one) => one.trim().toLowerCase());
  if (wanted.includes('respond-async')) return 0;
  const wait = wanted.find((one) => one.startsWith('wait='))?.slice('wait='.length);
  if (wait === undefined) return DEFAULT_SECONDS * 1_000;
  const seconds = /^\d{1,2}$/.test(wait) ? Number(wait) : NaN;
  if (!(seconds <= MOST_SECONDS))
    throw new Problem('malformed', `Prefer: wait is a number of seconds up to ${MOST_SECONDS}`, {
      errors: [{ in: 'header', name: 'Prefer', message: `not wait=0 to wait=${MOST_SECONDS}` }],
    });
  return seconds * 1_000;
}

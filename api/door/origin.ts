import { Problem } from '../problem.js';

/**
 * Refuses a host that is not ours: a page that had its own name point here would be answered as if it were ours. A
 * whole address in place of a path names a host too.
 */
export function checkHost(request: Request, hosts: ReadonlySet<string>): void {
  const host = request.headers.get('host')?.toLowerCase();
  if (host === undefined || !hosts.has(host) || !hosts.has(new URL(request.url).host))
    throw new Problem(
      'wrong-host',
      'this host is not ours: use the address that "npx tradeloop status" shows',
    );
}

const OWN_FETCHES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Refuses what another site asks through somebody's browser. Programs name no site. */
export function checkOrigin(request: Request, hosts: ReadonlySet<string>): void {
  const origin = request.headers.get('origin');
  if (origin !== null && !isOwn(origin, hosts))
    throw new Problem('cross-origin', 'Origin names another site');
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && !OWN_FETCHES.has(site))
    throw new Problem('cross-origin', 'Sec-Fetch-Site says that another site asks');
}

function isOwn(origin: string, hosts: ReadonlySet<string>): boolean {
  const [, host] = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase()) ?? [];
  return host !== undefined && hosts.has(host);
}

import { readConfig } from '../config.js';
import { PAGES } from '../domain/access/pages.js';
import type { Scope } from '../domain/access/scope.js';
import { NotRunning } from '../domain/errors.js';
import { homePaths } from '../store/home/home.js';
import { createCode, isCodeOpen } from '../store/home/codes.js';
import { runOn } from '../workers/running/run-on.js';

/** A link that lets a browser in, once and for a minute. */
export interface DashboardLink {
  url: string;
  /** The same without the code. */
  page: string;
  /** An instant in UTC. */
  expires_at: string;
  /** Whether a browser followed it. */
  isFollowed: () => Promise<boolean>;
}

/** A link to the dashboard of the system that runs on a home. Throws NotRunning where none does, or its API is off. */
export async function dashboardLink(home: string, scope: Scope): Promise<DashboardLink> {
  const page = `${await addressOf(home)}${PAGES}`;
  const paths = homePaths(home);
  const { code, expires_at } = await createCode(paths, { scope, now: new Date() });
  return {
    ...{ url: `${page}#code=${code}`, page, expires_at },
    isFollowed: async () => !(await isCodeOpen(paths, { code, now: new Date() })),
  };
}

/** Beyond a proxy, where there is one. */
async function addressOf(home: string): Promise<string> {
  const { api_url } = await runOn(home);
  const { publicUrl } = readConfig();
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  if (!api_url)
    throw new NotRunning(
      'the API is off: "npx tradeloop down", then "npx tradeloop up --listen HOST:PORT" with a port that is free',
    );
  return api_url;
}

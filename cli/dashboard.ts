import { Command, Option } from 'commander';
import { readConfig } from '../config.js';
import { SCOPES, type Scope } from '../domain/access/scope.js';
import { NotRunning } from '../domain/errors.js';
import { toSecond } from '../domain/time/to-second.js';
import { answering, printNote } from './context.js';

interface DashboardOptions {
  scope: Scope;
  open: boolean;
}

const PAGE = '/strategies/learning';

/**
 * `dashboard`: the document is `{url, expires_at}`. The code behind the `#` of the link lets a browser in, once and for
 * a minute.
 */
export function dashboardCommand(): Command {
  return new Command('dashboard')
    .description('open the dashboard of the running system, signed in; prints its link')
    .addOption(
      new Option('--scope <scope>', 'what the browser may do; each includes those before')
        .choices(SCOPES)
        .default('admin'),
    )
    .option('--no-open', 'print the link and open no browser')
    .action(
      answering(async ({ home }, { scope, open }: DashboardOptions) => {
        const { createCode, isCodeOpen } = await import('../store/home/codes.js');
        const { homePaths } = await import('../store/home/home.js');
        const { openBrowser } = await import('./open-browser.js');
        const address = await addressOf(home);
        const paths = homePaths(home);
        const { code, expires_at } = await createCode(paths, { scope, now: new Date() });
        const url = `${address}${PAGE}#code=${code}`;
        const isFollowed = async () => !(await isCodeOpen(paths, { code, now: new Date() }));
        const isOpened = open && (await openBrowser(url, { folder: paths.dir, isFollowed }));
        if (open && !isOpened) printNote('no browser of this machine followed the link: open it yourself');
        return {
          document: { url, expires_at: toSecond(new Date(expires_at)) },
          lines: isOpened ? [`signed in at ${address}${PAGE}`] : [url, 'it works once, for a minute'],
        };
      }),
    );
}

/** Beyond a proxy, where there is one. */
async function addressOf(home: string): Promise<string> {
  const { runOn } = await import('../workers/running/run-on.js');
  const { api_url } = await runOn(home);
  const { publicUrl } = readConfig();
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  if (!api_url)
    throw new NotRunning(
      'the API is off: "npx tradeloop down", then "npx tradeloop up --listen HOST:PORT" with a port that is free',
    );
  return api_url;
}

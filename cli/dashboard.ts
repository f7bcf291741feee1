import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { SCOPES, type Scope } from '../domain/access/scope.js';
import { toSecond } from '../domain/time/to-second.js';
import { answering, printNote } from './context.js';

interface DashboardOptions {
  scope: Scope;
  open: boolean;
}

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
        const { dashboardLink } = await import('./dashboard-link.js');
        const { openBrowser } = await import('./open-browser.js');
        const { url, page, expires_at, isFollowed } = await dashboardLink(home, scope);
        const isOpened = open && (await openBrowser(url, { folder: resolve(home), isFollowed }));
        if (open && !isOpened) printNote('no browser of this machine followed the link: open it yourself');
        return {
          document: { url, expires_at: toSecond(new Date(expires_at)) },
          lines: isOpened ? [`signed in at ${page}`] : [url, 'it works once, for a minute'],
        };
      }),
    );
}

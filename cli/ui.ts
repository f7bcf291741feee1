import { Command } from 'commander';
import { answering } from './context.js';

/** `ui`: the document is `{ui_url}`, the link that lets a browser in. */
export function uiCommand(): Command {
  return new Command('ui')
    .description('open the workflow UI of the running system and print its link; runs go on')
    .action(
      answering(async ({ home }) => {
        const { openUi } = await import('../workers/supervision/open-ui.js');
        const { ui_url, ui_findable } = await openUi(home);
        return { document: { ui_url }, lines: [ui_url, ...(ui_findable ? [FINDABLE] : [])] };
      }),
    );
}

/** What stays open on a system that has no second address of its own. */
export const FINDABLE =
  'This system has no address of its own but 127.0.0.1, so a web page that you open could find the UI by trying all ports, ' +
  'and read and start runs. Open no other pages meanwhile; "npx tradeloop down", then "up", ends the UI.';

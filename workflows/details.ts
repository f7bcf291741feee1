import { setCurrentDetails } from '@temporalio/workflow';
import { inWords } from './words.js';

/** The UI asks for details by an address, which has a limit. */
const MOST_CHARACTERS = 3_000;

/**
 * Shows in the workflow UI what came of a run, or has come of it so far: a sentence, and the lines that the CLI prints,
 * as they are. The UI reads markdown, and cuts the last line of a block off.
 */
export function showDetails(sentence: () => string, lines: () => readonly string[] = () => []): void {
  const block = inWords(() => lines().join('\n'))
    .replaceAll('`', '’')
    .slice(0, MOST_CHARACTERS);
  const said = inWords(sentence);
  setCurrentDetails(block === '' ? said : `${said}\n\n\`\`\`\n${block}\n\n\`\`\`\n`);
}

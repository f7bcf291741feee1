import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { readConfig } from '../config.js';

/** For a browser to start and to follow the link. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 200;

/**
 * Opens a link with a secret in the browser of this machine, and waits for it to be followed, as `isFollowed` says.
 * Gives whether it was; false at once where there is no browser.
 *
 * All users of a machine see the words that a program is started with. So the browser is given the path of a file, for
 * its owner alone, that leads on to the link.
 */
export async function openBrowser(
  url: string,
  { folder, isFollowed }: { folder: string; isFollowed: () => Promise<boolean> },
): Promise<boolean> {
  const { opener } = readConfig();
  if (opener === undefined) return false;
  const file = join(folder, `open-${randomUUID()}.html`);
  await writeFile(file, pageTo(url), { mode: 0o600 });
  try {
    if (!(await isStarted(opener, pathToFileURL(file).href))) return false;
    for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await sleep(LOOK_MS))
      if (await isFollowed()) return true;
    return false;
  } finally {
    await rm(file, { force: true });
  }
}

function pageTo(url: string): string {
  return `<!doctype html>\n<meta charset="utf-8" />\n<title>tradeloop</title>\n<meta http-equiv="refresh" content="0; url=${url}" />\n`;
}

function isStarted(program: string, word: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [word], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}

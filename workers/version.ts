import { readFileSync } from 'node:fs';

/** Which version this is, as its package says. */
export const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

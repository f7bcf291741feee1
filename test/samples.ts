import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatSample } from './format-sample.js';

const INGEST = join(import.meta.dirname, '..', 'ingest');

async function samplesIn(folder: string): Promise<FormatSample[]> {
  const found: FormatSample[] = [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // One after the other: modules that import the same are not loaded at once here.
  for (const path of paths.filter((one) => /(^|\/)sample\.ts$/.test(one)).sort()) {
    const { samples } = (await import(join(folder, path))) as { samples: readonly FormatSample[] };
    found.push(...samples);
  }
  return found;
}

/** The samples of all formats, found in `ingest/`. */
export const SAMPLES: readonly FormatSample[] = await samplesIn(INGEST);

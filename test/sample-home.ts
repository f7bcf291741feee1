import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Steps } from '../activities/steps.js';
import type { DateRange } from '../domain/time/dates.js';

const SAMPLE = join(import.meta.dirname, '../data/sample');

/** The days of the sample with anything in them. */
export const SAMPLE_RANGE: DateRange = { from: '2025-06-02', to: '2025-11-21' };

/** Imports the sample; `advice` is a file of recommendations to be imported in place of its own. */
export async function importSample(steps: Steps, advice?: string): Promise<void> {
  for (const name of (await readdir(SAMPLE)).sort()) {
    const isAdvice = name.includes('recommendations');
    if (name.endsWith('.md')) continue;
    const path = isAdvice && advice !== undefined ? advice : join(SAMPLE, name);
    await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  }
}

import type { Steps } from '../activities/steps.js';

/** The hashes of a table's export in each format. */
export async function exportHashes(steps: Pick<Steps, 'exportTable'>, table: string): Promise<string[]> {
  const found: string[] = [];
  for (const format of ['jsonl', 'csv', 'parquet'] as const)
    found.push((await steps.exportTable({ table, format })).sha256);
  return found;
}

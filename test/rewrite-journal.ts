import { readFile, writeFile } from 'node:fs/promises';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import type { AskedApi } from './asked-api.js';

/** Has a home have another past: it begins again with the facts that `change` makes of its own. */
export async function rewriteJournal(
  api: AskedApi,
  change: (facts: readonly Fact[]) => readonly Fact[],
): Promise<void> {
  const { journal } = homePaths(api.dir);
  const facts = (await readFile(journal, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fact);
  const changed = change(facts);
  await writeFile(journal, changed.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  await api.restart();
}

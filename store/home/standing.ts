import { factsOf, type Facts } from './journal.js';
import type { Manifest, ManifestEntry } from './manifest.js';

interface Imports {
  manifest: Pick<Manifest, 'entries'>;
  journal: Facts;
}

/** The imports that nobody retracted, and in whose place none by a better mapping stands. */
export function keptImports({ manifest, journal }: Imports): ManifestEntry[] {
  const retracted = new Set(factsOf(journal, 'import_retracted').flatMap(({ seqs }) => seqs));
  const left = manifest.entries.filter(({ seq }) => !retracted.has(seq));
  const replaced = new Set(left.flatMap(({ replaces = [] }) => replaces));
  return left.filter(({ seq }) => !replaced.has(seq));
}

/**
 * The numbers of the imports in force: of those that are kept, and of a file and its corrections the last one alone. A
 * line that was corrected may change what others say, so that both versions of them must not count side by side.
 */
export function standingImports(imports: Imports): Set<number> {
  const last = new Map(keptImports(imports).map(({ seq, corrects }) => [corrects ?? seq, seq]));
  return new Set(last.values());
}

import { factsOf, type Journal } from './journal.js';
import type { Manifest, ManifestEntry } from './manifest.js';

interface Imports {
  manifest: Pick<Manifest, 'entries'>;
  journal: Journal;
}

/** The imports that nobody took back. */
export function keptImports({ manifest, journal }: Imports): ManifestEntry[] {
  const taken = new Set(factsOf(journal, 'import_retracted').flatMap(({ seqs }) => seqs));
  return manifest.entries.filter(({ seq }) => !taken.has(seq));
}

/**
 * The numbers of the imports that count: those that nobody took back, and of a file and its corrections the last one alone. A line that was put right
 * may change what others tell, so that the two tellings of them must not stand side by side.
 */
export function standingImports(imports: Imports): Set<number> {
  const last = new Map(keptImports(imports).map(({ seq, corrects }) => [corrects ?? seq, seq]));
  return new Set(last.values());
}

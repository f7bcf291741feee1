import { join } from 'node:path';
import { InvalidInput, NotFound } from '../domain/errors.js';
import type { ListedImport } from '../domain/records/import-report.js';
import { latest } from '../domain/time/dates.js';
import type { Home } from '../store/home/home.js';
import { factsOf, type Facts } from '../store/home/journal.js';
import type { Manifest, ManifestEntry } from '../store/home/manifest.js';
import { standingImports } from '../store/home/standing.js';

interface Imports {
  home: Home;
  manifest: Pick<Manifest, 'entries'>;
  journal: Facts;
}

/** All imports of a home, the newest first. */
export function listedImports(imports: Imports): ListedImport[] {
  const { home, manifest, journal } = imports;
  const standing = standingImports(imports);
  const retracted = new Set(factsOf(journal, 'import_retracted').flatMap(({ seqs }) => seqs));
  const said = new Map(factsOf(journal, 'import_covered').map(({ seq, through }) => [seq, through]));
  const listed = (entry: ManifestEntry): ListedImport => ({
    id: entry.seq,
    path: entry.path,
    sha256: entry.file_sha256,
    format: entry.format,
    imported_at: entry.imported_at,
    account: entry.account,
    accounts: entry.accounts,
    ...entry.counts,
    reasons: entry.reasons,
    rejects_path: entry.counts.rejected > 0 ? join(home.rejects, `${entry.file_sha256}.csv`) : null,
    covered_from: entry.covered_from,
    covered_through: latest(entry.covered_through, said.get(entry.seq) ?? null),
    cash: entry.cash,
    mapped: entry.mapping !== null,
    corrects: entry.corrects,
    retracted: retracted.has(entry.seq),
    in_force: standing.has(entry.seq),
  });
  return [...manifest.entries].reverse().map(listed);
}

/**
 * The import of a number, or of a sha256 or its beginning. Throws NotFound where there is none, InvalidInput where
 * there are several.
 */
export function importNamed(imports: readonly ListedImport[], id: string): ListedImport {
  const numbered = imports.find((one) => String(one.id) === id);
  if (numbered) return numbered;
  const [found, ...others] = imports.filter(({ sha256 }) => sha256.startsWith(id));
  if (found === undefined || id === '') throw new NotFound(`no import ${JSON.stringify(id)}`);
  if (others.length > 0)
    throw new InvalidInput(
      `several imports begin with ${JSON.stringify(id)}: name one by its number, ${[found, ...others].map((one) => one.id).join(', ')}`,
    );
  return found;
}

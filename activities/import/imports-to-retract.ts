import type { Facts } from '../../store/home/journal.js';
import type { Manifest, ManifestEntry } from '../../store/home/manifest.js';
import { keptImports } from '../../store/home/standing.js';

/** What retracting a file takes: the numbers of its imports, and the accounts that it stands under. */
export interface ToRetract {
  seqs: number[];
  accounts: string[];
}

/**
 * The imports of a file, of one account where it is named, with what it was with corrected lines and the readings that
 * it replaced.
 */
export function importsToRetract(
  imports: { manifest: Pick<Manifest, 'entries'>; journal: Facts },
  { fileSha256, account }: { fileSha256: string; account?: string | undefined },
): ToRetract {
  const kept = keptImports(imports);
  const own = kept.filter(
    (entry) => entry.file_sha256 === fileSha256 && (account === undefined || accountOf(entry) === account),
  );
  const numbers = new Set(own.map(({ seq }) => seq));
  const all = kept.filter(
    ({ seq, corrects }) => numbers.has(seq) || (corrects !== null && numbers.has(corrects)),
  );
  return {
    seqs: all.flatMap(({ seq, replaces = [] }) => [...replaces, seq]).sort((a, b) => a - b),
    accounts: [...new Set(own.map(accountOf))].sort(),
  };
}

export function ofAccount(account: string | undefined): string {
  return account === undefined ? '' : ` for account ${account}`;
}

/** The account that was said for it, else the one that it names; a file of several is one import of all of them. */
function accountOf({ account, accounts }: ManifestEntry): string {
  return account ?? accounts.join(', ');
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import { earlierOf, latest, type IsoDate } from '../../domain/time/dates.js';
import { CONTRACT_VERSION } from '../../domain/records/records.js';
import { stagedCash } from '../../store/staging/cash.js';
import { alsoUnder } from '../../store/lake/also-under.js';
import { stagedNotes } from '../../store/staging/staged-notes.js';
import { putInPlace } from '../../store/home/durable-file.js';
import { appendFact } from '../../store/home/journal.js';
import { stagedAccounts, writeLakeFiles } from '../../store/lake/landing.js';
import { sweepLeftovers } from '../../store/home/leftovers.js';
import { ALREADY_IMPORTED, countRecordLines } from '../../store/lake/line-counts.js';
import { loadImport } from '../../store/lake/loading.js';
import { takeBack } from '../../store/lake/retraction.js';
import type { ManifestEntry } from '../../store/home/manifest.js';
import { catchUp, followStanding, loadPending, type Store } from '../../store/open-store.js';
import { coveredDays, stagedDays } from '../../store/staging/session-calendar.js';
import { keptImports } from '../../store/home/standing.js';
import { correctedFile, nameWithin } from './corrected-file.js';
import { importsToRetract, ofAccount } from './imports-to-retract.js';
import { readFile, type ReadFile } from './read-file.js';
import type { StagedCounts } from './staged-file.js';
import type { FileReport, ImportInput, RetractInput, RetractReport } from '../import-reports.js';
import type { Steps } from '../steps.js';

const OTHERWISE =
  'this file is imported already, by a mapping where this is without one, or the other way round: both count, retract one (import retract)';
const REPLACED = 'this file was imported by another mapping before: this reading replaces that one';

/** The steps that bring a file in and take one back. `clock` gives the instant that an import is noted with. */
export function importSteps({
  store,
  clock,
}: {
  store: Store;
  clock: () => Date;
}): Pick<Steps, 'importFile' | 'retractImport'> {
  const { home, manifest, journal, warehouse } = store;
  let unreported = store.interrupted?.seq;

  /**
   * Reads, lands and loads one file, or that of which the given one has the rejects, corrected. A file that is there
   * already brings duplicates; but run again for want of its answer, this gives the answer that was lost. Throws
   * FileRefused for what is no export, NotFound where there is no file and InvalidInput for coverage of days to come;
   * then, and on any fault before the manifest has its line, the home is as it was.
   */
  async function importFile(given: ImportInput): Promise<FileReport> {
    if (given.coveredThrough !== null && given.coveredThrough > today())
      throw new InvalidInput(`covered through ${given.coveredThrough}: in the future`);
    const pending = await loadPending(store);
    try {
      const corrected = await correctedFile(store, given);
      const input = corrected?.input ?? given;
      const fileName = corrected?.fileName ?? nameWithin(given.givenPath);
      const file = await readFile(store, input, fileName);
      if (corrected) await rm(corrected.input.path);
      const known = importOf(file.sha256, input);
      if (known === undefined)
        return await reportOf(input, await landAndLoad(input, file, corrected?.corrects ?? null));
      await rm(file.copyPath);
      await rm(file.rejectsPath);
      await noteCoverage(known, input.coveredThrough);
      const answered = known.seq !== unreported && !pending.some(({ seq }) => seq === known.seq);
      const isRetry = !answered || (input.request !== undefined && input.request === known.request);
      unreported = undefined;
      return await reportOf(input, isRetry ? known : asDuplicate(known));
    } catch (error) {
      await sweepLeftovers(store);
      // Where the disk is full this fails too, and is done when the home is opened again.
      await followStanding(store).catch(() => undefined);
      throw error;
    }
  }

  /** In UTC, where it is never earlier than in New York. */
  function today(): IsoDate {
    return clock().toISOString().slice(0, 10);
  }

  async function landAndLoad(
    input: ImportInput,
    file: ReadFile,
    corrects: number | null,
  ): Promise<ManifestEntry> {
    const seq = manifest.entries.length + 1;
    const days = await stagedDays(warehouse);
    const cash = await stagedCash(warehouse);
    const accounts = await stagedAccounts(warehouse);
    const replaces = earlierReadings(input, file);
    const notes = { ...(await stagedNotes(warehouse)), ...notesOnMapping(input, file, replaces) };
    const covered = coveredDays(days, file.stated);
    const through = latest(covered?.through ?? null, input.coveredThrough);
    const reported = file.reported ?? covered?.through ?? null;
    const files = await writeLakeFiles(warehouse, home, { seq, fileSha256: file.sha256, days });
    // What it replaces is no duplicate of it. Should it not get its line in the manifest, they are put back.
    if (replaces.length > 0) await takeBack(warehouse, home, replaces);
    const entry: ManifestEntry = {
      contract: CONTRACT_VERSION,
      seq,
      file_sha256: file.sha256,
      path: input.givenPath,
      corrects,
      ...(replaces.length > 0 && { replaces }),
      format: file.format,
      account: input.account,
      mapping: input.mapping ?? null,
      imported_at: `${clock().toISOString().slice(0, 19)}Z`,
      request: input.request ?? null,
      files,
      accounts,
      covered_from: covered?.from ?? null,
      // No statement covers days that have not come, whatever it says.
      covered_through: through === null ? null : earlierOf(through, today()),
      reported,
      ...(await countLines(file.counts, { seq, reported, files }, notes)),
      cash,
    };
    await putInPlace(file.copyPath, join(home.raw, file.sha256));
    if (file.counts.rejected > 0) await putInPlace(file.rejectsPath, rejectsPathOf(file.sha256));
    else await rm(file.rejectsPath);
    await manifest.append(entry);
    await loadImport(warehouse, home, entry);
    if (corrects !== null || replaces.length > 0) await followStanding(store);
    return entry;
  }

  async function countLines(
    staged: StagedCounts,
    landed: Pick<ManifestEntry, 'seq' | 'reported' | 'files'>,
    notes: Record<string, number>,
  ) {
    const { accepted, duplicates, notes: ofOthers } = await countRecordLines(warehouse, home, landed);
    const duplicateLines = Object.values(duplicates).reduce((sum, lines) => sum + lines, 0);
    if (accepted + duplicateLines !== staged.records)
      throw new Error(
        `${staged.records} lines of records were staged, ${accepted} accepted and ${duplicateLines} duplicates came out`,
      );
    const { rejected, ignored, reasons } = staged;
    const lines = accepted + rejected + ignored + duplicateLines;
    return {
      counts: { lines, accepted, rejected, ignored, duplicates: duplicateLines },
      reasons: { ...reasons, ...duplicates, ...notes, ...ofOthers },
    };
  }

  /** The import of the same file for the same account by the same mapping, if there is one that was not retracted. */
  function importOf(fileSha256: string, { account, mapping }: ImportInput): ManifestEntry | undefined {
    return keptImports(store).find(
      (entry) =>
        entry.file_sha256 === fileSha256 &&
        entry.account === account &&
        isDeepStrictEqual(entry.mapping, mapping ?? null),
    );
  }

  /**
   * The imports of the same records of the same file for the same account by other mappings, and what those replaced.
   */
  function earlierReadings({ account, mapping }: ImportInput, { sha256 }: ReadFile): number[] {
    if (mapping === undefined) return [];
    return keptImports(store)
      .filter((entry) => entry.file_sha256 === sha256 && entry.account === account)
      .filter((entry) => entry.mapping?.['dataset'] === mapping.dataset)
      .flatMap(({ seq, replaces = [] }) => [...replaces, seq]);
  }

  function notesOnMapping(
    { account, mapping }: ImportInput,
    { sha256 }: ReadFile,
    replaces: readonly number[],
  ): Record<string, number> {
    const otherwise = keptImports(store)
      .filter((entry) => entry.file_sha256 === sha256 && entry.account === account)
      .filter((entry) => (entry.mapping === null) !== (mapping === undefined));
    return {
      ...(replaces.length > 0 && { [REPLACED]: 1 }),
      ...(otherwise.length > 0 && { [OTHERWISE]: otherwise.length }),
    };
  }

  async function noteCoverage({ seq }: ManifestEntry, through: IsoDate | null): Promise<void> {
    if (through === null) return;
    await appendFact(journal, { fact: 'import_covered', seq, through });
    await catchUp(store);
  }

  async function reportOf(input: ImportInput, entry: ManifestEntry): Promise<FileReport> {
    return {
      path: input.givenPath,
      sha256: entry.file_sha256,
      format: entry.format,
      ...entry.counts,
      reasons: entry.reasons,
      rejects_path: entry.counts.rejected > 0 ? rejectsPathOf(entry.file_sha256) : null,
      covered_from: entry.covered_from,
      covered_through: latest(entry.covered_through, input.coveredThrough),
      cash: entry.cash,
      also_under: await alsoUnder(warehouse, entry),
    };
  }

  function rejectsPathOf(fileSha256: string): string {
    return join(home.rejects, `${fileSha256}.csv`);
  }

  /**
   * Retracts all imports of a file for an account, what it was with corrected lines, and readings that it replaced.
   * Throws NotFound where there is none, InvalidInput where the file stands under several accounts and none is named.
   */
  async function retractImport({ fileSha256, account }: RetractInput): Promise<RetractReport> {
    await loadPending(store);
    const { seqs, accounts } = importsToRetract(store, { fileSha256, account });
    if (seqs.length === 0)
      throw new NotFound(`no import of a file with sha256 ${fileSha256}${ofAccount(account)}`);
    if (accounts.length > 1)
      throw new InvalidInput(`this file stands under several accounts, name one: ${accounts.join(', ')}`);
    await appendFact(journal, { fact: 'import_retracted', file_sha256: fileSha256, seqs });
    const removed = await followStanding(store);
    return { file_sha256: fileSha256, imports: seqs.length, records_removed: removed };
  }

  return { importFile, retractImport };
}

/** What an import of the same file once more comes to: what it brought is there already. */
function asDuplicate(entry: ManifestEntry): ManifestEntry {
  const { counts, reasons } = entry;
  if (counts.accepted === 0) return entry;
  return {
    ...entry,
    counts: { ...counts, accepted: 0, duplicates: counts.duplicates + counts.accepted },
    reasons: { ...reasons, [ALREADY_IMPORTED]: (reasons[ALREADY_IMPORTED] ?? 0) + counts.accepted },
  };
}
